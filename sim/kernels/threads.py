"""Threads: in which order comments stand in them, and which of them a reader has before the eyes."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream, draws, purpose
from sim.base.compiled import compiled
from sim.kernels.gathering import Deeds
from sim.state.comments import Comments

_LIKES = purpose("member.likes_comment")


class Stack(NamedTuple):
    """Comments ``rows`` [k] thread by thread, each thread from the top; ``places`` [k] in their threads, from 0."""

    rows: np.ndarray
    places: np.ndarray


class Glances(NamedTuple):
    """Readers who look a thread through for a comment to like.

    ``members`` and ``posts`` [k]; ``where`` [k] in [0, 1) how far down they look; ``asks`` [k] in [0, 1) how far a
    reader must believe what the comment says to like it.
    """

    members: np.ndarray
    posts: np.ndarray
    where: np.ndarray
    asks: np.ndarray


def stacked(comments: Comments, rows: np.ndarray, refuting: np.ndarray) -> Stack:
    """Return comments ``rows`` [k] in the order of their threads: notes, then by likes, then the later one.

    Above likes go those that are ``refuting`` [k] a post that was knocked out: it is read with its refutation.
    Only what is seen is liked: with the earlier one first, what came first would be all that is ever seen. Those of one
    tick stand in the order of their keys, which is the same in whatever rows they stand.
    """
    chosen = comments[rows]
    by_likes = (chosen["key"], -chosen["born"], -chosen["likes"])
    on_top = np.lexsort((*by_likes, ~refuting, ~chosen["is_note"], chosen["post"]))
    threads = chosen["post"][on_top]
    begins = np.searchsorted(threads, threads)
    return Stack(rows[on_top], np.arange(len(rows)) - begins)


def glances(opened: Deeds, keys: np.ndarray, rate: float, when: tuple[Stream, int]) -> Glances:
    """Return who of those who ``opened`` threads [k] likes a comment there if it says what the reader believes.

    ``keys`` [k] of the posts; ``rate`` the chance; ``when`` is stream and tick. Keyed by post and reader.
    """
    luck: np.ndarray = _luck(keys, opened.members.astype(np.int64), when[0], when[1])
    liking = luck[0] < rate
    # Below the rate this draw is spread evenly, and serves once more.
    asks = luck[0][liking] / rate if rate > 0.0 else luck[0][liking]
    return Glances(opened.members[liking], opened.posts[liking], luck[1][liking], asks)


@compiled
def _luck(keys: np.ndarray, members: np.ndarray, stream: Stream, tick: int) -> np.ndarray:
    luck = np.empty((2, len(keys)), np.float64)
    for place in range(len(keys)):
        u = draws(stream, _LIKES, tick, keys[place], members[place])
        luck[0, place], luck[1, place] = u.first, u.second
    return luck
