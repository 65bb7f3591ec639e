"""Observing the audience: sums over members, in an order that does not depend on threads.

These run over all members in every tick. They take the few columns they need and not the whole audience: each column
that a kernel is handed costs time to hand over, and more to compile.
"""

from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.state.members import Members
from sim.state.voices import CRITIC, PEER, PRESS, STATE, VOICES

CHUNK = 4096
READ_LATELY, MET_EVER, BELIEF_OF_MET, ACQUAINTED, BELIEF = range(5)


class Acquaintance(NamedTuple):
    """What members know narratives by: ``last_asserted`` [n, J] and ``acquainted`` [n, J], columns of ``Members``."""

    last_asserted: np.ndarray
    acquainted: np.ndarray


def acquaintance(members: Members) -> Acquaintance:
    """Return the columns of the audience by which it knows narratives."""
    return Acquaintance(members.last_asserted, members.acquainted)


@compiled
def observe_narratives(sums: np.ndarray, known: Acquaintance, beliefs: np.ndarray, since: int) -> None:
    """Add members up to sums over members [5, J], in place.

    Rows: read it asserted at tick ``since`` or later; read it asserted ever; belief of those acquainted with it; how
    many are acquainted; belief of all. ``beliefs`` [n, J] are probabilities.
    """
    n, n_narratives = beliefs.shape
    part = np.zeros((5, n_narratives), np.float64)
    for first in range(0, n, CHUNK):
        _sum_part(part, known, beliefs, since, (first, min(first + CHUNK, n)))
        # Number by number: adding arrays to arrays would compile a message for those that do not fit, which takes long.
        for kind in range(5):
            for narrative in range(n_narratives):
                sums[kind, narrative] += part[kind, narrative]
                part[kind, narrative] = 0.0


@compiled_within
def _sum_part(part: np.ndarray, known: Acquaintance, beliefs: np.ndarray, since: int, rows: tuple[int, int]) -> None:
    """Add the members of ``rows`` (from, to) to ``part`` [5, J], which is zero, in place."""
    # Member by member: the columns lie so in memory, and the sums of several narratives need not wait for each other.
    for row in range(rows[0], rows[1]):
        for narrative in range(beliefs.shape[1]):
            latest, met = known.last_asserted[row, narrative], known.acquainted[row, narrative]
            part[READ_LATELY, narrative] += latest >= since
            part[MET_EVER, narrative] += latest >= 0
            part[BELIEF_OF_MET, narrative] += met * beliefs[row, narrative]
            part[ACQUAINTED, narrative] += met
            part[BELIEF, narrative] += beliefs[row, narrative]


@compiled
def observe_any(last_asserted: np.ndarray, chosen: np.ndarray, since: int) -> tuple[int, int]:
    """Return how many members read any of the ``chosen`` [J] narratives asserted since a tick, and how many ever.

    ``last_asserted`` [n, J] is the column of ``Members``.
    """
    lately, ever = 0, 0
    for row in range(last_asserted.shape[0]):
        latest = -1
        for narrative in range(len(chosen)):
            seen = last_asserted[row, narrative] if chosen[narrative] else -1
            latest = max(latest, seen)
        lately += latest >= since
        ever += latest >= 0
    return lately, ever


@compiled
def observe_groups(
    known: Acquaintance, beliefs: np.ndarray, chosen: np.ndarray, since: int, groups: np.ndarray, n_groups: int
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
                latest = max(latest, known.last_asserted[row, narrative])
                acquainted = known.acquainted[row, narrative]
                sums[ACQUAINTED, group] += acquainted
                sums[BELIEF_OF_MET, group] += acquainted * beliefs[row, narrative]
                sums[BELIEF, group] += beliefs[row, narrative]
        sums[READ_LATELY, group] += latest >= since
        sums[MET_EVER, group] += latest >= 0
    return sums


@compiled
def mean_trust(trust: np.ndarray) -> np.ndarray:
    """Return the mean [V] of members' trust [n, V] in each voice class."""
    n = trust.shape[0]
    total = np.zeros(len(VOICES), np.float64)
    for first in range(0, n, CHUNK):
        peer, state, critic, press = 0.0, 0.0, 0.0, 0.0
        for row in range(first, min(first + CHUNK, n)):
            peer += np.float64(trust[row, PEER])
            state += np.float64(trust[row, STATE])
            critic += np.float64(trust[row, CRITIC])
            press += np.float64(trust[row, PRESS])
        total[PEER] += peer
        total[STATE] += state
        total[CRITIC] += critic
        total[PRESS] += press
    return total / n
