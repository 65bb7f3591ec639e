"""95% intervals for the mean of independent replicates: one rule for every table and figure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

CONFIDENCE = 0.95
UPPER_TAIL = 1 - (1 - CONFIDENCE) / 2
# Below this many replicates a BCa interval covers too little: its percentiles come from too few distinct resamples.
BOOTSTRAP_FROM = 30
RESAMPLES = 9_999
# From this many replicates on fewer resamples do: their noise no longer shows beside that of a large sample's ends,
# and a table of a hundred metrics over thousands of replicates must be made in seconds.
MANY_REPLICATES = 200
RESAMPLES_OF_MANY = 1_999
# Resamples drawn at a time, so that thousands of replicates do not need gigabytes.
RESAMPLE_BATCH = 1_000
# Two results that differ by less than this share of their size differ by the rounding of float64 sums only.
ROUND_OFF = 1e-12

STUDENTISED = f"studentised interval (Student t, fewer than {BOOTSTRAP_FROM} replicates)"
BOOTSTRAPPED = f"BCa bootstrap ({RESAMPLES:,} resamples)"
BOOTSTRAPPED_OF_MANY = f"BCa bootstrap ({RESAMPLES_OF_MANY:,} resamples, at least {MANY_REPLICATES} replicates)"
BOOTSTRAP_FAILED = "studentised interval (Student t; the BCa bootstrap is degenerate on these values)"
ALL_EQUAL = "all values equal, interval of zero width"
UNDEFINED = "undefined"


@dataclass(frozen=True)
class MeanInterval:
    """A mean over replicates with its 95% interval, in the unit of the values.

    `n` replicates were used and `n_undefined` were dropped. One replicate has a mean and no interval; none has
    neither. Whatever is missing is None, and `reason` then says why.
    """

    mean: float | None
    low: float | None
    high: float | None
    n: int
    n_undefined: int
    method: str
    reason: str | None = None


def mean_interval(values: object) -> MeanInterval:
    """The mean of one metric over replicates and its 95% interval, in the unit of the values.

    Values that are not finite numbers are undefined: dropped and counted. Estimator and source are those of
    `interval_of_mean`: Student's interval below 30 values, from 30 on the BCa bootstrap. Source: Student 1908; Efron
    1987.
    """
    everything = as_floats(values)
    defined = everything[np.isfinite(everything)]
    n_undefined = len(everything) - len(defined)
    if len(defined) == 0:
        return MeanInterval(None, None, None, 0, n_undefined, UNDEFINED, "no replicate has a defined value")
    if len(defined) == 1:
        reason = "one replicate has no spread: an interval needs at least 2"
        return MeanInterval(float(defined[0]), None, None, 1, n_undefined, UNDEFINED, reason)
    mean, low, high, method = interval_of_mean(defined)
    return MeanInterval(mean, low, high, len(defined), n_undefined, method)


def interval_of_mean(values: Floats, scale: float | None = None) -> tuple[float, float, float, str]:
    """Mean, lower and upper 95% bound of the mean of at least 2 finite values, and the name of the method.

    Estimator: below 30 values the studentised interval, mean ± t(n−1)·s/√n; from 30 on the BCa bootstrap of SciPy
    with 9,999 resamples (1,999 from 200 values on), seeded with the number of values so that the same data always give
    the same interval. Values that are all equal up to the rounding of numbers of size `scale` (default: their own) give
    that value three times. Source: Efron 1987 (BCa); Student 1908.
    """
    size = float(np.abs(values).max()) if scale is None else scale
    if np.ptp(values) <= ROUND_OFF * size:
        common = float(values[0])
        return common, common, common, ALL_EQUAL
    if len(values) < BOOTSTRAP_FROM:
        return (*studentised(values), STUDENTISED)
    mean, low, high = _bootstrapped(values)
    if np.isfinite(low) and np.isfinite(high):
        return mean, low, high, BOOTSTRAPPED if len(values) < MANY_REPLICATES else BOOTSTRAPPED_OF_MANY
    return (*studentised(values), BOOTSTRAP_FAILED)


def student_factor(n_replicates: int) -> float:
    """How many standard errors a two-sided 95% Student interval reaches, for at least 2 replicates (a pure number)."""
    return float(stats.t.ppf(UPPER_TAIL, n_replicates - 1))


def as_floats(values: object) -> Floats:
    """Values as float64 in the order given, shape (n,); None becomes NaN. Raises ValueError where one is no number."""
    listed = list(values)  # type: ignore[call-overload]
    return np.array([np.nan if value is None else value for value in listed], dtype=np.float64)


def studentised(values: Floats) -> tuple[float, float, float]:
    """Mean, lower and upper Student bound of at least 2 values."""
    mean = float(values.mean())
    reach = student_factor(len(values)) * float(values.std(ddof=1)) / float(np.sqrt(len(values)))
    return mean, mean - reach, mean + reach


def _bootstrapped(values: Floats) -> tuple[float, float, float]:
    """Mean and BCa bounds; NaN bounds where SciPy finds the bootstrap distribution degenerate."""
    outcome = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=RESAMPLES if len(values) < MANY_REPLICATES else RESAMPLES_OF_MANY,
        batch=RESAMPLE_BATCH,
        confidence_level=CONFIDENCE,
        method="BCa",
        rng=np.random.default_rng(len(values)),
    )
    return float(values.mean()), float(outcome.confidence_interval.low), float(outcome.confidence_interval.high)
