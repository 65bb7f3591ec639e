"""Down-ranking: what was found in violation stays up, and is shown less."""

from typing import ClassVar

import numpy as np

from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart


class Downrank(EnforcementPart):
    """Posts found in violation compete for attention with a part of their weight, as do repeated violators' later ones.

    Names: demotion, reduced distribution, visibility filtering (Gillespie 2022, Reduction as moderation), strikes.
    Assumption: a multiplier of attention, the same for whatever was found.
    """

    needs_verdicts: ClassVar[bool] = True
    visibility: float = parameter(
        0.78,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 0.9),
        meaning="What is left of the visibility of a post found in violation.",
        source="Lifting label and down-ranking together gave +70 %: 1/1.7 = .59, of which the label explains .75",
    )

    strikes: int | None = parameter(
        None,
        unit="verdicts",
        bounds=(1, 100_000),
        plausible=(1, 10),
        meaning="Posts found in violation that limit an account: all it posts from then on sinks; unset: never.",
        source="Assumption: none, so that mistakes about posts do not follow their authors; platforms count a few",
    )

    def limits(self, n_found: np.ndarray) -> np.ndarray:
        """Return which accounts [k] have had so many verdicts, ``n_found`` [k], that they are limited."""
        return np.zeros(len(n_found), np.bool_) if self.strikes is None else n_found >= self.strikes

    def visibility_left(self) -> float:
        """Return the multiplier."""
        return self.visibility
