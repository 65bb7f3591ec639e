"""Ranked by appeal, by how many passed it on, and by age."""

import math
from typing import Literal, NamedTuple

import numpy as np

from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.feeds._contract import Feed
from sim.kernels.feed_slots import WEIGHED_AT_ONCE, Look, hand_out
from sim.state.feeds import EMPTY
from sim.state.scene import Scene

# Ages are whole ticks, so recency is looked up; an item older than this many ticks counts as being of this age.
_AGES_KEPT = 10_000


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
        ages = np.arange(_AGES_KEPT) * tick_hours
        recencies = np.array([recency(age, self.recency_rate, self.recency_exponent) for age in ages.tolist()])
        return EngagementRule(recencies, self.chatter * tick_hours, self._chatter_weight())

    def _chatter_weight(self) -> float:
        """Return the mean weight of a slot that holds chatter, over the ages at which chatter lies in the feed."""
        if self.chatter == 0.0:
            return 0.0
        recencies = [recency(age, self.recency_rate, self.recency_exponent) for age in self.chatter_ages()]
        return self.chatter_appeal * float(np.mean(recencies))

    def draw(self, scene: Scene, rule: "EngagementRule", start: int, stop: int) -> None:
        """Fill ``visits.posts`` for the visitors among the members ``start`` to ``stop``."""
        draw_by_weight(scene, rule, start, stop)


class EngagementRule(NamedTuple):
    """Numbers of the ranked feed: recency by age in ticks, chatter, the mean weight of a slot that holds chatter."""

    recencies: np.ndarray
    chatter_per_tick: float
    chatter_weight: float


@compiled
def recency(age: float, rate: float, exponent: float) -> float:
    """Return exp(-rate x age^exponent), what age leaves of an item's weight; age in hours."""
    return math.exp(-rate * math.pow(age, exponent))


@compiled
def item_weight(appeal: float, shares: float, recency_now: float, visibility: float) -> float:
    """Return an item's weight in the draw: appeal x shares x recency x visibility."""
    return appeal * shares * recency_now * visibility


@compiled
def draw_by_weight(scene: Scene, rule: EngagementRule, start: int, stop: int) -> None:
    """Hand each visitor items drawn by weight from those in sight, chatter competing for each place."""
    feeds, posts, visits, tick = scene.feeds, scene.posts, scene.visits, scene.tick
    length, oldest = feeds.shape[1], len(rule.recencies) - 1
    look = Look(scene.stream, tick, rule.chatter_per_tick, rule.chatter_weight, scene.kept)
    weights = np.zeros((WEIGHED_AT_ONCE, length))
    for first in range(start, stop, WEIGHED_AT_ONCE):
        last = min(first + WEIGHED_AT_ONCE, stop)
        for row in range(first, last):
            if visits.n_items[row] == 0:
                continue
            for slot in range(length):
                post = feeds.posts[row, slot]
                if post != EMPTY:
                    age, shares = tick - feeds.since[row, slot], np.float64(feeds.shares[row, slot])
                    fresh, visibility = rule.recencies[min(age, oldest)], posts.visibility[post]
                    weights[row - first, slot] = item_weight(posts.appeal[post], shares, fresh, visibility)
        hand_out(visits, feeds, posts, (first, last), weights, look)
