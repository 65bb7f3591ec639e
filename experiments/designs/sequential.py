"""Replicates are added until a difference is known well enough."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from experiments.designs._contract import Axis
from experiments.designs.grid import Grid
from sim.base.parameters import parameter

if TYPE_CHECKING:
    import pandas as pd


class Sequential(Grid):
    """A paired design that ends when the 95% interval of every policy's difference from the first is narrow enough.

    It decides on whole rounds only, so that an interrupted sweep decides as an undisturbed one. Looking again and again
    makes intervals a little too narrow: read the last one as nominal.
    Names: sequential stopping, fixed-width interval. Source: Law 2015, Simulation Modeling and Analysis, ch. 9.
    """

    kind: Literal["sequential"] = "sequential"  # type: ignore[assignment]
    metric: str = Field("credibility_excess", description="The key of the summary whose difference is to be known.")
    width: float = parameter(
        0.02,
        unit="the metric's",
        bounds=(0, None),
        meaning="Width to reach.",
        source="Assumption: two points of a share",
    )
    round: int = parameter(
        5, unit="replicates", bounds=(1, 100_000), meaning="Added at a time.", source="Assumption: a chunk or two"
    )
    cap: int = parameter(
        100, unit="replicates", bounds=(2, 1_000_000), meaning="Most replicates.", source="Assumption: patience"
    )
    names: ClassVar[tuple[str, ...]] = ("policy",)

    def refuses(self, axes: Sequence[Axis]) -> list[tuple[str, str]]:
        """Refuse also a metric that no summary has."""
        from experiments.metric_keys import metric_keys

        known = self.metric in metric_keys()
        wrong = (
            [] if known else [("design.metric", f"{self.metric} is no key of a summary; `shelflife options metrics`")]
        )
        return super().refuses(axes) + wrong

    def refuses_replicates(self, replicates: int) -> list[tuple[str, str]]:
        """Refuse a first round that is larger than the cap."""
        if replicates <= self.cap:
            return []
        rule = f"is more than design.cap={self.cap:,}, the most that are made; raise the cap, or ask for fewer"
        return [("replicates", rule)]

    def wanted(self, made: int, replicates: int, runs: "Callable[[], pd.DataFrame]") -> int:
        """Return the first round, then one round more until all intervals are narrow, or the cap is reached."""
        if made < 2:
            return min(max(2, replicates, self.round), self.cap)
        if made >= self.cap or self._widest(runs()) <= self.width:
            return made
        return min(made + self.round, self.cap)

    def most(self, replicates: int) -> int:
        """Return the cap, at which it ends however wide the intervals are."""
        return self.cap

    def conclusion(self, runs: "pd.DataFrame") -> dict[str, Any]:
        """Return the replicates made and the widest interval, None where none could be computed."""
        widest = self._widest(runs)
        known = widest < float("inf")
        return {
            "metric": self.metric,
            "replicates": int(runs["replicate"].max()) + 1 if len(runs) else 0,
            "widest_interval": widest if known else None,
            "width_asked": self.width,
            "reached": bool(widest <= self.width),
        }

    def _widest(self, runs: "pd.DataFrame") -> float:
        """Return the width of the widest interval; infinite where a difference has none."""
        from experiments.analysis.measured import measure
        from experiments.metric_keys import metric_keys

        if self.metric not in runs:
            return float("inf")
        widest = 0.0
        # Between the point and the replicate stand the axes and the seed, which may be one of them.
        others = [name for name in runs.columns[2 : runs.columns.get_loc("replicate")] if name != "policy"]
        for _, world in runs.groupby(others, sort=False) if others else [((), runs)]:
            policies = list(world.sort_values("point")["policy"].unique())
            settings = world.assign(setting=world["policy"])
            declared = {self.metric: metric_keys()[self.metric]}
            measured = measure(settings, policies, policies[0], declared)[self.metric]
            for found in measured.differences.values():
                if found.low is None or found.high is None:
                    return float("inf")
                widest = max(widest, found.high - found.low)
        return widest
