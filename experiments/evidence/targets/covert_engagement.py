"""What covert accounts' posts draw, where a member of the model is one person."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Check, Outcome
from experiments.evidence.targets._target import Target
from experiments.evidence.watching import ONE_MARKET, campaign_posts, engagements_with, lived
from experiments.evidence.worlds import Worlds

_PEOPLE = 20_000


class CovertEngagement(Target):
    """Nine in ten posts of covert accounts draw nothing, and the mean is below one engagement.

    Covert accounts alone, with the follower counts of the accounts disclosed in 2019, post steadily for two days among
    20,000 people, each of them a member: counts per post mean nothing where a member stands for thousands. Nobody but
    the crowd answers, as professionals come by the thousand members. An engagement is a like, share, quote or comment
    by a member. A mean within a factor of two is accepted.
    """

    id: ClassVar[str] = "covert_engagement"
    expected: ClassVar[str] = "at least 90 % of posts without engagement, mean .8"
    tolerance: ClassVar[str] = "mean .4 to 1.6"
    source: ClassVar[str] = (
        "Takedown of June 2020, 348,608 posts by 23,750 accounts (Stanford Internet Observatory 2020)"
    )
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 3.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the share of posts that drew nothing, and the mean number of engagements."""
        design = ONE_MARKET | {"ticks": 72, "members": _PEOPLE, "operation.audience": float(_PEOPLE)}
        design |= {"operation.overt": 0, "operation.covert": 6000, "operation.stops_at": 48.0}
        record = lived(worlds("guo_2017", "strategy=broadcast", "rebuttals=crowd", changes=design), seed)
        drawn = engagements_with(record, campaign_posts(record, covert=True))
        nothing, mean = float(np.mean(drawn == 0)), float(np.mean(drawn))
        checks = (Check("without engagement", None, nothing, 0.9, 1.0), Check("mean", 0.8, mean, 0.4, 1.6))
        return Outcome(checks, note=f"{len(drawn)} posts.")
