"""Delivery into feeds whose items stay, and what lies in them.

All that comes in a tick comes at once: an item that is there already gains shares and keeps its age, the others enter
with age 0 for the next tick, and of all these a feed keeps the youngest.
"""

from typing import NamedTuple

import numpy as np

from sim.base.chance import AT_START, Stream, first_draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.state.feeds import EMPTY, Feeds
from sim.state.posts import Posts
from sim.state.scene import Scene
from sim.state.ties import Followees, Outbox
from sim.state.visits import NOTHING

_KEPT = purpose("feed.keeps_item_of_an_age")
_WON = 2.0


class Desk(NamedTuple):
    """Room to sort one feed on: candidates with their ``posts``, ``shares``, ``since`` and ``luck`` [most].

    ``place`` [posts] is where a post stands among them, ``NOTHING`` if it is none; ``keys`` and ``gone`` [posts] are
    each post's key and whether it was removed, side by side, as they are asked for at random; ``at_cut`` [most] is room
    for the keys of those among whom a draw decides.
    """

    posts: np.ndarray
    shares: np.ndarray
    since: np.ndarray
    luck: np.ndarray
    place: np.ndarray
    keys: np.ndarray
    gone: np.ndarray
    at_cut: np.ndarray


@compiled_within
def new_desk(most: int, posts: Posts) -> Desk:
    """Return an empty desk for at most ``most`` candidates among the posts."""
    n_posts = len(posts)
    place, keys, gone = np.full(n_posts, NOTHING, np.int32), np.empty(n_posts, np.int64), np.empty(n_posts, np.bool_)
    for post in range(n_posts):
        keys[post], gone[post] = posts.key[post], posts.removed[post] >= 0
    candidates, ages = np.empty(most, np.int32), np.empty(most, np.int32)
    shares, luck = np.empty(most, np.float64), np.empty(most, np.float64)
    return Desk(candidates, shares, ages, luck, place, keys, gone, np.empty(most, np.int64))


@compiled
def merge(scene: Scene, followees: Followees, outbox: Outbox, sends: np.ndarray, start: int, stop: int) -> None:
    """Let the members ``start`` to ``stop`` take in what those they follow passed on, in their rows of ``feeds``.

    ``sends`` [sources] is the place of each source in the outbox, ``NOTHING`` for those who pass nothing on.
    """
    feeds, stream, arrival = scene.feeds, scene.stream, scene.tick + 1
    length = feeds.shape[1]
    desk = new_desk(length + len(outbox.posts), scene.posts)
    for row in range(start, stop):
        n = lay_out(feeds, desk, row)
        for tie in range(followees.start[row], followees.start[row + 1]):
            sender = sends[followees.sources[tie]]
            if sender != NOTHING:
                for item in range(outbox.first[sender], outbox.first[sender + 1]):
                    n = lay_down(desk, n, outbox.posts[item], outbox.weights[item], arrival)
        if n > length:
            keep_youngest(stream, desk, row, n, length)
        put_back(feeds, desk, row, n)


@compiled_within
def lay_out(feeds: Feeds, desk: Desk, row: int) -> int:
    """Lay a member's feed on the desk, without what was removed; return how many items there are."""
    n = 0
    for slot in range(feeds.shape[1]):
        post = feeds.posts[row, slot]
        if post != EMPTY and not desk.gone[post]:
            n = lay_down(desk, n, post, np.float64(feeds.shares[row, slot]), feeds.since[row, slot])
    return n


@compiled_within
def lay_down(desk: Desk, n: int, post: int, shares: float, since: int) -> int:
    """Add a post to the ``n`` candidates, or its shares to those it has; return how many candidates there are now."""
    place = desk.place[post]
    if place != NOTHING:
        desk.shares[place] += shares
        return n
    desk.place[post] = n
    desk.posts[n], desk.shares[n], desk.since[n], desk.luck[n] = post, shares, since, _WON
    return n + 1


