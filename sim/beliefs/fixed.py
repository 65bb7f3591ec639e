"""Minds that are made up."""

from typing import Any, Literal, NamedTuple

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
    """Belief and trust stay for ever what they were at first, whatever is read: attention without persuasion.

    Names: fixed opinions, null model of persuasion; zero-intelligence reader.
    Source: as in Truong et al. 2024 (SimSoM), where messages spread and nobody is convinced of anything.
    """

    kind: Literal["fixed"] = "fixed"
    prior_spread: float = parameter(
        1.0,
        unit="log-odds",
        bounds=(0, 5),
        plausible=(0.3, 2.0),
        meaning="Standard deviation of belief between members.",
        source="Assumption: as in bayesian_source",
    )
    trust: TrustPriors = Field(default_factory=TrustPriors)

    def rule(self, narratives: Narratives, tick_hours: float) -> "NoRule":
        """Return a rule without numbers."""
        return NoRule()

    def seat(self, members: Members, narratives: Narratives, priors: np.ndarray, stream: Stream) -> None:
        """Draw belief around ``priors`` [J] log-odds and trust around the medians, as the Bayesian reader does."""
        spreads = np.array([self.prior_spread, self.trust.spread])
        seat_priors(members, priors, self.trust.log_odds(), spreads, stream)

    def forget(self, members: Members, rule: Any, start: int, stop: int) -> None:
        """Forget nothing: what never changes cannot fade."""

    def hear(self, scene: Scene, rule: Any, start: int, stop: int) -> None:
        """Make nothing of what was read."""


class NoRule(NamedTuple):
    """A rule without numbers."""
