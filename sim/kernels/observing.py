"""Observing the audience: sums over members, in an order that does not depend on threads."""

import numpy as np

from sim.base.compiled import compiled
from sim.state.members import Members

CHUNK = 4096
READ_LATELY, MET_EVER, BELIEF_OF_MET, ACQUAINTED, BELIEF = range(5)


@compiled
def observe_narratives(members: Members, beliefs: np.ndarray, since: int) -> np.ndarray:
    """Return sums over members [5, J].

    Rows: read it asserted at tick ``since`` or later; read it asserted ever; belief of those acquainted with it; how
    many are acquainted; belief of all. ``beliefs`` [n, J] are probabilities.
    """
    n, n_narratives = beliefs.shape
    sums = np.zeros((5, n_narratives), np.float64)
    for first in range(0, n, CHUNK):
        part = np.zeros((5, n_narratives), np.float64)
        for row in range(first, min(first + CHUNK, n)):
            # Narratives side by side, so that no sum waits for itself.
            for narrative in range(n_narratives):
                belief, met = beliefs[row, narrative], members.acquainted[row, narrative]
                part[READ_LATELY, narrative] += members.last_asserted[row, narrative] >= since
                part[MET_EVER, narrative] += members.last_asserted[row, narrative] >= 0
                part[ACQUAINTED, narrative] += met
                part[BELIEF_OF_MET, narrative] += met * belief
                part[BELIEF, narrative] += belief
        sums += part
    return sums


@compiled
def observe_any(members: Members, chosen: np.ndarray, since: int) -> tuple[int, int]:
    """Return how many members read any of the ``chosen`` [J] narratives asserted since a tick, and how many ever."""
    lately, ever = 0, 0
    for row in range(members.belief.shape[0]):
        latest = -1
        for narrative in range(len(chosen)):
            if chosen[narrative]:
                latest = max(latest, members.last_asserted[row, narrative])
        lately += latest >= since
        ever += latest >= 0
    return lately, ever


@compiled
def mean_trust(members: Members) -> np.ndarray:
    """Return mean trust [V] in each voice class."""
    n, n_voices = members.trust.shape
    total = np.zeros(n_voices, np.float64)
    for first in range(0, n, CHUNK):
        part = np.zeros(n_voices, np.float64)
        for row in range(first, min(first + CHUNK, n)):
            for voice in range(n_voices):
                part[voice] += np.float64(members.trust[row, voice])
        total += part
    return total / n
