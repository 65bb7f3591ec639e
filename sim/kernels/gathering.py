"""Gathering what members did: counts on the posts, and one list of deeds."""

from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.state.posts import Posts
from sim.state.visits import LIKED, NOTHING, QUOTED, READ, SHARED, Visits


class Deeds(NamedTuple):
    """What was done in one tick, one entry an item read: ``members``, ``posts`` and ``flags`` (as in ``visits``)."""

    members: np.ndarray
    posts: np.ndarray
    flags: np.ndarray

    def that(self, flag: int) -> "Deeds":
        """Return the deeds that carry a flag."""
        return self.where((self.flags & flag) != 0)

    def where(self, chosen: np.ndarray) -> "Deeds":
        """Return the deeds of a mask [k]."""
        return Deeds(self.members[chosen], self.posts[chosen], self.flags[chosen])


@compiled
def deeds_within(visits: Visits, start: int, stop: int) -> Deeds:
    """Return all deeds of the members ``start`` to ``stop`` in the order of rows."""
    n_deeds = 0
    for row in range(start, stop):
        if visits.n_items[row] != 0:
            n_deeds += _count_read(visits, row)
    deeds = Deeds(np.empty(n_deeds, np.int32), np.empty(n_deeds, np.int32), np.empty(n_deeds, np.uint16))
    n_deeds = 0
    for row in range(start, stop):
        if visits.n_items[row] == 0:
            continue
        for place in range(visits.posts.shape[1]):
            post, flags = visits.posts[row, place], visits.reactions[row, place]
            if post == NOTHING:
                break
            if flags & READ:
                deeds.members[n_deeds], deeds.posts[n_deeds], deeds.flags[n_deeds] = row, post, flags
                n_deeds += 1
    return deeds


def one_after_the_other(parts: list[Deeds]) -> Deeds:
    """Return the deeds of several ranges of members as one, in the order of the ranges."""
    return parts[0] if len(parts) == 1 else Deeds(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


@compiled
def count_on_posts(posts: Posts, deeds: Deeds, tick: int) -> None:
    """Count reads, likes, shares and quotes on the posts, and date the reading, in place."""
    for place in range(len(deeds.posts)):
        _count_on_post(posts, deeds.posts[place], deeds.flags[place], tick)


@compiled_within
def _count_read(visits: Visits, row: int) -> int:
    n = 0
    for place in range(visits.posts.shape[1]):
        if visits.posts[row, place] == NOTHING:
            break
        if visits.reactions[row, place] & READ:
            n += 1
    return n


@compiled_within
def _count_on_post(posts: Posts, post: int, flags: int, tick: int) -> None:
    posts.reads[post] += 1
    posts.last_read[post] = tick
    if flags & LIKED:
        posts.likes[post] += 1
    if flags & SHARED:
        posts.shares[post] += 1
    if flags & QUOTED:
        posts.quoted[post] += 1
