"""Ties that are worked out when they are asked for: who follows a member, drawn by keyed geometric steps."""

import math

import numpy as np

from sim.base.chance import draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.state.ties import Ties, Unstored

_FOLLOWS = purpose("member.is_followed_by")
_STEPS_A_DRAW = 4


def counts_of_followers(ties: Ties, sources: np.ndarray | None = None) -> np.ndarray:
    """Return how many members follow each of the ``sources`` [k], by default of all; unstored ties are drawn."""
    rows = np.arange(len(ties.start) - 1) if sources is None else np.asarray(sources, np.int64)
    return counts_drawn(ties.unstored, rows) + ties.start[rows + 1] - ties.start[rows]


@compiled
def counts_drawn(unstored: Unstored, sources: np.ndarray) -> np.ndarray:
    """Return how many follow each of the sources [k] by ties that are not stored."""
    counts = np.zeros(len(sources), np.int64)
    for place in range(len(sources)):
        if sources[place] < unstored.members:
            counts[place] = len(followers_drawn(unstored, sources[place], 0, unstored.members))
    return counts


@compiled_within
def followers_drawn(unstored: Unstored, source: int, start: int, stop: int) -> np.ndarray:
    """Return the rows of a member's followers from ``start`` to ``stop``, rising; nobody follows itself.

    From one follower to the next it is a geometric number of rows, so that each other row is one with the same chance
    whatever the others are; each block of rows begins anew, which a geometric step does not notice.
    """
    expected = unstored.chance * (stop - start)
    followers = np.empty(int(expected + 10.0 * math.sqrt(expected) + 16.0), np.int32)
    n = 0
    for block in range(start // unstored.block, -(-stop // unstored.block) if unstored.chance > 0.0 else 0):
        row, step = block * unstored.block - 1, 0
        end = min((block + 1) * unstored.block, stop)
        while row < end:
            row += _rows_on(unstored, source, block, step)
            step += 1
            if start <= row < end and row != source and n < len(followers):
                followers[n] = row
                n += 1
    return followers[:n]


@compiled_within
def _rows_on(unstored: Unstored, source: int, block: int, step: int) -> int:
    """Return how many rows it is to the next follower; four steps share a draw."""
    if unstored.chance >= 1.0:
        return 1
    words = draws(unstored.stream, _FOLLOWS, step // _STEPS_A_DRAW, source, block)
    nth = step % _STEPS_A_DRAW
    luck = words.first if nth == 0 else words.second if nth == 1 else words.third if nth == 2 else words.fourth
    return 1 + int(min(math.log(luck) / math.log1p(-unstored.chance), 1e15))
