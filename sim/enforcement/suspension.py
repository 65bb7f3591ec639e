"""Suspension: accounts that look coordinated are closed, with everything they posted."""

import math

import numpy as np
from scipy.special import ndtri

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart, Suspects
from sim.kernels.luck import keyed_luck

_REVIEW = purpose("platform.reviews_account")
_ERROR = purpose("platform.reviewer_errs")
_APPEAL = purpose("platform.restores_account")


class Suspension(EnforcementPart):
    """The platform reviews those who speak and suspends whoever looks coordinated enough to it; it errs both ways.

    Members and rebuttal posters are reviewed like covert accounts, and may appeal. Suspicion is that of the detector:
    the mean of crowded creation date, youth, bareness and synchrony.

    Names: account takedown, coordinated-inauthentic-behaviour enforcement.
    Assumption: a reviewer sees what the detector sees, with a normal error, and nothing that only the operation
    knows.
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
        meaning="Standard deviation of a reviewer's error, normally distributed.",
        source="Assumption: reviewers disagree",
    )
    appeal_delay: float = parameter(
        168.0,
        unit="hours",
        bounds=(0, 100_000),
        plausible=(24.0, 1000.0),
        meaning="Time until an appeal against a suspension is decided.",
        source="Assumption: a week",
    )
    restored: float = parameter(
        0.5,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.1, 0.9),
        meaning="Chance that an ordinary account that was suspended appeals and is restored; its posts stay down.",
        source="Assumption: half give up or are not believed",
    )

    def due_for_review(self, n_sources: int, stream: Stream, tick: int, tick_hours: float) -> np.ndarray:
        """Return the source rows that come up for review, each with the same chance."""
        due: np.ndarray = rows_reviewed(stream, tick, self.reviews * tick_hours / 24.0, n_sources)
        return due

    def suspends(self, suspects: Suspects, stream: Stream, tick: int) -> np.ndarray:
        """Return which accounts a reviewer, errors included, finds above the threshold, keyed by account.

        Nobody looks worse than wholly coordinated: at threshold 1 nobody is suspended, however much reviewers err.
        """
        errors = self.error * ndtri(reviewers_luck(stream, tick, suspects.sources))
        return np.minimum(suspects.suspicion + errors, 1.0) > self.threshold

    def restores(self, sources: np.ndarray, stream: Stream) -> np.ndarray:
        """Return who will be restored, keyed by account."""
        return keyed_luck(stream, _APPEAL, sources) < self.restored

    def appeal_hours(self) -> float:
        """Return the declared delay."""
        return self.appeal_delay


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
