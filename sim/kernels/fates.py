"""The fate of a post: the first of the dated events that can end it."""

from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.state.posts import ALIVE, KNOCKED_OUT, REMOVED, SHELVED, WALKOVER, Posts


class Shelf(NamedTuple):
    """When a post is off the shelf: ticks without a read; and the silenced share that makes it a walkover."""

    ticks_unread: int
    walkover_share: float


@compiled_within
def fate_now(posts: Posts, post: int, shelf: Shelf, tick: int) -> int:
    """Return the fate that befalls a post in this tick, or ``ALIVE``.

    Knocked out; removed; and at the first tick that ends the unread time a walkover if at least the given share of the
    rebuttal force aimed at it was silenced, else shelved.
    """
    if posts.knocked_out[post] >= 0:
        return KNOCKED_OUT
    if posts.removed[post] >= 0:
        return REMOVED
    if tick - max(posts.last_read[post], posts.born[post]) >= shelf.ticks_unread:
        aimed = posts.rebuttals_aimed[post]
        if aimed > 0.0 and posts.rebuttals_silenced[post] >= shelf.walkover_share * aimed:
            return WALKOVER
        return SHELVED
    return ALIVE


@compiled
def settle_fates(posts: Posts, alive: np.ndarray, shelf: Shelf, tick: int) -> np.ndarray:
    """Write the fate of every post of ``alive`` (rows) whom one befalls now, in place; return those still alive."""
    still = np.empty(len(alive), np.int64)
    n_still = 0
    for place in range(len(alive)):
        post = alive[place]
        fate = fate_now(posts, post, shelf, tick)
        if fate == ALIVE:
            still[n_still] = post
            n_still += 1
        else:
            posts.fate[post] = fate
            posts.fate_tick[post] = tick
    return still[:n_still]