@compiled_within
def keep_youngest(stream: Stream, desk: Desk, row: int, n: int, length: int) -> None:
    """Take candidates from the desk, the oldest first, until ``length`` are left: their ``luck`` becomes 0.

    Among those of the age at which the feed is full, a keyed draw decides.
    """
    cut, room = age_at_the_cut(desk.since, n, length)
    n_at_cut = 0
    for place in range(n):
        if desk.since[place] == cut:
            desk.at_cut[n_at_cut] = desk.keys[desk.posts[place]]
            n_at_cut += 1
        elif desk.since[place] < cut:
            desk.luck[place] = 0.0
    if n_at_cut == room:
        return
    luck, drawn = first_draws(stream, _KEPT, AT_START, desk.at_cut[:n_at_cut], row), 0
    for place in range(n):
        if desk.since[place] == cut:
            desk.luck[place] = luck[drawn]
            drawn += 1
    keep_luckiest(desk, n, cut, room)


@compiled_within
def keep_luckiest(desk: Desk, n: int, cut: int, room: int) -> None:
    """Leave of the candidates of an age the ``room`` luckiest, of equals those laid down first.

    Winners so far stand in ``at_cut``; most of a large crowd is less lucky than all of them, and is asked once.
    """
    winners, n_winners, weakest = desk.at_cut, 0, NOTHING
    for place in range(n):
        if desk.since[place] != cut:
            continue
        if n_winners < room:
            winners[n_winners] = place
            n_winners += 1
        elif room > 0 and desk.luck[place] > desk.luck[winners[weakest]]:
            desk.luck[winners[weakest]], winners[weakest] = 0.0, place
        else:
            desk.luck[place] = 0.0
            continue
        if n_winners == room:
            weakest = _weakest(desk, room)
    for nth in range(n_winners):
        desk.luck[winners[nth]] = _WON


@compiled_within
def _weakest(desk: Desk, n_winners: int) -> int:
    """Return which of the winners has least luck, the one laid down last where several have it."""
    found = 0
    for nth in range(1, n_winners):
        luck, least = desk.luck[desk.at_cut[nth]], desk.luck[desk.at_cut[found]]
        if luck < least or (luck == least and desk.at_cut[nth] > desk.at_cut[found]):
            found = nth
    return found


@compiled_within
def age_at_the_cut(since: np.ndarray, n: int, room: int) -> tuple[int, int]:
    """Return the arrival at which ``room`` is used up, youngest first, and what room is left for those of that age."""
    youngest = since[0]
    for place in range(1, n):
        youngest = max(youngest, since[place])
    while True:
        of_this_age, next_youngest = 0, -1
        for place in range(n):
            of_this_age += since[place] == youngest
            if since[place] < youngest:
                next_youngest = max(next_youngest, since[place])
        if of_this_age >= room:
            return youngest, room
        room -= of_this_age
        youngest = next_youngest


@compiled_within
def put_back(feeds: Feeds, desk: Desk, row: int, n: int) -> None:
    """Write the candidates that stay into a member's feed, and clear the desk."""
    slot = 0
    for place in range(n):
        desk.place[desk.posts[place]] = NOTHING
        if desk.luck[place] == _WON:
            feeds.posts[row, slot] = desk.posts[place]
            feeds.shares[row, slot] = np.float32(desk.shares[place])
            feeds.since[row, slot] = desk.since[place]
            slot += 1
    for empty in range(slot, feeds.shape[1]):
        feeds.posts[row, empty] = EMPTY


@compiled
def copies_in_feeds(feeds: Feeds, n_posts: int) -> np.ndarray:
    """Return in how many feeds each of the posts lies [posts]."""
    copies = np.zeros(n_posts, np.int32)
    for row in range(feeds.shape[0]):
        for slot in range(feeds.shape[1]):
            if feeds.posts[row, slot] != EMPTY:
                copies[feeds.posts[row, slot]] += 1
    return copies
