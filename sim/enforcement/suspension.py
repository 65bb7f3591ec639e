"""Suspension: accounts that look coordinated are closed, with everything they posted."""

import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart, Profiles
from sim.kernels.coordination import creation_burst, poor_hygiene, youth

_REVIEW = purpose("platform.reviews_account")


class Suspension(EnforcementPart):
    """The platform reviews those who speak and suspends whoever looks coordinated enough to it; it errs both ways.

    Suspicion is the mean of three signs: how crowded the creation date is, how young and how bare the account.

    Names: account takedown, coordinated-inauthentic-behaviour enforcement.
    """

    reviews: float = parameter(
        0.05,
        unit="per day",
        bounds=(0, 24),
        plausible=(0.005, 0.5),
        meaning="How often each account that speaks is reviewed.",
        source="Assumption: the accounts disclosed in 2019 had lived for two years",
    )
    threshold: float = parameter(
        0.6,
        unit="suspicion",
        bounds=(0, 1),
        plausible=(0.3, 0.9),
        meaning="Suspicion above which a reviewed account is suspended.",
        source="Assumption: above most ordinary accounts",
    )
    error: float = parameter(
        0.1,
        unit="suspicion",
        bounds=(0, 1),
        plausible=(0.02, 0.3),
        meaning="Half-width of a reviewer's error, evenly distributed.",
        source="Assumption: reviewers disagree",
    )
    burst_window: float = parameter(
        15.0,
        unit="days",
        bounds=(1, 365),
        plausible=(3.0, 60.0),
        meaning="How near in time two accounts must be created to count as one burst.",
        source="237 of 744 disclosed accounts were created in one month",
    )

    def suspends(self, profiles: Profiles, stream: Stream, tick: int, tick_hours: float) -> np.ndarray:
        """Return which profiles are reviewed now and found above the threshold, keyed by account."""
        review = keyed_reviews(stream, tick, profiles.sources)
        reviewed = review[:, 0] < self.reviews * tick_hours / 24.0
        if not reviewed.any():
            return reviewed
        signs = (
            creation_burst(profiles.created_hour, self.burst_window),
            youth(profiles.created_hour, tick * tick_hours),
            poor_hygiene(profiles.followers),
        )
        seen = np.mean(signs, axis=0) + self.error * (2.0 * review[:, 1] - 1.0)
        return np.asarray(reviewed & (seen > self.threshold))


@compiled
def keyed_reviews(stream: Stream, tick: int, sources: np.ndarray) -> np.ndarray:
    """Return two uniform draws [k, 2] a source and tick: whether it is reviewed, and the reviewer's error."""
    luck = np.empty((len(sources), 2), np.float64)
    for place in range(len(sources)):
        u = draws(stream, _REVIEW, tick, sources[place], ALONE)
        luck[place, 0], luck[place, 1] = u.first, u.second
    return luck
