"""How deep an item lies in a feed, and the race by which items are drawn from it."""

import math

import numpy as np

from sim.base.chance import draws, purpose
from sim.base.compiled import compiled
from sim.state.feeds import EMPTY
from sim.state.posts import Posts
from sim.state.scene import Scene
from sim.state.visits import NOTHING

_LOOK = purpose("member.draws_item_from_feed")
_CHATTER = purpose("member.draws_chatter_from_feed")
OUT_OF_SIGHT = np.inf


@compiled
def depth(scene: Scene, row: int, slot: int, chatter_per_tick: float) -> float:
    """Return how many items lie above a slot's: the younger ones, and the ordinary chatter that came since.

    Items of one age are ordered by their identity, so that the order of slots does not matter.
    """
    feeds = scene.feeds
    since = feeds.since[row, slot]
    key = scene.posts.key[feeds.posts[row, slot]]
    above = (scene.tick - since) * chatter_per_tick
    for other in range(feeds.posts.shape[1]):
        if feeds.posts[row, other] != EMPTY and other != slot:
            tie = feeds.since[row, other] == since and scene.posts.key[feeds.posts[row, other]] > key
            if feeds.since[row, other] > since or tie:
                above += 1.0
    return above


@compiled
def is_gone(posts: Posts, post: int) -> bool:
    """Return whether a post can no longer be shown."""
    return posts.removed[post] >= 0


@compiled
def finish_time(scene: Scene, row: int, post: int, weight: float) -> float:
    """Return when an item crosses the line in the race for attention: exponential, with its weight as rate.

    The k first of a race are a draw of k items without replacement, with chances in proportion to weight. As each
    item runs on its own keyed draw, removing one leaves the order of the others as it was in a world that kept it.
    Source: Efraimidis & Spirakis 2006, Weighted random sampling with a reservoir.
    """
    if weight <= 0.0:
        return OUT_OF_SIGHT
    return -math.log(draws(scene.stream, _LOOK, scene.tick, scene.posts.key[post], row).first) / weight


@compiled
def take_first(scene: Scene, row: int, finish: np.ndarray, chatter_weight: float) -> None:
    """Hand a visitor the first items over the line, chatter competing for each place; they leave the feed.

    ``finish`` [length] is spoiled. Writes the visitor's rows of ``visits.posts`` and ``feeds.posts`` in place.
    """
    taken = 0
    laps = 0
    chatter_time = _chatter_lap(scene, row, laps, chatter_weight)
    for _ in range(scene.visits.n_items[row]):
        best = int(np.argmin(finish))
        if chatter_time < finish[best]:
            laps += 1
            chatter_time += _chatter_lap(scene, row, laps, chatter_weight)
            continue
        if finish[best] == OUT_OF_SIGHT:
            break
        finish[best] = OUT_OF_SIGHT
        scene.visits.posts[row, taken] = scene.feeds.posts[row, best]
        scene.feeds.posts[row, best] = EMPTY
        taken += 1
    for place in range(taken, scene.visits.posts.shape[1]):
        scene.visits.posts[row, place] = NOTHING


@compiled
def _chatter_lap(scene: Scene, row: int, lap: int, weight: float) -> float:
    if weight <= 0.0:
        return OUT_OF_SIGHT
    return -math.log(draws(scene.stream, _CHATTER, scene.tick, row, lap).first) / weight
