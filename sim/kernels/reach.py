"""Which posts some feed can still show, and how feeds name them once rows are numbered anew."""

import numpy as np

from sim.base.compiled import compiled
from sim.kernels.feed_slots import buried_since
from sim.state.feeds import EMPTY, Feeds
from sim.state.posts import Posts


@compiled
def mark_in_feeds(reached: np.ndarray, feeds: Feeds, posts: Posts, tick: int, chatter_per_tick: float) -> None:
    """Mark in ``reached`` [posts] those that a feed can still show from a tick on, in place.

    Those that it cannot are posts that were removed, and items that chatter has buried.
    """
    buried = buried_since(tick, feeds.shape[1], chatter_per_tick)
    for row in range(feeds.shape[0]):
        for slot in range(feeds.shape[1]):
            post = feeds.posts[row, slot]
            if post != EMPTY and feeds.since[row, slot] > buried and posts.removed[post] < 0:
                reached[post] = True


@compiled
def renumber_feeds(feeds: Feeds, places: np.ndarray) -> None:
    """Name each post in the feeds by its new row, ``places`` [old rows], in place; slots of those gone are emptied.

    A gone post lay where nothing could be shown any more, which is what an empty slot is to everyone.
    """
    for row in range(feeds.shape[0]):
        for slot in range(feeds.shape[1]):
            post = feeds.posts[row, slot]
            if post != EMPTY:
                feeds.posts[row, slot] = places[post]
