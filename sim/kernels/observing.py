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
def sums_by_chunk(known: Acquaintance, beliefs: np.ndarray, since: int) -> np.ndarray:
    """Return sums over the members of each chunk of ``CHUNK`` rows [chunks, 5, J].

    Rows: read it asserted at tick ``since`` or later; read it asserted ever; belief of those acquainted with it; how
    many are acquainted; belief of all. ``beliefs`` [n, J] are probabilities.
    """
    n, n_narratives = beliefs.shape
    parts = np.zeros((_n_chunks(n), 5, n_narratives), np.float64)
    for chunk in range(len(parts)):
        _sum_part(parts[chunk], known, beliefs, since, (chunk * CHUNK, min((chunk + 1) * CHUNK, n)))
    return parts


@compiled
def total(parts: np.ndarray) -> np.ndarray:
    """Return the sums [k] of ``parts`` [chunks, k], chunk after chunk: in one order at any number of threads."""
    sums = np.zeros(parts.shape[1], np.float64)
    for chunk in range(parts.shape[0]):
        for place in range(parts.shape[1]):
            sums[place] += parts[chunk, place]
    return sums


@compiled_within
def _n_chunks(n: int) -> int:
    return (n + CHUNK - 1) // CHUNK


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

    ``groups`` [n] says to which each member belongs. The rows are those of ``sums_by_chunk``, the first two
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
def trust_by_chunk(trust: np.ndarray) -> np.ndarray:
    """Return the sums of members' trust [n, V] in each voice class over each chunk of ``CHUNK`` rows [chunks, V]."""
    n = trust.shape[0]
    parts = np.zeros((_n_chunks(n), len(VOICES)), np.float64)
    for chunk in range(len(parts)):
        peer, state, critic, press = 0.0, 0.0, 0.0, 0.0
        for row in range(chunk * CHUNK, min((chunk + 1) * CHUNK, n)):
            peer += np.float64(trust[row, PEER])
            state += np.float64(trust[row, STATE])
            critic += np.float64(trust[row, CRITIC])
            press += np.float64(trust[row, PRESS])
        parts[chunk, PEER] = peer
        parts[chunk, STATE] = state
        parts[chunk, CRITIC] = critic
        parts[chunk, PRESS] = press
    return parts
