"""Paired differences: the same replicate, with every random draw shared, under two settings."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.intervals import (
    ROUND_OFF,
    UNDEFINED,
    Floats,
    as_floats,
    interval_of_mean,
)

Direction = Literal["lower", "higher"]
Verdict = Literal["higher", "lower", "no evidence", "identical", "undefined"]
# Keyed by whatever names a replicate: its number, its seed.
Values = Mapping[Any, float | None]
Interval = tuple[float, float, str]

ONE_PAIR = "one replicate has no spread"


@dataclass(frozen=True)
class PairedDifference:
    """A setting minus the baseline over replicates that share their random draws, in the metric's unit.

    `p_better` is the share of pairs in which the setting is better (ties count half), None where the metric has no
    better direction. `standardised` is the estimate over the root mean square of the two standard deviations
    between replicates (a pure number; Algina & Keselman 2003; d_av of Cumming 2012): unlike the estimate over the
    standard deviation of the differences it does not grow with the quality of the pairing. It is None where
    neither setting varies.
    `p_value` is that of the two-sided paired t-test of no difference (a pure number; Student 1908), for flags that
    adjust for many comparisons. `n` pairs were used, `n_undefined` were dropped as a side was undefined. One pair
    has an estimate and nothing else, none has nothing; `reason` says why.
    """

    estimate: float | None
    low: float | None
    high: float | None
    p_better: float | None
    standardised: float | None
    n: int
    n_undefined: int
    method: str
    reason: str | None = None
    p_value: float | None = None

    @property
    def verdict(self) -> Verdict:
        """What the 95% interval allows to be said; an interval that touches zero is no evidence."""
        if self.low is None or self.high is None:
            return "undefined"
        if self.low == 0 == self.high:
            return "identical"
        if self.low > 0:
            return "higher"
        return "lower" if self.high < 0 else "no evidence"


def paired_difference(
    values_by_seed_baseline: Values, values_by_seed_setting: Values, better: str | None = None
) -> PairedDifference:
    """How far a setting lies from the baseline, replicate by replicate, in the unit of the values.

    Each side maps the identity of a replicate (its number or seed; a mapping or a pandas Series with a unique index)
    to a value; None, NaN, infinities and replicates that one side lacks are undefined. Estimator: mean of the
    differences with `interval_of_mean`. Differences within the rounding of float64 count as zero. Source: common random
    numbers: Law 2015, Simulation Modeling and Analysis, ch. 11; standardised difference of pairs: Cohen 1988.
    """
    before, after, n_undefined = defined_pairs(values_by_seed_baseline, values_by_seed_setting)
    return difference_between(before, after, better, n_undefined)


def difference_between(
    before: Floats, after: Floats, better: str | None = None, n_undefined: int = 0, interval: Interval | None = None
) -> PairedDifference:
    """The difference of two sides, each shape (n,), whose rows are the defined pairs, in the unit of the values.

    `interval` gives lower and upper bound and the name of the method; without one it is `interval_of_mean`'s. One pair
    has an estimate and no interval.
    """
    n = len(before)
    if n < 2:
        return _too_few(before, after, n_undefined)
    size = np.maximum(np.abs(before), np.abs(after))
    differences = np.where(np.abs(after - before) <= ROUND_OFF * size, 0.0, after - before)
    if interval is None:
        estimate, low, high, method = interval_of_mean(differences, scale=float(size.max()))
    else:
        estimate, (low, high, method) = float(differences.mean()), interval
    return PairedDifference(
        estimate,
        low,
        high,
        _share_better(differences, better),
        _standardised(estimate, before, after),
        n,
        n_undefined,
        method,
        p_value=_p_value(differences),
    )


def _too_few(before: Floats, after: Floats, n_undefined: int) -> PairedDifference:
    """One pair has a difference without spread; none has nothing."""
    n = len(before)
    estimate = float(after[0] - before[0]) if n else None
    told = ONE_PAIR if n and not n_undefined else f"{n} of {n + n_undefined} pairs are defined on both sides"
    reason = f"{told}: an interval needs at least 2"
    return PairedDifference(estimate, None, None, None, None, n, n_undefined, UNDEFINED, reason)


def defined_pairs(baseline: Values, setting: Values) -> tuple[Floats, Floats, int]:
    """The two sides of every pair defined on both, each shape (n,), and the number of pairs dropped.

    Raises ValueError where a replicate appears twice on one side.
    """
    # A dict from a Series drops repeated labels silently, so they are refused here, where they still show.
    for side in (baseline, setting):
        if isinstance(side, pd.Series) and not side.index.is_unique:
            raise ValueError("values by seed: a replicate appears more than once; keep one value per replicate")
    before_by_seed, after_by_seed = dict(baseline.items()), dict(setting.items())
    identities = _in_first_seen_order(before_by_seed, after_by_seed)
    before = as_floats(before_by_seed.get(identity) for identity in identities)
    after = as_floats(after_by_seed.get(identity) for identity in identities)
    defined = np.isfinite(before) & np.isfinite(after)
    return before[defined], after[defined], int(len(identities) - defined.sum())


def _in_first_seen_order(*sides: Iterable[Hashable]) -> list[Hashable]:
    """Every identity once."""
    return list(dict.fromkeys(identity for side in sides for identity in side))


def _share_better(differences: Floats, better: str | None) -> float | None:
    """Share of pairs in which the setting is better, ties counting half; None without a direction."""
    if better is None:
        return None
    if better not in ("lower", "higher"):
        raise ValueError(f"better: {better!r} is not 'lower', 'higher' or None")
    gains = differences if better == "higher" else -differences
    return float(np.mean(np.where(gains == 0, 0.5, gains > 0)))


def _standardised(estimate: float, before: Floats, after: Floats) -> float | None:
    """The estimate in standard deviations between replicates; None where there is no deviation to divide by."""
    deviation = math.sqrt((before.var(ddof=1) + after.var(ddof=1)) / 2)
    size = float(np.abs([before, after]).max())
    return float(estimate / deviation) if deviation > ROUND_OFF * size else None


def _p_value(differences: Floats) -> float:
    """The two-sided p-value of the paired t-test; differences that are all equal leave no doubt."""
    deviation = float(differences.std(ddof=1))
    mean = float(differences.mean())
    if deviation <= ROUND_OFF * abs(mean):
        return 0.0 if mean else 1.0
    return float(2 * stats.t.sf(abs(mean) / deviation * math.sqrt(len(differences)), len(differences) - 1))
