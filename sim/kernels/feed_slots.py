"""How deep an item lies in a feed, and the race by which items are drawn from it.

These run for every slot of every visit. They take the arrays they need and not the whole scene: handing a bundle of
arrays to a function costs as much as the function.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.base.chance import AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.state.feeds import EMPTY, Feeds
from sim.state.posts import Posts
from sim.state.visits import NOTHING, Visits

_LOOK = purpose("member.draws_item_from_feed")
_CHATTER = purpose("member.draws_chatter_from_feed")
OUT_OF_SIGHT = np.inf
# Visitors whose items are weighed before they race: few enough for their weights to stay at hand, and enough that
# handing over the arrays of a scene costs nothing beside the races.
WEIGHED_AT_ONCE = 256
# Ticks; no run is as long. What would take longer to be buried is never buried, and the true number may not be whole.
_ENDLESS = 2**31


class Chatter(NamedTuple):
    """The ordinary posts among which a visitor looks: their joint ``weight`` in the race, under a stream and tick."""

    stream: Stream
    tick: int
    weight: float


class Look(NamedTuple):
    """How visitors look: under a stream and tick, past so much chatter per tick, each slot of it with a weight.

    ``kept`` is whether what was drawn stays in the feed.
    """

    stream: Stream
    tick: int
    chatter_per_tick: float
    chatter_weight: float
    kept: bool


@compiled_within
def buried_since(tick: int, length: int, chatter_per_tick: float) -> int:
    """Return the latest arrival that chatter alone has by now pushed below the end of a feed of the given length."""
    if length >= chatter_per_tick * _ENDLESS:
        return NOTHING
    return tick - math.ceil(length / chatter_per_tick)


@compiled_within
def note_arrivals(feeds: Feeds, posts: Posts, row: int, buried: int, arrivals: np.ndarray) -> int:
    """Write when each slot's item arrived into ``arrivals`` [length], ``NOTHING`` where none is shown; return how many.

    Slots whose item can never be shown again are emptied in place: a post that was removed, or one that arrived at
    tick ``buried`` or before.
    """
    n_shown = 0
    for slot in range(len(arrivals)):
        arrivals[slot] = NOTHING
        post, since = feeds.posts[row, slot], feeds.since[row, slot]
        if post == EMPTY:
            continue
        if since <= buried or posts.removed[post] >= 0:
            feeds.posts[row, slot] = EMPTY
        else:
            arrivals[slot] = since
            n_shown += 1
    return n_shown


@compiled_within
def items_above(feeds: Feeds, posts: Posts, row: int, slot: int, arrivals: np.ndarray) -> int:
    """Return how many items of the feed are younger than a slot's; items of one age are ordered by their identity."""
    above, of_one_age = 0, 0
    for other in range(len(arrivals)):
        above += arrivals[other] > arrivals[slot]
        of_one_age += arrivals[other] == arrivals[slot]
    if of_one_age > 1:
        key = posts.key[feeds.posts[row, slot]]
        for other in range(len(arrivals)):
            if arrivals[other] == arrivals[slot]:
                above += posts.key[feeds.posts[row, other]] > key
    return above


@compiled
def finish_time(stream: Stream, tick: int, key: int, row: int, weight: float) -> float:
    """Return when an item crosses the line in the race for attention: exponential, with its weight as rate.

    The k first of a race are a draw of k items without replacement, with chances in proportion to weight. As each
    item runs on its own keyed draw, removing one leaves the order of the others as it was in a world that kept it.
    Source: Efraimidis & Spirakis 2006, Weighted random sampling with a reservoir.
    """
    if weight <= 0.0:
        return OUT_OF_SIGHT
    return -math.log(draws(stream, _LOOK, tick, key, row).first) / weight


@compiled_within
def take_first(
    drawn: np.ndarray, n_wanted: int, feed: Feeds, finish: np.ndarray, race: tuple[int, Chatter, bool]
) -> None:
    """Hand a visitor the first items over the line, chatter competing for each place; they leave unless they are kept.

    ``drawn`` [K] and ``feed`` [length] are the visitor's own rows, written in place; ``finish`` [length] is spoiled.
    ``race`` is the visitor's row, the chatter, and whether drawn items are kept.
    """
    row, chatter, kept = race
    taken, laps = 0, AT_START
    chatter_time = chatter_lap(chatter, row, laps)
    for _ in range(n_wanted):
        best = 0
        for slot in range(1, len(finish)):
            best = slot if finish[slot] < finish[best] else best
        if finish[best] == OUT_OF_SIGHT:
            break
        if chatter_time < finish[best]:
            laps += 1
            chatter_time += chatter_lap(chatter, row, laps)
            continue
        finish[best] = OUT_OF_SIGHT
        drawn[taken] = feed.posts[best]
        if not kept:
            feed.posts[best] = EMPTY
        taken += 1
    for place in range(taken, len(drawn)):
        drawn[place] = NOTHING


@compiled_within
def hand_out(
    visits: Visits, feeds: Feeds, posts: Posts, rows: tuple[int, int], weights: np.ndarray, look: Look
) -> None:
    """Hand each visitor of ``rows`` (from, to) items drawn by weight from those in sight, chatter competing for places.

    ``weights`` [rows, length] of what lies in each visitor's slots; those of empty slots are never looked at. In sight
    is what chatter and younger items have not pushed below the end of the feed. Writes the visitors' rows of
    ``visits.posts`` and ``feeds.posts`` in place.
    """
    length = feeds.shape[1]
    buried = buried_since(look.tick, length, look.chatter_per_tick)
    finish, arrivals = np.empty(length, np.float64), np.empty(length, np.int64)
    for row in range(rows[0], rows[1]):
        if visits.n_items[row] == 0:
            continue
        in_sight = 0
        n_shown = note_arrivals(feeds, posts, row, buried, arrivals)
        if n_shown == 0:
            leave_empty_handed(visits, row)
            continue
        for slot in range(length):
            finish[slot] = OUT_OF_SIGHT
            if arrivals[slot] == NOTHING:
                continue
            room = length - (look.tick - arrivals[slot]) * look.chatter_per_tick
            if n_shown <= room or items_above(feeds, posts, row, slot, arrivals) < room:
                in_sight += 1
                key, weight = posts.key[feeds.posts[row, slot]], weights[row - rows[0], slot]
                finish[slot] = finish_time(look.stream, look.tick, key, row, weight)
        chatter = Chatter(look.stream, look.tick, look.chatter_weight * (length - in_sight))
        take_first(visits.posts[row], visits.n_items[row], feeds[row], finish, (row, chatter, look.kept))


@compiled_within
def leave_empty_handed(visits: Visits, row: int) -> None:
    """Note in place that a visitor found nothing but chatter."""
    for place in range(visits.posts.shape[1]):
        visits.posts[row, place] = NOTHING


@compiled
def chatter_lap(chatter: Chatter, row: int, lap: int) -> float:
    """Return the time that chatter takes from one place won to the next: exponential, with its joint weight as rate."""
    if chatter.weight <= 0.0:
        return OUT_OF_SIGHT
    return -math.log(draws(chatter.stream, _CHATTER, chatter.tick, row, lap).first) / chatter.weight
