"""Minds that nothing changes."""

from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.beliefs._contract import Belief
from sim.beliefs._voices import TrustPriors
from sim.kernels.seating import seat_priors
from sim.state.members import Members
from sim.state.narratives import Narratives
from sim.state.scene import Scene


class Fixed(Belief):
    """Members believe and trust to the end what they believed and trusted at first, and remember no report.

    Names: zealots, stubborn agents with susceptibility 0; the agents of SimSoM, who have no opinions at all.
    """

    kind: Literal["fixed"] = "fixed"
    prior_spread: float = parameter(
        1.0,
        unit="log-odds",
        bounds=(0, 5),
        plausible=(0.3, 2.0),
        meaning="Standard deviation of belief between members.",
        source="Assumption: as for readers who learn",
    )
    trust: TrustPriors = Field(default_factory=TrustPriors)

    def rule(self, narratives: Narratives, tick_hours: float) -> "FixedRule":
        """Return that there is nothing to compute."""
        return FixedRule()

    def seat(self, members: Members, narratives: Narratives, priors: np.ndarray, stream: Stream) -> None:
        """Draw every member's beliefs around ``priors`` [J] log-odds, and trust around the medians."""
        spreads = np.array([self.prior_spread, self.trust.spread])
        seat_priors(members, priors, self.trust.log_odds(), spreads, stream)

    def forget(self, members: Members, rule: "FixedRule", start: int, stop: int) -> None:
        """Forget nothing."""

    def hear(self, scene: Scene, rule: "FixedRule", start: int, stop: int) -> None:
        """Learn nothing."""


class FixedRule(NamedTuple):
    """No numbers."""
