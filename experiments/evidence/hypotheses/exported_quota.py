"""H11: how much of a censor's control must be exported to have its effect?"""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Line, above, at_most
from experiments.evidence.lives import Lives
from experiments.evidence.survival import fragile_posts, time_to_knock_out
from sim.base.parameters import parameter
from sim.state.record import Record
from sim.state.voices import SERVES_CRITIC

_ENOUGH = "least share of full control that suffices"
_REPRODUCED = 0.8
_DIAL = (0.1, 0.25, 0.5, 0.8, 1.0)


class ExportedQuota(WorldHypothesis):
    """A quota of removals well below full control has four fifths of the censor's effect on survival abroad.

    Survival is the mean time until contested fragile posts are knocked out, within a horizon; the effect of the full
    censor is what it adds to the open market's. Full control is a quota of as many demands as there is criticism in the
    open market, all of them obeyed. Between the shares tried, the effect is taken to be straight.
    """

    id: ClassVar[str] = "H11"
    expected: ClassVar[str] = "least share of full control with 80% of the censor's effect: at most .5"
    refuted_if: ClassVar[str] = "only above .8 of full control"
    source: ClassVar[str] = "expert conversation of 2019: exporting censorship could make propaganda succeed overseas"
    speaks_to: ClassVar[str] = "exported_censorship against guo_2017 open and full; steady effort, every demand obeyed"
    lines: ClassVar[tuple[Line, ...]] = (Line(_ENOUGH, at_most(0.5), above(0.8)),)
    not_audited: ClassVar[str | None] = "it takes seven worlds at every point"
    seconds: ClassVar[float] = 30.0
    horizon: float = parameter(
        120.0, unit="hours", bounds=(12.0, 2_000.0), meaning="Within which time is counted.", source="as in H4"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the share of full control that suffices, and the share of the effect that each share has."""
        free, criticism = self._survival(lives, replicate, "guo_2017", "censorship=open")
        full, _ = self._survival(lives, replicate, "guo_2017", "censorship=full")
        numbers: dict[str, float | None] = {"open": free, "full": full}
        for share in _DIAL:
            demands = f"censorship.exported.quota={share * criticism}", "censorship.exported.obedience=1"
            under, _ = self._survival(lives, replicate, "exported_censorship", *demands)
            numbers[f"{share:g}"] = reproduced(free, full, under)
        return numbers | {_ENOUGH: least_share([numbers[f"{share:g}"] for share in _DIAL])}

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return the effect of each share of full control."""
        shares = ", ".join(f"{share:g}: {mean_of(measured, f'{share:g}')}" for share in _DIAL)
        hours = [mean_of(measured, market).value for market in ("open", "full")]
        times = " and ".join("none" if value is None else f"{value:.1f}" for value in hours)
        return [f"part of the effect by share of control {shares}", f"survival {times} h open and full"]

    def _survival(self, lives: Lives, replicate: int, scenario: str, *rules: str) -> tuple[float | None, float]:
        """Return the time to knock-out, and criticism published per day and 1,000 members."""
        overrides = ("strategy=broadcast", *rules, *self.size())
        world = lives.worlds(scenario, *overrides)
        record = lives.record(replicate, scenario, *overrides)
        horizon = min(self.horizon, self.ticks * record.tick_hours / 2.0)
        days = self.ticks * record.tick_hours / 24.0
        posts = fragile_posts(world, record)
        return time_to_knock_out(posts, world.tick_minutes, horizon), criticism(record) / days / self.members * 1000.0


def criticism(record: Record) -> float:
    """Return how many posts and comments there are that a censor would demand to be taken down."""
    posts, comments = record.posts, record.comments
    side: Any = posts.stance * record.narratives.side[posts.narrative]
    critical_comments = comments.stance * side[comments.post] == SERVES_CRITIC
    return float(np.sum(side == SERVES_CRITIC) + np.sum(critical_comments))


def reproduced(free: float | None, full: float | None, under: float | None) -> float | None:
    """Return what part of the censor's effect there is; None where the censor has none to reproduce."""
    if free is None or full is None or under is None or full <= free:
        return None
    return (under - free) / (full - free)


def least_share(parts: Sequence[float | None]) -> float | None:
    """Return the least share of control with enough of the effect, by the parts at each share of the dial.

    1 where even full control has too little: it is known to take no less.
    """
    if any(part is None for part in parts):
        return None
    shares, effects = (0.0, *_DIAL), (0.0, *(float(part) for part in parts if part is not None))
    for place in range(1, len(shares)):
        if effects[place] >= _REPRODUCED:
            before, after = effects[place - 1], effects[place]
            way = (_REPRODUCED - before) / (after - before)
            return shares[place - 1] + way * (shares[place] - shares[place - 1])
    return 1.0
