"""Feeds: the last items that reached each member."""

from typing import Any, Final

import numpy as np

from sim.base.compiled import COMPILER_ON

EMPTY: Final = -1

type Feeds = Any

# Ten bytes side by side, not twelve: feeds are what a large audience takes up most of.
SLOT: Final = np.dtype([("posts", np.int32), ("shares", np.float32), ("since", np.uint16)])
WIDE_SLOT: Final = np.dtype([("posts", np.int32), ("shares", np.float32), ("since", np.int32)], align=True)
LAST_NARROW_TICK: Final = int(np.iinfo(np.uint16).max) - 1
"""The last tick whose mail a narrow slot can date: what is delivered in a tick may be dated from the next."""


def empty_feeds(n: int, length: int) -> Feeds:
    """Return the feeds of n members before anything was delivered: slots [n, length].

    ``posts`` post rows, ``EMPTY`` where there is none; ``shares`` how many of those the member follows passed it on;
    ``since`` the tick at which it first arrived, in 16 bits: before later ticks feeds are ``widened``.
    """
    feeds = np.zeros((n, length), SLOT)
    feeds["posts"] = EMPTY
    return _for_kernels(feeds)


def widened(feeds: Feeds) -> Feeds:
    """Return feeds whose slots date arrivals in 32 bits, of the same content: for runs of more than 65,534 ticks."""
    return _for_kernels(np.asarray(feeds).astype(WIDE_SLOT))


def _for_kernels(feeds: np.ndarray) -> Feeds:
    return feeds if COMPILER_ON else feeds.view(np.recarray)
