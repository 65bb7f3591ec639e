"""The newest items first: nothing is ranked."""

from typing import Literal, NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.feeds._contract import Feed
from sim.kernels.feed_slots import OUT_OF_SIGHT, Chatter, buried_since, items_above, note_arrivals, take_first
from sim.state.scene import Scene
from sim.state.visits import NOTHING


class Newest(Feed):
    """Visitors look at their feed from the top: the youngest items, ordinary chatter between them.

    What the platform turns down (visibility below 1) sinks: an item's depth is divided by its visibility.
    Of two items that come to lie equally deep, the younger is first.

    Names: reverse-chronological timeline, latest-first feed.
    Assumption: a visitor looks from the top down, and as deep as the items it takes time for.
    """

    kind: Literal["newest"] = "newest"

    def rule(self, tick_hours: float) -> "NewestRule":
        """Return the feed's numbers, per tick."""
        return NewestRule(self.chatter * tick_hours)

    def draw(self, scene: Scene, rule: "NewestRule", start: int, stop: int) -> None:
        """Fill ``visits.posts`` for the visitors among the members ``start`` to ``stop``."""
        draw_newest(scene, rule, start, stop)


class NewestRule(NamedTuple):
    """Numbers of the newest-first feed."""

    chatter_per_tick: float


@compiled_within
def sunk_depth(depth_in_feed: float, visibility: float) -> float:
    """Return how deep an item appears once the platform has turned it down (visibility 0: out of sight)."""
    if visibility <= 0.0:
        return OUT_OF_SIGHT
    return depth_in_feed / visibility


@compiled
def tell_apart(order: np.ndarray, depths: np.ndarray, places: np.ndarray) -> None:
    """Turn where items appear, ``order`` [length], into their places in place: of two equally deep, the younger first.

    ``depths`` [length] is how deep they would lie had none sunk, each its own; ``places`` [length] is spoiled. Slots
    are no order: what else stood in the feed decides which slot an item has.
    """
    for slot in range(len(order)):
        places[slot] = 0.0
        for other in range(len(order)):
            before = order[other] < order[slot]
            if order[other] == order[slot] and order[slot] != OUT_OF_SIGHT:
                before = depths[other] < depths[slot]
            places[slot] += before
    for slot in range(len(order)):
        if order[slot] != OUT_OF_SIGHT:
            order[slot] = places[slot]


@compiled
def draw_newest(scene: Scene, rule: NewestRule, start: int, stop: int) -> None:
    """Hand each visitor the items that lie no deeper than the visitor looks, the youngest first."""
    feeds, posts, visits, tick = scene.feeds, scene.posts, scene.visits, scene.tick
    length = feeds.shape[1]
    buried, no_chatter = buried_since(tick, length, rule.chatter_per_tick), Chatter(scene.stream, tick, 0.0)
    order, arrivals = np.empty(length, np.float64), np.empty(length, np.int64)
    depths, places = np.empty(length, np.float64), np.empty(length, np.float64)
    for row in range(start, stop):
        if visits.n_items[row] == 0:
            continue
        order[:] = OUT_OF_SIGHT
        any_sunk = False
        note_arrivals(feeds, posts, row, buried, arrivals)
        for slot in range(length):
            if arrivals[slot] != NOTHING:
                by_chatter = (tick - arrivals[slot]) * rule.chatter_per_tick
                above = items_above(feeds, posts, row, slot, arrivals) + by_chatter
                lies = sunk_depth(above, posts.visibility[feeds.posts[row, slot]])
                if lies < visits.n_items[row]:
                    order[slot], depths[slot] = lies, above
                    any_sunk |= lies > above
        if any_sunk:
            tell_apart(order, depths, places)
        take_first(visits.posts[row], visits.n_items[row], feeds[row], order, (row, no_chatter, scene.kept))
