"""Ranked by appeal, by how many passed it on, and by age."""

import math
from typing import Literal, NamedTuple

import numpy as np

from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.feeds._contract import Feed
from sim.kernels.feed_slots import (
    OUT_OF_SIGHT,
    Chatter,
    buried_since,
    finish_time,
    items_above,
    shown_post,
    take_first,
)
from sim.state.feeds import EMPTY
from sim.state.scene import Scene


class Engagement(Feed):
    """Visitors draw items with weight appeal x shares x recency x the platform's visibility.

    Recency is exp(-rate x age^exponent), age in hours. Ordinary chatter fills the slots that no narrative's post holds.

    Names: engagement-based ranking, popularity feed; the feed of SimSoM.
    Source: Truong, Lou, Flammini & Menczer 2024, PNAS Nexus.
    """

    kind: Literal["engagement"] = "engagement"
    recency_rate: float = parameter(
        0.4,
        unit="per hour^exponent",
        bounds=(0, 10),
        plausible=(0.1, 1.0),
        meaning="How fast an item's weight falls with its age.",
        source="Truong et al. 2024: exp(-0.4 age^0.4)",
    )
    recency_exponent: float = parameter(
        0.4,
        unit="1",
        bounds=(0.05, 2),
        plausible=(0.2, 1.0),
        meaning="How stretched that fall is; 1 is exponential.",
        source="Truong et al. 2024: exp(-0.4 age^0.4)",
    )
    chatter_appeal: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.2, 0.8),
        meaning="Appeal of an ordinary post that competes for the visitor's attention.",
        source="Assumption: the middle of the scale",
    )

    def rule(self, tick_hours: float) -> "EngagementRule":
        """Return the feed's numbers, per tick."""
        rule = EngagementRule(self.recency_rate, self.recency_exponent, self.chatter * tick_hours, 0.0)
        if self.chatter == 0.0:
            return rule
        ages = (np.arange(self.length) + 0.5) / self.chatter
        weights = [item_weight(self.chatter_appeal, 1.0, age, 1.0, rule) for age in ages.tolist()]
        return rule._replace(chatter_weight=float(np.mean(weights)))

    def draw(self, scene: Scene, rule: "EngagementRule", start: int, stop: int) -> None:
        """Fill ``visits.posts`` for the visitors among the members ``start`` to ``stop``."""
        draw_by_weight(scene, rule, start, stop)


class EngagementRule(NamedTuple):
    """Numbers of the ranked feed; ``chatter_weight`` is the mean weight of a slot that holds chatter."""

    recency_rate: float
    recency_exponent: float
    chatter_per_tick: float
    chatter_weight: float


@compiled
def item_weight(appeal: float, shares: float, age: float, visibility: float, rule: EngagementRule) -> float:
    """Return an item's weight in the draw: appeal x shares x exp(-rate x age^exponent) x visibility; age in hours."""
    recency = math.exp(-rule.recency_rate * math.pow(age, rule.recency_exponent))
    return appeal * shares * recency * visibility


@compiled
def draw_by_weight(scene: Scene, rule: EngagementRule, start: int, stop: int) -> None:
    """Hand each visitor items drawn by weight from those in sight, chatter competing for each place."""
    feeds, posts, visits, stream, tick = scene.feeds, scene.posts, scene.visits, scene.stream, scene.tick
    slots, length = feeds.posts, feeds.shape[1]
    buried = buried_since(tick, length, rule.chatter_per_tick)
    finish = np.empty(length, np.float64)
    for row in range(start, stop):
        if visits.n_items[row] == 0:
            continue
        in_sight = 0
        for slot in range(length):
            finish[slot] = OUT_OF_SIGHT
            if slots[row, slot] == EMPTY:
                continue
            post = shown_post(feeds, posts, row, slot, buried)
            if post == EMPTY:
                continue
            age = tick - feeds.since[row, slot]
            if items_above(feeds, posts, row, slot) + age * rule.chatter_per_tick < length:
                in_sight += 1
                shares, visibility = np.float64(feeds.shares[row, slot]), posts.visibility[post]
                weight = item_weight(posts.appeal[post], shares, age * scene.tick_hours, visibility, rule)
                finish[slot] = finish_time(stream, tick, posts.key[post], row, weight)
        chatter = Chatter(stream, tick, rule.chatter_weight * (length - in_sight))
        take_first(visits, feeds, row, finish, chatter)
