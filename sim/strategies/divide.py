"""Tell each segment what works there."""

from typing import Literal

import numpy as np

from sim.base.parameters import parameter
from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Returns, Sighting, Strategy, cumulative
from sim.strategies._learning import Learning, arms, best_of_voices
from sim.strategies._pace import Pace


class Divide(Strategy, Pace, Learning):
    """Each account pushes the counter that works among those who follow personas of its segment.

    Which one works is learned for each segment from what the operation's own posts drew; narratives that counter
    nothing are pushed only if there is no other. What draws engagement need not persuade.

    Names: segment-matched counters, microtargeting, divide and conquer; contextual bandit (the segment is the context).
    Source: counters cut to the reasons for following a critic in exile (expert conversation of 2019).
    """

    kind: Literal["divide"] = "divide"
    matching: float = parameter(
        1.0,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Share of posts cut to the account's segment; the rest carry the one message that works best overall.",
        source="Assumption: wholly divided; 0 is one message for all, learned alike",
    )

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return orders at the steady pace, the narratives told apart by persona segment."""
        lessons = self.learn(sighting, plan)
        shares = self._shares(lessons, sighting, plan)
        return self.orders(sighting)._replace(by_persona=cumulative(shares))

    def _shares(self, lessons: Returns, sighting: Sighting, plan: Plan) -> np.ndarray:
        overall = Returns(*(counts.sum(axis=1).sum(axis=0, keepdims=True) for counts in lessons))
        common = best_of_voices(self.imagine(overall, plan, sighting.tick, len(lessons.posts)), arms(sighting))
        return self.matching * self.matched(lessons, sighting, plan) + (1.0 - self.matching) * common
