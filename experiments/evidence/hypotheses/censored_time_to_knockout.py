"""H4: does a fragile claim stand longer where its critics are censored?"""

import math
from typing import ClassVar, Literal

from pydantic import Field

from experiments.analysis.fates import (
    contested_fragile_posts,
    posts_for_the_state,
    restricted_mean_time,
    restricted_means_by_replicate,
)
from experiments.analysis.intervals import mean_interval
from experiments.evidence._contract import Outcome, between
from experiments.evidence.hypotheses._paired import PairedHypothesis
from experiments.evidence.pairs import judged, lived, posts_of
from sim.base.parameters import parameter

_HOLDS_FROM = 5.0
_REFUTED_BELOW = 2.0
_MINUTES = 60.0
_LEAST_FALLEN = 30


class CensoredTimeToKnockout(PairedHypothesis):
    """Contested fragile posts stand at least five times as long where rebuttals are censored as in the open.

    The mean time to knock-out within a horizon, other fates as competing risks; the ratio is taken pair by pair. The
    operation's effort is steady: a reactive one falls silent where its rival is silenced.
    """

    id: ClassVar[str] = "H4"
    expected: ClassVar[str] = (
        "restricted mean time to knock-out, full censorship over open: at least 5; refuted below 2"
    )
    source: ClassVar[str] = "expert conversation of 2019: the ring at home is won by walkover"
    seconds: ClassVar[float] = 30.0
    horizon: float = parameter(
        120.0,
        unit="hours",
        bounds=(12.0, 2_000.0),
        meaning="Within which time is counted.",
        source="Assumption: five days",
    )
    blow: float = parameter(
        0.05, unit="standings", bounds=(0.0, 5.0), meaning="Of a rebuttal (blow).", source="the default; see H3's range"
    )
    strategy: Literal["broadcast", "reactive"] = Field("broadcast", description="How the operation spends its effort.")

    def examine(self, seed: int) -> Outcome:
        """Run the open and the censored market under the same chance."""
        common = (f"strategy={self.strategy}", *self.size())
        common += (f"rebuttals.blow={self.blow}",)
        settings = {name: (*common, f"censorship={name}") for name in ("open", "full")}
        posts = posts_of(lived("guo_2017", settings, self.replicates, seed))
        contested = contested_fragile_posts(posts_for_the_state(posts))
        pooled = restricted_mean_time(contested, _MINUTES, "knocked_out", self.horizon)
        each = restricted_means_by_replicate(contested, _MINUTES, "knocked_out", self.horizon)
        times = {name: each.get(name, {}) for name in settings}
        ratios = [times["full"].get(pair, math.nan) / hours for pair, hours in times["open"].items()]
        found = mean_interval(ratios)
        told = ", ".join(f"{name} {mean.hours:.1f} h of {mean.n} posts" for name, mean in pooled.items() if mean.hours)
        check = between("full over open", _HOLDS_FROM, math.inf, found.mean)
        interval = "no interval" if found.low is None else f"95% interval {found.low:.3f} to {found.high:.3f}"
        note = f"{interval}; within {self.horizon:g} h: {told or 'no contested post'}."
        fallen = contested[(contested["setting"] == "open") & (contested["fate"] == "knocked_out")]
        if len(fallen) < _LEAST_FALLEN:
            # A horizon over itself is 1: where nothing falls, it says nothing of censors.
            why = f" Only {len(fallen)} of them were knocked out in the open: too few to tell."
            return Outcome((check,), "undecided", note + why)
        return Outcome((check,), judged(found.low, found.high, _HOLDS_FROM, _REFUTED_BELOW), note)
