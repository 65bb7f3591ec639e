"""H4: does a fragile claim stand longer where its critics are censored?"""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of, ratio
from experiments.evidence.judgement import Estimate, Line, at_least, below
from experiments.evidence.lives import Lives
from experiments.evidence.survival import fragile_posts, narrative_survival, time_to_knock_out
from sim.base.parameters import parameter

_EFFORTS = ("broadcast", "reactive")
_MARKETS = ("open", "full")
_LEAST_FALLEN = 30


def _of(what: str, effort: str) -> str:
    return f"{what}, full over open, {effort}"


class CensoredTimeToKnockout(WorldHypothesis):
    """Contested fragile posts stand at least five times as long where rebuttals are censored as in the open.

    The mean time to knock-out within a horizon, other fates as competing risks, pair by pair; and beside it how long
    the narratives stand. A post that leaves unbeaten counts the whole horizon, so that the ratio can reach five only
    where the open market knocks out four in five. With a steady operation and with a reactive one, which falls silent
    where its rival is silenced.
    """

    id: ClassVar[str] = "H4"
    expected: ClassVar[str] = "restricted mean time to knock-out, full censorship over open: at least 5"
    refuted_if: ClassVar[str] = "less than 2 times, with either effort"
    source: ClassVar[str] = "expert conversation of 2019: the ring at home is won by walkover"
    speaks_to: ClassVar[str] = "guo_2017, steady and reactive effort, open and full censorship in all markets"
    lines: ClassVar[tuple[Line, ...]] = tuple(
        Line(_of("time to knock-out", effort), at_least(5.0), below(2.0)) for effort in _EFFORTS
    )
    seconds: ClassVar[float] = 30.0
    horizon: float = parameter(
        120.0,
        unit="hours",
        bounds=(12.0, 2_000.0),
        meaning="Within which time is counted.",
        source="Assumption: 5 days",
    )
    blow: float | None = parameter(
        None, unit="standings", bounds=(0.0, 5.0), meaning="Of a rebuttal; unset: the default.", source="H3's range"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the ratios of one replicate, and the times and counts that they are made of."""
        numbers: dict[str, float | None] = {}
        for effort in _EFFORTS:
            for market in _MARKETS:
                numbers |= self._times(lives, replicate, effort, market)
            for what in ("time to knock-out", "narrative"):
                censored, free = (numbers[f"{what}, {market}, {effort}"] for market in ("full", "open"))
                numbers[_of(what, effort)] = ratio(censored, free)
        return numbers

    def estimates(self, measured: Sequence[Numbers]) -> dict[str, Estimate]:
        """Return each ratio's mean; no interval where next to nothing fell: a horizon over itself is 1."""
        found = {line.of: mean_of(measured, line.of) for line in self.lines}
        for effort in _EFFORTS:
            fallen = sum(row[f"fallen, {effort}"] or 0.0 for row in measured)
            least = _LEAST_FALLEN if len(measured) > 1 else 1
            if fallen < least:
                name = _of("time to knock-out", effort)
                reason = f"only {fallen:.0f} posts were knocked out in the open: too few to tell"
                found[name] = Estimate(found[name].value if len(measured) > 1 else None, reason=reason)
        return found

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return the narratives' ratios, and the times themselves."""
        told = []
        for effort in _EFFORTS:
            told.append(f"{_of('narrative', effort)}: {mean_of(measured, _of('narrative', effort))}")
            for what in ("time to knock-out", "narrative"):
                hours = [mean_of(measured, f"{what}, {market}, {effort}").value for market in _MARKETS]
                first, last = (f"{value:.1f}" if value is not None else "none" for value in hours)
                told.append(f"{what}, {effort}: {first} h open, {last} h full")
            share = mean_of(measured, f"fallen share, {effort}").value or 0.0
            told.append(f"{share:.0%} of contested fragile posts are ever knocked out in the open, {effort}")
        return told

    def _times(self, lives: Lives, replicate: int, effort: str, market: str) -> dict[str, float | None]:
        ring: dict[str, Any] = {} if self.blow is None else {"rebuttals.blow": self.blow}
        overrides = (f"strategy={effort}", f"censorship={market}", *self.size())
        world = lives.worlds("guo_2017", *overrides, changes=ring)
        record = lives.record(replicate, "guo_2017", *overrides, changes=ring)
        posts = fragile_posts(world, record)
        # A post born in the first half of the run is followed for so long.
        horizon = min(self.horizon, self.ticks * record.tick_hours / 2.0)
        times = {
            f"time to knock-out, {market}, {effort}": time_to_knock_out(posts, world.tick_minutes, horizon),
            f"narrative, {market}, {effort}": narrative_survival(record),
        }
        if market == "open":
            fell = posts["fate"] == "knocked_out"
            times[f"fallen, {effort}"] = float(np.sum(fell))
            times[f"fallen share, {effort}"] = float(np.mean(fell)) if len(fell) else None
        return times
