"""Feeds: the last items that reached each member."""

from typing import Final

import numpy as np

EMPTY: Final = -1


type Feeds = np.recarray[tuple[int, ...], np.dtype[np.void]]

SLOT: Final = np.dtype([("posts", np.int32), ("shares", np.float32), ("since", np.int32)], align=True)


def empty_feeds(n: int, length: int) -> Feeds:
    """Return the feeds of n members before anything was delivered: slots [n, length].

    ``posts`` post rows, ``EMPTY`` where there is none; ``shares`` how many of those the member follows passed it on;
    ``since`` the tick at which it first arrived.
    """
    feeds = np.zeros((n, length), SLOT).view(np.recarray)
    feeds.posts[:] = EMPTY
    return feeds
