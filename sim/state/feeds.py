"""Feeds: the last items that reached each member."""

from typing import Any, Final

import numpy as np

from sim.base.compiled import COMPILER_ON

EMPTY: Final = -1


type Feeds = Any

SLOT: Final = np.dtype([("posts", np.int32), ("shares", np.float32), ("since", np.int32)], align=True)


def empty_feeds(n: int, length: int) -> Feeds:
    """Return the feeds of n members before anything was delivered: slots [n, length].

    ``posts`` post rows, ``EMPTY`` where there is none; ``shares`` how many of those the member follows passed it on;
    ``since`` the tick at which it first arrived.
    """
    feeds = np.zeros((n, length), SLOT)
    feeds["posts"] = EMPTY
    return feeds if COMPILER_ON else feeds.view(np.recarray)
