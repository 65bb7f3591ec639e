"""Removal: what was found in violation is taken down, sooner or later."""

from typing import ClassVar

import numpy as np

from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart, Violations


class Removal(EnforcementPart):
    """Posts found in violation are taken down with a half-life; what was not found stays.

    Names: takedown, notice and action; takedown delay (Truong et al. 2025).
    Source: Truong et al. 2025 (arXiv 2502.08841): a delay with a half-life.
    """

    needs_verdicts: ClassVar[bool] = True
    half_life: float = parameter(
        24.0,
        unit="hours",
        bounds=(0, 1e9),
        plausible=(1.0, 384.0),
        meaning="Time after the verdict in which half of the posts found in violation are taken down; 0 is at once.",
        source="Takedown delays from a quarter of a day to 16 days (arXiv 2502.08841); 24 h is the first of laws",
    )

    def removes(self, posts: Violations) -> np.ndarray:
        """Return which posts' time has come."""
        return posts.age >= posts.found_after * self.half_life
