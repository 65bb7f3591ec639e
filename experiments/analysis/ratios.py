"""Ratios of means over paired replicates: what share of the baseline's value a setting leaves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.intervals import ROUND_OFF, Floats, student_factor
from experiments.analysis.paired import Values, defined_pairs


@dataclass(frozen=True)
class Ratio:
    """A setting's mean over the baseline's (a pure number) with its 95% interval, over `n` pairs.

    Where the baseline's mean cannot be told from zero there is no ratio: everything is None and `reason` says why.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None


def ratio_of_means(baseline: Values, setting: Values) -> Ratio:
    """The mean under a setting over the mean under the baseline, paired by replicate, with Fieller's interval.

    Estimator: the ratio r is in the 95% interval exactly where the paired differences setting − r·baseline have a
    studentised 95% interval that holds zero; pairing is thereby used, and "r ≤ ½" says the same as the difference from
    half the baseline does. It needs a baseline whose own interval excludes zero. Source: Fieller 1954, Journal of the
    Royal Statistical Society B 16, 175–185.
    """
    before, after, n_undefined = defined_pairs(baseline, setting)
    n = len(before)
    if n < 2:
        return Ratio(None, None, None, n, f"{n} of {n + n_undefined} pairs are defined, at least 2 are needed")
    bounds = _fieller(before, after)
    if bounds is None:
        return Ratio(None, None, None, n, "the baseline itself cannot be told from zero, so no share of it is defined")
    low, high = bounds
    return Ratio(float(after.mean() / before.mean()), low, high, n)


def _fieller(before: Floats, after: Floats) -> tuple[float, float] | None:
    """Both ends of the set of ratios that the data do not reject; None where that set has no end."""
    n = len(before)
    squared = student_factor(n) ** 2 / n
    covariance = np.cov(before, after, ddof=1)
    first, last = float(before.mean()), float(after.mean())
    leading = first**2 - squared * covariance[0, 0]
    if leading <= ROUND_OFF * first**2:
        return None
    middle = first * last - squared * covariance[0, 1]
    constant = last**2 - squared * covariance[1, 1]
    # Rounding alone may push the square a hair below zero where nothing varies.
    reach = math.sqrt(max(0.0, middle**2 - leading * constant))
    return (middle - reach) / leading, (middle + reach) / leading
