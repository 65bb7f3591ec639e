"""Delivery: each member pulls what those it follows passed on, in fixed order, so that threads never race."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.kernels.feed_slots import buried_since
from sim.kernels.unstored import followers_drawn
from sim.state.alarms import Alarms
from sim.state.feeds import EMPTY, Feeds
from sim.state.posts import Posts
from sim.state.scene import Scene
from sim.state.ties import Outbox, Ties
from sim.state.visits import NOTHING

TIE = purpose("feed.breaks_tie_of_age")


class Ousted(NamedTuple):
    """Old items that this tick's newcomers ousted from the feeds of a range of members: shared again, they stay out.

    ``start`` the first row of the range; ``latest`` [rows] each member's latest entry. An entry is a post, ``posts``
    [most], and the entry of the same member ``before`` it [most]; ``NOTHING`` for none. ``n`` [1] entries are in use.
    """

    start: int
    latest: np.ndarray
    posts: np.ndarray
    before: np.ndarray
    n: np.ndarray


class Now(NamedTuple):
    """A delivery's stream and tick, the arrival up to which items are ``buried`` in chatter, and what was ousted."""

    stream: Stream
    tick: int
    buried: int
    ousted: Ousted


@compiled_within
def now_for(scene: Scene, chatter_per_tick: float, start: int, stop: int) -> Now:
    """Return what a delivery to the members ``start`` to ``stop`` goes by; nothing is ousted yet.

    Buried is what chatter will have hidden for good by the next tick, in which this one's mail can first be read.
    """
    length = scene.feeds.shape[1]
    # A slot loses one old item at most, so entries never run out; memory that is not written to costs nothing.
    most = (stop - start) * length
    latest, used = np.full(stop - start, NOTHING, np.int32), np.zeros(1, np.int64)
    ousted = Ousted(start, latest, np.empty(most, np.int32), np.empty(most, np.int32), used)
    return Now(scene.stream, scene.tick, buried_since(scene.tick + 1, length, chatter_per_tick), ousted)


def fill_outbox(sources: np.ndarray, posts: np.ndarray, weights: np.ndarray | None = None) -> Outbox:
    """Return this tick's outbox: ``posts`` [k] passed on by ``sources`` [k], in their order.

    ``weights`` [k] are the shares that each counts, by default 1.
    """
    counts = np.ones(len(posts)) if weights is None else weights[np.argsort(sources, kind="stable")]
    order = np.argsort(sources, kind="stable")
    senders, first = np.unique(sources[order], return_index=True)
    bounds, items = np.append(first, len(posts)), posts[order].astype(np.int64)
    _, place, times = np.unique(items, return_inverse=True, return_counts=True)
    return Outbox(senders.astype(np.int64), bounds, items, counts, times[place] == 1)


@compiled
def receive(scene: Scene, ties: Ties, outbox: Outbox, chatter_per_tick: float, start: int, stop: int) -> None:
    """Let the members ``start`` to ``stop`` take in what those they follow passed on, in their rows of ``feeds``.

    Goes from source to source in the order of rows, and in each to the followers of the range.
    """
    feeds, posts, now = scene.feeds, scene.posts, now_for(scene, chatter_per_tick, start, stop)
    for place in range(len(outbox.sources)):
        followers = followers_within(ties, outbox.sources[place], start, stop)
        if len(followers) > 0:
            for item in range(outbox.first[place], outbox.first[place + 1]):
                post = outbox.posts[item]
                if outbox.alone[item] and posts.born[post] == now.tick:
                    hand_out(feeds, posts, followers, post, outbox.weights[item], now)
                else:
                    hand_over(feeds, posts, followers, post, outbox.weights[item], now)


@compiled
def alarm_followers(fear: np.ndarray, ties: Ties, alarms: Alarms, start: int, stop: int) -> None:
    """Raise the fear of the members ``start`` to ``stop`` in place, for each they follow of those who were struck."""
    for place in range(len(alarms.sources)):
        for row in followers_within(ties, alarms.sources[place], start, stop):
            fear[row] = np.float32(np.float64(fear[row]) + alarms.fear[place])


@compiled
def alarm_everyone(fear: np.ndarray, alarm: float, start: int, stop: int) -> None:
    """Raise the fear of the members ``start`` to ``stop`` in place."""
    for row in range(start, stop):
        fear[row] = np.float32(np.float64(fear[row]) + alarm)


@compiled_within
def followers_within(ties: Ties, source: int, start: int, stop: int) -> np.ndarray:
    """Return the rows of a source's followers from ``start`` to ``stop``: a view, or worked out anew."""
    if source < ties.unstored.members:
        return followers_drawn(ties.unstored, source, start, stop)
    followers = ties.followers[ties.start[source] : ties.start[source + 1]]
    return followers[rows_below(followers, start) : rows_below(followers, stop)]


@compiled_within
def hand_out(feeds: Feeds, posts: Posts, followers: np.ndarray, post: int, shares: float, now: Now) -> None:
    """Put a post that nobody can have yet into the feed of each of the ``followers`` [k]; most mail is of this kind."""
    held, since, author = feeds.posts, feeds.since, posts.author[post]
    for follower in followers:
        if follower == author:
            continue
        place = NOTHING
        for slot in range(held.shape[1]):
            if held[follower, slot] == EMPTY or since[follower, slot] <= now.buried:
                place = slot
                break
        if place == NOTHING:
            place = _make_room(feeds, posts, follower, post, now)
        if place != NOTHING:
            held[follower, place], since[follower, place] = post, now.tick
            feeds.shares[follower, place] = np.float32(shares)


