"""What members do in the present tick: written by each for themselves, gathered afterwards."""

from typing import Final, NamedTuple

import numpy as np

NOTHING: Final = -1
MOST_ITEMS: Final = 8

READ: Final = 1
OPENED: Final = 2
SHARED: Final = 4
QUOTED: Final = 8
LIKED: Final = 16
REBUTS: Final = 32
DEFENDS: Final = 64
HUSHED: Final = 128
SWALLOWS: Final = 256


class Visits(NamedTuple):
    """The present tick's visits of n members, at most K = ``MOST_ITEMS`` items each.

    ``n_items`` [n] items the member wants to look at, 0 without a visit; ``posts`` [n, K] the post rows drawn from the
    feed, ``NOTHING`` where there is none; ``reactions`` [n, K] what was done with
    each, as flags (``READ`` … ``SWALLOWS``); ``writes`` [n] whether the member writes a message of its own.
    """

    n_items: np.ndarray
    posts: np.ndarray
    reactions: np.ndarray
    writes: np.ndarray


def no_visits(n: int) -> Visits:
    """Return the records of n members who are not visiting."""
    return Visits(
        n_items=np.zeros(n, np.uint8),
        posts=np.full((n, MOST_ITEMS), NOTHING, np.int32),
        reactions=np.zeros((n, MOST_ITEMS), np.uint16),
        writes=np.zeros(n, np.bool_),
    )
