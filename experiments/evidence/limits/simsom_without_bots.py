"""L12: what a network that reshares reads where nobody degrades it."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import standard_error
from experiments.evidence.resharing import feeds_after, mean_quality, scenario_of
from sim.base.parameters import parameter

_WITHIN = 0.01
_MOST_ERROR = 0.003
_LEAST_RUNS = 4
_MOST_RUNS = 40
_NO_BOTS = ("strategy=silent", "operation.share=0")
_VARIANTS = (
    ("λ = 5", 5.0, ()),
    ("λ = 10", 10.0, ()),
    ("μ = .1", 5.0, ("conduct.new_post_chance=.1",)),
    ("σ = 5", 10.0, ("feed.length=5",)),
    ("Poisson network", 5.0, ("ties=poisson", "ties.followees=10")),
    ("preferential network", 10.0, ("ties=preferential", "ties.followees=10")),
)

type Variant = tuple[str, float, tuple[str, ...]]


class SimsomWithoutBots(Item):
    """Without bots the mean quality in feeds is that of messages, for every μ from .1 on, σ and network.

    Readers do not see quality, so that resharing spreads good and bad alike.
    """

    id: ClassVar[str] = "L12"
    expected: ClassVar[str] = "E[q] = 1/(1 − e^−λ) − 1/λ: .8068 for λ = 5, .9000 for λ = 10"
    tolerance: ClassVar[str] = "± .01, over so many runs that the standard error is at most .003"
    source: ClassVar[str] = "Truong, Lou, Flammini & Menczer 2024 (SimSoM); the mean of the declared density"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 8.0
    quality_rate: float | None = parameter(
        None, unit="1", bounds=(0.0, 50.0), meaning="λ; where it or another is set, that world alone.", source="L12"
    )
    mu: float | None = parameter(
        None, unit="probability", bounds=(0.1, 1.0), meaning="Chance to write rather than reshare.", source="L12"
    )
    sigma: int | None = parameter(None, unit="items", bounds=(1, 100), meaning="Length of a feed.", source="L12")
    network: Literal["random_walk", "poisson", "preferential"] | None = Field(None, description="Who follows whom.")
    members: int = parameter(
        500, unit="members", bounds=(50, 100_000), meaning="Size of the network.", source="Assumption: any"
    )

    def examine(self, seed: int) -> Outcome:
        """Let networks without bots reshare."""
        return Outcome(tuple(check for variant in self._variants() for check in self._checks(variant, seed)))

    def _variants(self) -> tuple[Variant, ...]:
        given = {
            "conduct.new_post_chance": self.mu,
            "feed.length": self.sigma,
            "ties": self.network,
        }
        overrides = tuple(f"{key}={value}" for key, value in given.items() if value is not None)
        if self.quality_rate is None and not overrides:
            return _VARIANTS
        rate = 10.0 if self.quality_rate is None else self.quality_rate
        return ((" ".join((f"λ = {rate:g}", *overrides)), rate, overrides),)

    def _checks(self, variant: Variant, seed: int) -> tuple[Check, Check]:
        name, rate, overrides = variant
        world = scenario_of(f"members={self.members}", f"conduct.quality_rate={rate}", *_NO_BOTS, *overrides)
        found: list[float] = []
        while len(found) < _LEAST_RUNS or (standard_error(found) > _MOST_ERROR and len(found) < _MOST_RUNS):
            found += feeds_after(world, (seed + len(found),)).quality.tolist()
        quality = around(name, mean_quality(rate), float(np.mean(found)), _WITHIN)
        error = Check(f"standard error, {name}, {len(found)} runs", None, standard_error(found), 0.0, _MOST_ERROR)
        return quality, error
