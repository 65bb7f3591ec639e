"""The circuit breaker: what spreads very fast is held back until somebody has looked at it."""

import numpy as np

from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart


class Breaker(EnforcementPart):
    """A post shared faster than the threshold is out of sight for some hours, once, and is then reviewed by a person.

    It asks neither whose the post is nor what it says.

    Names: virality circuit breaker (Simpson & Conner 2020), velocity limit.
    Source: Simpson & Conner 2020, who propose it. Assumption: one hold, whatever the post.
    """

    threshold: float = parameter(
        5.0,
        unit="shares per hour and 1,000 members",
        bounds=(0, 1e6),
        plausible=(1.0, 50.0),
        meaning="Speed of sharing above which a post is held back.",
        source="Assumption: one member in two hundred passes it on within an hour",
    )
    hold: float = parameter(
        6.0,
        unit="hours",
        bounds=(0, 10_000),
        plausible=(1.0, 48.0),
        meaning="How long such a post is out of sight.",
        source="Assumption: a reviewer's working day at most",
    )

    def holds_back(self, shares_per_hour: np.ndarray, n_members: int) -> np.ndarray:
        """Return which posts are shared too fast."""
        return shares_per_hour * 1000.0 / n_members > self.threshold

    def hold_hours(self) -> float:
        """Return the declared time."""
        return self.hold
