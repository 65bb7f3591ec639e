"""Metrics that are a quotient of two others: over replicates, the ratio of the means and never the mean of ratios.

A run that spent next to nothing has a wild ratio of its own, and a mean of ratios hangs on such runs; the ratio of the
means weighs every run by what it spent. Source: Cochran 1977, Sampling Techniques, ch. 6.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.analysis.intervals import (
    ALL_EQUAL,
    BOOTSTRAP_FAILED,
    MANY_REPLICATES,
    RESAMPLES,
    RESAMPLES_OF_MANY,
    ROUND_OFF,
    STUDENTISED,
    UNDEFINED,
    UPPER_TAIL,
    Floats,
    MeanInterval,
    as_floats,
    studentised,
)
from experiments.analysis.paired import ONE_PAIR, Interval, PairedDifference, Values, difference_between

# With fewer replicates most resamples hold too few distinct ones to have a spread of their own: on skewed gains the
# bootstrap's intervals were 9 times as wide as Student's at 4 replicates, 1.8 times at 5 and 1.2 times at 8.
BOOTSTRAP_FROM = 8
# A few resamples without a spread or without a denominator do not move the quantiles; more would.
MOST_DEGENERATE = 0.01
# Resamples times replicates held at a time, so that ten thousand replicates need no gigabytes.
RESAMPLED_AT_ONCE = 2_000_000
BOOTSTRAPPED_T = f"bootstrap-t of a ratio of means ({RESAMPLES:,} resamples of whole replicates)"
BOOTSTRAPPED_T_OF_MANY = f"bootstrap-t of a ratio of means ({RESAMPLES_OF_MANY:,} resamples of whole replicates)"


@dataclass(frozen=True)
class Quotient:
    """Numerator and denominator of one setting, by whatever names a replicate."""

    numerator: Values
    denominator: Values

    def defined(self) -> dict[Hashable, tuple[float, float]]:
        """Both parts of every replicate that has both, in first-seen order."""
        tops = as_floats(self.numerator.values())
        bottoms = as_floats(self.denominator.get(name) for name in self.numerator)
        every = zip(self.numerator, tops.tolist(), bottoms.tolist(), strict=True)
        return {name: (top, bottom) for name, top, bottom in every if math.isfinite(top) and math.isfinite(bottom)}


def quotient_interval(quotient: Quotient) -> MeanInterval:
    """The mean numerator over the mean denominator of the defined replicates, with its 95% interval.

    Estimator: r = Σ numerator / Σ denominator. Its interval is the bootstrap-t over whole replicates: a resample's
    deviation from r is measured in its own linearised standard errors, and the quantiles of 9,999 of these (1,999 from
    200 replicates on, seeded by their number) give the bounds. Below 8 replicates it is the Student interval of the
    linearised ratio. One replicate has a ratio and no interval; replicates that spent nothing at all have neither.
    Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 12; Cochran 1977, eq. 6.13 (linearisation).
    """
    found = quotient.defined()
    n, n_undefined = len(found), len(quotient.numerator) - len(found)
    if not n:
        return MeanInterval(None, None, None, 0, n_undefined, UNDEFINED, "no replicate has a defined value")
    side = _columns(found, found)
    if side.denominator.sum() == 0:
        return MeanInterval(None, None, None, n, n_undefined, UNDEFINED, "its denominator is 0 in every replicate")
    ratio = float(_ratios(side.numerator, side.denominator))
    if n == 1:
        reason = f"{ONE_PAIR}: an interval needs at least 2"
        return MeanInterval(ratio, None, None, 1, n_undefined, UNDEFINED, reason)
    low, high, method = _interval(side.linearised(), abs(ratio), [side])
    return MeanInterval(ratio, low, high, n, n_undefined, method)


def quotient_difference(baseline: Quotient, setting: Quotient, better: str | None = None) -> PairedDifference:
    """A setting's ratio of means minus the baseline's, over the replicates that both have, resampled in pairs.

    Estimator and interval as in `quotient_interval`. `p_better`, `standardised` and `p_value` are those of the
    linearised ratios: a replicate's is r + (numerator − r · denominator) / mean denominator, and their mean is r.
    Source: Efron & Tibshirani 1993, ch. 12; Cochran 1977, eq. 6.13.
    """
    before_by_name, after_by_name = baseline.defined(), setting.defined()
    shared = {name: None for name in before_by_name if name in after_by_name}
    n_all = len(dict.fromkeys([*baseline.numerator, *setting.numerator]))
    before, after = _columns(before_by_name, shared), _columns(after_by_name, shared)
    if not before.denominator.any() or not after.denominator.any():
        empty = np.zeros(0)
        nothing = difference_between(empty, empty, better, n_all)
        return replace(nothing, reason="its denominator is 0 in every replicate") if shared else nothing
    first, last = before.linearised(), after.linearised()
    interval: Interval | None = None
    if len(shared) > 1:
        scale = float(np.maximum(np.abs(first), np.abs(last)).max())
        interval = _interval(last - first, scale, [before, after])
    return difference_between(first, last, better, n_all - len(shared), interval)


def linearised_sides(baseline: Quotient, setting: Quotient) -> tuple[Values, Values]:
    """Both ratios of means, replicate by replicate: what `ratio_of_means` needs to compare two quotients.

    Keyed by the replicates that both sides have, in the quotient's unit; each side's mean is its ratio of means over
    these replicates. Empty where a denominator is zero throughout.
    """
    before_by_name, after_by_name = baseline.defined(), setting.defined()
    shared = {name: None for name in before_by_name if name in after_by_name}
    before, after = _columns(before_by_name, shared), _columns(after_by_name, shared)
    if not before.denominator.any() or not after.denominator.any():
        return {}, {}
    return tuple(dict(zip(shared, side.linearised().tolist(), strict=True)) for side in (before, after))  # type: ignore[return-value]


@dataclass(frozen=True)
class _Side:
    """Numerators and denominators in the order of replicates, each shape (n,)."""

    numerator: Floats
    denominator: Floats

    def linearised(self) -> Floats:
        """Each replicate's share in the ratio of means, shape (n,), in the ratio's unit; their mean is that ratio."""
        ratio = _ratios(self.numerator, self.denominator)
        return np.asarray(ratio + (self.numerator - ratio * self.denominator) / self.denominator.mean())

    def resampled(self, rows: np.ndarray) -> tuple[Floats, Floats]:
        """The ratios of resamples, shape (B,), and their replicates' deviations from these, shape (B, n)."""
        top, bottom = self.numerator[rows], self.denominator[rows]
        ratios = _ratios(top, bottom)
        return ratios, (top - ratios[:, None] * bottom) / bottom.mean(axis=1)[:, None]


