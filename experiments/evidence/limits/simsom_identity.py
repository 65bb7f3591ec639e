"""L13: how much quality a network loses to bots."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.resharing import feeds_after, mean_quality, scenario_of
from sim.base.parameters import parameter

_WITHIN = 0.02
_GAMMAS = (0.01, 0.1)
_PHIS = (0.0, 1.0)


class SimsomIdentity(Item):
    """With bots, mean quality is that of messages times the share of feed slots that hold no worthless message."""

    id: ClassVar[str] = "L13"
    expected: ClassVar[str] = "Q = (1 − b) E[q], b the share of slots with quality 0"
    tolerance: ClassVar[str] = "± .02, mean of at least 8 runs"
    source: ClassVar[str] = "follows from the mechanism of Truong, Lou, Flammini & Menczer 2024 (SimSoM)"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 12.0
    gamma: float | None = parameter(
        None, unit="probability", bounds=(0.0, 1.0), meaning="Infiltration; unset: .01 and .1.", source="L13"
    )
    phi: float | None = parameter(
        None, unit="probability", bounds=(0.0, 1.0), meaning="Deception; unset: 0 and 1.", source="L13"
    )
    theta: float = parameter(1.0, unit="shares", bounds=(0.0, 1_000.0), meaning="Flooding.", source="L13")
    quality_rate: float = parameter(10.0, unit="1", bounds=(0.0, 50.0), meaning="λ.", source="Truong et al. 2024")
    runs: int = parameter(8, unit="runs", bounds=(8, 1_000), meaning="Runs at each point.", source="L13")
    members: int = parameter(
        400, unit="members", bounds=(50, 100_000), meaning="Size of the network.", source="Assumption: any"
    )

    def examine(self, seed: int) -> Outcome:
        """Let networks with bots reshare."""
        gammas, phis = (_GAMMAS if self.gamma is None else (self.gamma,)), (_PHIS if self.phi is None else (self.phi,))
        return Outcome(tuple(self._check(gamma, phi, seed) for gamma in gammas for phi in phis))

    def _check(self, gamma: float, phi: float, seed: int) -> Check:
        world = scenario_of(
            f"members={self.members}",
            f"conduct.quality_rate={self.quality_rate}",
            f"ties.infiltration={gamma}",
            f"strategy.deception={phi}",
            f"strategy.flooding={self.theta}",
        )
        found = feeds_after(world, range(seed, seed + self.runs))
        bad = float(np.mean(found.bad_slots))
        expected = (1.0 - bad) * mean_quality(self.quality_rate)
        return around(f"γ = {gamma:g}, φ = {phi:g}, b = {bad:.3f}", expected, float(np.mean(found.quality)), _WITHIN)
