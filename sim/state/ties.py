"""Who follows whom, in compressed rows.

Sources are numbered in one row of seats: the members first, then the state's accounts, then the rebuttal posters.
"""

from typing import NamedTuple

import numpy as np


class Ties(NamedTuple):
    """The sources that each of n members follows: ``followees[start[i]:start[i + 1]]``, in the order of their rows.

    ``start`` [n + 1] int64; ``followees`` int32 source rows. With complete mixing both are empty of ties and everyone
    reads everyone.
    """

    start: np.ndarray
    followees: np.ndarray


class Outbox(NamedTuple):
    """What each source passes on in the present tick.

    ``signal`` [sources] uint8: number of items, plus ``PUNISHED`` if the source was visibly punished; ``first``
    [sources] where its items begin in ``posts``; ``posts`` post rows, grouped by source.
    """

    signal: np.ndarray
    first: np.ndarray
    posts: np.ndarray


PUNISHED = 128
MOST_PASSED_ON = 127


def no_ties(n_members: int) -> Ties:
    """Return ties in which nobody follows anybody."""
    return Ties(np.zeros(n_members + 1, np.int64), np.zeros(0, np.int32))


def empty_outbox(n_sources: int) -> Outbox:
    """Return an outbox in which nobody passes anything on."""
    return Outbox(np.zeros(n_sources, np.uint8), np.zeros(n_sources, np.int32), np.zeros(0, np.int32))