def _columns(found: Mapping[Hashable, tuple[float, float]], names: Mapping[Hashable, object]) -> _Side:
    parts = np.array([found[name] for name in names], dtype=float).reshape(-1, 2)
    return _Side(parts[:, 0], parts[:, 1])


def _ratios(numerators: Floats, denominators: Floats) -> Floats:
    """Ratios of the sums along the last axis."""
    return np.asarray(numerators.sum(axis=-1) / denominators.sum(axis=-1))


def _interval(linearised: Floats, scale: float, sides: Sequence[_Side]) -> Interval:
    """Bounds of a ratio, or of the last side's minus the first's; `linearised` has its mean and its spread."""
    centre, low, high = studentised(linearised)
    if np.ptp(linearised) <= ROUND_OFF * scale:
        return centre, centre, ALL_EQUAL
    if len(linearised) < BOOTSTRAP_FROM:
        return low, high, STUDENTISED
    few = len(linearised) < MANY_REPLICATES
    deviations = _studentised_resamples(centre, sides, RESAMPLES if few else RESAMPLES_OF_MANY)
    usable = deviations[np.isfinite(deviations)]
    if len(usable) < (1 - MOST_DEGENERATE) * len(deviations):
        return low, high, BOOTSTRAP_FAILED
    lower, upper = np.quantile(usable, [1 - UPPER_TAIL, UPPER_TAIL])
    error = float(linearised.std(ddof=1) / np.sqrt(len(linearised)))
    method = BOOTSTRAPPED_T if few else BOOTSTRAPPED_T_OF_MANY
    return float(centre - upper * error), float(centre - lower * error), method


def _studentised_resamples(centre: float, sides: Sequence[_Side], n_resamples: int) -> Floats:
    """How many of its own standard errors each resample lies from the centre, shape (B,); not finite without one."""
    n = len(sides[0].numerator)
    chance = np.random.default_rng(n)
    at_once = max(1, RESAMPLED_AT_ONCE // n)
    found = []
    for done in range(0, n_resamples, at_once):
        # One draw of rows serves both sides: replicates are resampled in pairs.
        rows = chance.integers(n, size=(min(at_once, n_resamples - done), n))
        with np.errstate(divide="ignore", invalid="ignore"):
            made = [side.resampled(rows) for side in sides]
            estimates = made[-1][0] - (made[0][0] if len(sides) > 1 else 0.0)
            spread = made[-1][1] - (made[0][1] if len(sides) > 1 else 0.0)
            found.append((estimates - centre) / (spread.std(axis=1, ddof=1) / np.sqrt(n)))
    return np.concatenate(found)
