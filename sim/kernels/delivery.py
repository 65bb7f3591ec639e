"""Delivery: each member pulls what those it follows passed on, in fixed order, so that threads never race."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import AT_START, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.state.feeds import EMPTY, Feeds
from sim.state.posts import Posts
from sim.state.scene import Scene
from sim.state.ties import Outbox, Ties
from sim.state.visits import NOTHING

_TIE = purpose("feed.breaks_tie_of_age")


class Now(NamedTuple):
    """The stream and the tick of a delivery."""

    stream: Stream
    tick: int


def fill_outbox(
    sources: np.ndarray, posts: np.ndarray, punished: np.ndarray, weights: np.ndarray | None = None
) -> Outbox:
    """Return this tick's outbox: ``posts`` [k] passed on by ``sources`` [k], in their order; ``punished`` sources.

    ``weights`` [k] are the shares that each counts, by default 1.
    """
    counts = np.ones(len(posts)) if weights is None else weights[np.argsort(sources, kind="stable")]
    order = np.argsort(sources, kind="stable")
    senders, first = np.unique(sources[order], return_index=True)
    return Outbox(
        senders.astype(np.int64), np.append(first, len(posts)), posts[order].astype(np.int64), counts, punished
    )


@compiled
def receive(scene: Scene, ties: Ties, outbox: Outbox, alarm: float, start: int, stop: int) -> None:
    """Let the members ``start`` to ``stop`` take in what those they follow passed on.

    Writes their rows of ``feeds`` in place, and raises their fear by ``alarm`` for each of them seen punished. Goes
    from source to source in the order of rows, and in each to the followers of the range: every member receives in
    the same order whatever the range.
    """
    feeds, posts, fear, now = scene.feeds, scene.posts, scene.members.fear, Now(scene.stream, scene.tick)
    for place in range(len(outbox.sources)):
        followers = followers_within(ties, outbox.sources[place], start, stop)
        if len(followers) > 0:
            for item in range(outbox.first[place], outbox.first[place + 1]):
                hand_over(feeds, posts, followers, outbox.posts[item], outbox.weights[item], now)
    for source in outbox.punished:
        for row in followers_within(ties, source, start, stop):
            fear[row] = np.float32(np.float64(fear[row]) + alarm)


@compiled
def followers_within(ties: Ties, source: int, start: int, stop: int) -> np.ndarray:
    """Return the rows of a source's followers from ``start`` to ``stop`` (a view)."""
    followers = ties.followers[ties.start[source] : ties.start[source + 1]]
    return followers[rows_below(followers, start) : rows_below(followers, stop)]


@compiled
def hand_over(feeds: Feeds, posts: Posts, followers: np.ndarray, post: int, shares: float, now: Now) -> None:
    """Put a post into the feed of each of the ``followers`` [k], passed on with ``shares``."""
    for follower in followers:
        take_in(feeds, posts, follower, post, shares, now)


@compiled
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
    scene: Scene, passed_on: Everything, outbox: Outbox, fright: float, start: int, stop: int
) -> None:
    """Let the members ``start`` to ``stop`` take in what anyone but themselves passed on.

    ``fright`` is the fear that this tick's visible punishments add to everyone.
    """
    now = Now(scene.stream, scene.tick)
    for row in range(start, stop):
        scene.members.fear[row] = np.float32(np.float64(scene.members.fear[row]) + fright)
        for item in range(len(passed_on.posts)):
            by_others = passed_on.shares[item] - _own_shares(outbox, row, passed_on.posts[item])
            if by_others > 0.0:
                take_in(scene.feeds, scene.posts, row, passed_on.posts[item], by_others, now)


@compiled
def _own_shares(outbox: Outbox, row: int, post: int) -> int:
    place, own = rows_below(outbox.sources, row), 0
    if place < len(outbox.sources) and outbox.sources[place] == row:
        for item in range(outbox.first[place], outbox.first[place + 1]):
            own += outbox.posts[item] == post
    return own


@compiled
def take_in(feeds: Feeds, posts: Posts, row: int, post: int, shares: float, now: Now) -> None:
    """Put a post into a member's feed: one that is there gains shares and keeps its age, a new one ousts the oldest.

    Posts that arrived in the same tick are ranked by a keyed draw, so that the order of delivery does not matter.
    """
    if posts.author[post] == row:
        return
    place, since_oldest = NOTHING, now.tick
    for slot in range(feeds.shape[1]):
        there = feeds.posts[row, slot]
        if there == post:
            feeds.shares[row, slot] = np.float32(np.float64(feeds.shares[row, slot]) + shares)
            return
        if there == EMPTY:
            place = slot
        else:
            since_oldest = min(since_oldest, feeds.since[row, slot])
    if place == NOTHING:
        place = _loser(feeds, posts, row, post, since_oldest, now)
    if place != NOTHING:
        feeds.posts[row, place] = post
        feeds.shares[row, place] = np.float32(shares)
        feeds.since[row, place] = now.tick


@compiled
def _loser(feeds: Feeds, posts: Posts, row: int, post: int, since: int, now: Now) -> int:
    """Return the slot of a full feed that must give way: of the oldest items the one with the lowest keyed draw.

    ``NOTHING`` if all came in this tick and the newcomer itself draws lowest.
    """
    loser, lowest = NOTHING, 2.0
    if since == now.tick:
        lowest = draws(now.stream, _TIE, AT_START, posts.key[post], row).first
    for slot in range(feeds.shape[1]):
        if feeds.since[row, slot] == since:
            luck = draws(now.stream, _TIE, AT_START, posts.key[feeds.posts[row, slot]], row).first
            if luck < lowest:
                loser, lowest = slot, luck
    return loser
