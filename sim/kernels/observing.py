"""Observing the audience: sums over members, in an order that does not depend on threads."""

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.state.members import Members
from sim.state.voices import CRITIC, PEER, PRESS, STATE, VOICES

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
        last = min(first + CHUNK, n)
        for narrative in range(n_narratives):
            lately, ever, met = 0, 0, 0
            for row in range(first, last):
                lately += members.last_asserted[row, narrative] >= since
                ever += members.last_asserted[row, narrative] >= 0
                met += members.acquainted[row, narrative]
            sums[READ_LATELY, narrative] += lately
            sums[MET_EVER, narrative] += ever
            sums[ACQUAINTED, narrative] += met
        _add_beliefs(sums, members, beliefs, first, last)
    return sums


@compiled_within
def _add_beliefs(sums: np.ndarray, members: Members, beliefs: np.ndarray, first: int, last: int) -> None:
    """Add the members ``first`` to ``last`` to ``sums`` [5, J] in place: belief of those acquainted, belief of all.

    Number by number: adding rows to rows would compile a message for rows that do not fit, which takes seconds.
    """
    n_narratives = beliefs.shape[1]
    # Two narratives side by side: a sum that waits for its last step leaves time for another.
    for one in range(0, n_narratives, 2):
        other = min(one + 1, n_narratives - 1)
        of_met, of_all, other_of_met, other_of_all = 0.0, 0.0, 0.0, 0.0
        for row in range(first, last):
            of_met += members.acquainted[row, one] * beliefs[row, one]
            of_all += beliefs[row, one]
            other_of_met += members.acquainted[row, other] * beliefs[row, other]
            other_of_all += beliefs[row, other]
        sums[BELIEF_OF_MET, one] += of_met
        sums[BELIEF, one] += of_all
        if other != one:
            sums[BELIEF_OF_MET, other] += other_of_met
            sums[BELIEF, other] += other_of_all


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
    trust, n = members.trust, members.trust.shape[0]
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
