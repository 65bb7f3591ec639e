"""Ranked by what members who otherwise disagree both engage with."""

import math
from typing import Literal, NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import parameter
from sim.feeds._contract import Feed, Scoring
from sim.feeds.engagement import recency
from sim.kernels.feed_slots import WEIGHED_AT_ONCE, Look, hand_out
from sim.state.feeds import EMPTY
from sim.state.scene import Scene

# Ages are whole ticks, so recency is looked up; an item older than this many ticks counts as being of this age.
_AGES_KEPT = 10_000


class Bridging(Feed):
    """Visitors draw items with weight exp(strength x agreement) x recency x the platform's visibility.

    Agreement is the post's intercept in the factor model of notes, with likes and shares as ratings: what one camp
    alone engages with goes into the factors and lifts nothing. How many passed an item on does not count. What nobody
    rated, chatter among it, has agreement 0.

    Names: bridging-based ranking, diverse engagement.
    Source: Ovadya & Thorburn 2023, Bridging Systems, who propose it; the factor model is that of Community Notes, and
    that it scores likes and shares is an assumption.
    """

    kind: Literal["bridging"] = "bridging"
    strength: float = parameter(
        5.0,
        unit="per unit of agreement",
        bounds=(0, 50),
        plausible=(1.0, 15.0),
        meaning="How steeply an item's weight rises with agreement; 0 ranks by recency alone.",
        source="Assumption: an intercept of .4, at which a note would be shown, weighs seven times as much as chatter",
    )
    recompute: float = parameter(
        6.0,
        unit="hours",
        bounds=(0.01, 1000),
        plausible=(1.0, 24.0),
        meaning="How often agreement is computed anew.",
        source="Assumption: a few times a day",
    )
    memory: float = parameter(
        72.0,
        unit="hours",
        bounds=(1, 1e6),
        plausible=(6.0, 336.0),
        meaning="How long a like, a share or a read without either counts.",
        source="Assumption: three days",
    )
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

    @property
    def scoring(self) -> Scoring:
        """How often posts are scored, and for how long an engagement counts."""
        return Scoring(self.recompute, self.memory)

    def rule(self, tick_hours: float) -> "BridgingRule":
        """Return the feed's numbers, per tick."""
        recencies = self._recencies((np.arange(_AGES_KEPT) * tick_hours).tolist())
        return BridgingRule(recencies, self.chatter * tick_hours, self._chatter_weight(), self.strength)

    def _chatter_weight(self) -> float:
        """Return the mean weight of a slot that holds chatter, over the ages at which chatter lies in the feed."""
        if self.chatter == 0.0:
            return 0.0
        return float(np.mean(self._recencies(self.chatter_ages())))

    def _recencies(self, ages: list[float]) -> np.ndarray:
        return np.array([recency(age, self.recency_rate, self.recency_exponent) for age in ages])

    def draw(self, scene: Scene, rule: "BridgingRule", start: int, stop: int) -> None:
        """Fill ``visits.posts`` for the visitors among the members ``start`` to ``stop``."""
        draw_by_agreement(scene, rule, start, stop)


class BridgingRule(NamedTuple):
    """Numbers of the bridging feed: recency by age in ticks, chatter, the weight of a slot of chatter, strength."""

    recencies: np.ndarray
    chatter_per_tick: float
    chatter_weight: float
    strength: float


@compiled_within
def agreed_weight(strength: float, agreement: float, recency_now: float, visibility: float) -> float:
    """Return an item's weight in the draw: exp(strength x agreement) x recency x visibility."""
    return math.exp(strength * agreement) * recency_now * visibility


@compiled
def draw_by_agreement(scene: Scene, rule: BridgingRule, start: int, stop: int) -> None:
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
                    fresh = rule.recencies[min(tick - feeds.since[row, slot], oldest)]
                    weight = agreed_weight(rule.strength, posts.bridging[post], fresh, posts.visibility[post])
                    weights[row - first, slot] = weight
        hand_out(visits, feeds, posts, (first, last), weights, look)
