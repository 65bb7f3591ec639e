"""Down-ranking: what was found in violation stays up, and is shown less."""

from typing import ClassVar

from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart


class Downrank(EnforcementPart):
    """Posts found in violation compete for attention with a part of their weight.

    Names: demotion, reduced distribution, visibility filtering (Gillespie 2022, Reduction as moderation).
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

    def visibility_left(self) -> float:
        """Return the multiplier."""
        return self.visibility
