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
    for narrative in range(n_narratives):
        for first in range(0, n, CHUNK):
            lately, ever, acquainted, belief_of_met, belief = 0, 0, 0, 0.0, 0.0
            for row in range(first, min(first + CHUNK, n)):
                lately += members.last_asserted[row, narrative] >= since
                ever += members.last_asserted[row, narrative] >= 0
                acquainted += members.acquainted[row, narrative]
                belief_of_met += members.acquainted[row, narrative] * beliefs[row, narrative]
                belief += beliefs[row, narrative]
            sums[READ_LATELY, narrative] += lately
            sums[MET_EVER, narrative] += ever
            sums[ACQUAINTED, narrative] += acquainted
            sums[BELIEF_OF_MET, narrative] += belief_of_met
            sums[BELIEF, narrative] += belief
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
def observe_groups(
    members: Members, beliefs: np.ndarray, chosen: np.ndarray, since: int, groups: np.ndarray, n_groups: int
) -> np.ndarray:
    """Return sums over the members of each group [5, G] for the ``chosen`` [J] narratives together.

    ``groups`` [n] says to which each member belongs. The rows are those of ``observe_narratives``, the first two
    counting members who read any of them.
    """
    sums = np.zeros((5, n_groups), np.float64)
    for row in range(len(groups)):
        latest, group = -1, groups[row]
        for narrative in range(len(chosen)):
            if chosen[narrative]:
                latest = max(latest, members.last_asserted[row, narrative])
                acquainted = members.acquainted[row, narrative]
                sums[ACQUAINTED, group] += acquainted
                sums[BELIEF_OF_MET, group] += acquainted * beliefs[row, narrative]
                sums[BELIEF, group] += beliefs[row, narrative]
        sums[READ_LATELY, group] += latest >= since
        sums[MET_EVER, group] += latest >= 0
    return sums


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