@compiled_within
def hand_over(feeds: Feeds, posts: Posts, followers: np.ndarray, post: int, shares: float, now: Now) -> None:
    """Put a post into the feed of each of the ``followers`` [k], passed on with ``shares``."""
    for follower in followers:
        take_in(feeds, posts, follower, post, shares, now)


@compiled_within
def rows_below(rows: np.ndarray, bound: int) -> int:
    """Return how many of the rising ``rows`` [k] lie below a bound."""
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        if rows[middle] < bound:
            low = middle + 1
        else:
            high = middle
    return low


class Everything(NamedTuple):
    """All that anyone passed on in a tick: ``posts`` [k], each once, and how often, ``shares`` [k]."""

    posts: np.ndarray
    shares: np.ndarray


def everything(outbox: Outbox) -> Everything:
    """Return what an outbox holds as posts and counts, for complete mixing."""
    posts, place = np.unique(outbox.posts, return_inverse=True)
    return Everything(posts.astype(np.int64), np.bincount(place, outbox.weights, len(posts)).astype(np.float64))


@compiled
def receive_from_everyone(
    scene: Scene, passed_on: Everything, outbox: Outbox, chatter_per_tick: float, start: int, stop: int
) -> None:
    """Let the members ``start`` to ``stop`` take in what anyone but themselves passed on."""
    now = now_for(scene, chatter_per_tick, start, stop)
    for row in range(start, stop):
        for item in range(len(passed_on.posts)):
            by_others = passed_on.shares[item] - _own_shares(outbox, row, passed_on.posts[item])
            if by_others > 0.0:
                take_in(scene.feeds, scene.posts, row, passed_on.posts[item], by_others, now)


@compiled_within
def _own_shares(outbox: Outbox, row: int, post: int) -> int:
    place, own = rows_below(outbox.sources, row), 0
    if place < len(outbox.sources) and outbox.sources[place] == row:
        for item in range(outbox.first[place], outbox.first[place + 1]):
            own += outbox.posts[item] == post
    return own


@compiled_within
def take_in(feeds: Feeds, posts: Posts, row: int, post: int, shares: float, now: Now) -> None:
    """Put a post into a member's feed: one that is there gains shares and keeps its age, a new one ousts the oldest.

    What is buried has left the feed. The order of delivery does not matter: posts that arrived in the same tick are
    ranked by a keyed draw, and an old item that newcomers ousted is not taken for new when it is shared again.
    """
    if posts.author[post] == row:
        return
    place, there = NOTHING, NOTHING
    for slot in range(feeds.shape[1]):
        held = feeds.posts[row, slot]
        # Without a branch: what lies in a slot is as good as random.
        free = (place == NOTHING) & ((held == EMPTY) | (feeds.since[row, slot] <= now.buried))
        place = slot if free else place
        there = slot if held == post else there
    if there != NOTHING:
        if feeds.since[row, there] > now.buried:
            feeds.shares[row, there] = np.float32(np.float64(feeds.shares[row, there]) + shares)
            return
        place = there
    if place == NOTHING:
        place = _make_room(feeds, posts, row, post, now)
    if place != NOTHING:
        feeds.posts[row, place] = post
        feeds.shares[row, place] = np.float32(shares)
        feeds.since[row, place] = now.tick


@compiled_within
def _make_room(feeds: Feeds, posts: Posts, row: int, post: int, now: Now) -> int:
    """Return the slot of a full feed that gives way to a newcomer, ``NOTHING`` if none does; note what it held."""
    if posts.born[post] < now.tick and _was_ousted(now.ousted, row, post):
        return NOTHING
    for slot in range(feeds.shape[1]):
        if posts.removed[feeds.posts[row, slot]] >= 0:
            return slot
    place = _loser(feeds, posts, row, post, now)
    if place != NOTHING and feeds.since[row, place] < now.tick:
        _note_ousted(now.ousted, row, feeds.posts[row, place])
    return place


@compiled_within
def _was_ousted(ousted: Ousted, row: int, post: int) -> bool:
    entry = ousted.latest[row - ousted.start]
    while entry != NOTHING:
        if ousted.posts[entry] == post:
            return True
        entry = ousted.before[entry]
    return False


@compiled_within
def _note_ousted(ousted: Ousted, row: int, post: int) -> None:
    entry = ousted.n[0]
    ousted.n[0] += 1
    ousted.posts[entry], ousted.before[entry] = post, ousted.latest[row - ousted.start]
    ousted.latest[row - ousted.start] = entry


@compiled_within
def _loser(feeds: Feeds, posts: Posts, row: int, post: int, now: Now) -> int:
    """Return the slot of a full feed that must give way: of the oldest items the one with the lowest keyed draw.

    ``NOTHING`` if all came in this tick and the newcomer itself draws lowest.
    """
    oldest, n_oldest, loser, lowest = now.tick, 0, NOTHING, 2.0
    for slot in range(feeds.shape[1]):
        since = feeds.since[row, slot]
        if since < oldest:
            oldest, n_oldest = since, 0
        if since == oldest:
            loser, n_oldest = slot, n_oldest + 1
    if oldest < now.tick and n_oldest == 1:
        return loser
    loser = NOTHING
    if oldest == now.tick:
        lowest = draws(now.stream, TIE, AT_START, posts.key[post], row).first
    for slot in range(feeds.shape[1]):
        if feeds.since[row, slot] == oldest:
            luck = draws(now.stream, TIE, AT_START, posts.key[feeds.posts[row, slot]], row).first
            if luck < lowest:
                loser, lowest = slot, luck
    return loser
