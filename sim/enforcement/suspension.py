"""Suspension: accounts that look coordinated are closed, with everything they posted."""

import math

import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart, Profiles
from sim.kernels.coordination import creation_burst, poor_hygiene, youth

_REVIEW = purpose("platform.reviews_account")
_ERROR = purpose("platform.reviewer_errs")


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
        due = rows_reviewed(stream, tick, self.reviews * tick_hours / 24.0, int(profiles.sources.max(initial=0)) + 1)
        reviewed = np.isin(profiles.sources, due)
        if not reviewed.any():
            return reviewed
        signs = (
            creation_burst(profiles.created_hour, self.burst_window)[reviewed],
            youth(profiles.created_hour[reviewed], tick * tick_hours),
            poor_hygiene(profiles.followers[reviewed]),
        )
        errors = self.error * (2.0 * reviewers_luck(stream, tick, profiles.sources[reviewed]) - 1.0)
        reviewed[reviewed] = np.mean(signs, axis=0) + errors > self.threshold
        return reviewed


@compiled
def rows_reviewed(stream: Stream, tick: int, chance: float, n_sources: int) -> np.ndarray:
    """Return the source rows reviewed in a tick, each with the same chance: a walk by geometric steps over all rows."""
    rows = np.empty(n_sources, np.int64)
    n, row, step = 0, -1, 0
    while chance > 0.0:
        luck = draws(stream, _REVIEW, tick, step, ALONE).first
        row += 1 if chance >= 1.0 else 1 + int(min(math.log(luck) / math.log1p(-chance), 1e15))
        step += 1
        if row >= n_sources:
            break
        rows[n] = row
        n += 1
    return rows[:n]


@compiled
def reviewers_luck(stream: Stream, tick: int, sources: np.ndarray) -> np.ndarray:
    """Return a uniform draw [k] for the reviewer of each source."""
    luck = np.empty(len(sources), np.float64)
    for place in range(len(sources)):
        luck[place] = draws(stream, _ERROR, tick, sources[place], ALONE).first
    return luck
