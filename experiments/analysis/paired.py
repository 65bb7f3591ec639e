"""Paired differences: the same replicate, with every random draw shared, under two settings."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.intervals import (
    ROUND_OFF,
    UNDEFINED,
    Floats,
    MeanInterval,
    as_floats,
    interval_of_mean,
    mean_interval,
)

Direction = Literal["lower", "higher"]
Verdict = Literal["higher", "lower", "no evidence", "identical", "undefined"]
# Keyed by whatever names a replicate: its number, its seed.
Values = Mapping[Any, float | None]


class Metric(Protocol):
    """The declaration of a summary key, as `sim/metrics` makes it."""

    @property
    def unit(self) -> str:
        """What the number is counted in."""

    @property
    def better(self) -> str | None:
        """Which direction is better, "lower" or "higher"; None where neither is."""

    @property
    def meaning(self) -> str:
        """What the number means in the world."""


@dataclass(frozen=True)
class PairedDifference:
    """A setting minus the baseline over replicates that share their random draws, in the metric's unit.

    `p_better` is the share of pairs in which the setting is better (ties count half), None where the metric has no
    better direction. `standardised` is the estimate over the root mean square of the two standard deviations
    between replicates (a pure number; Cumming 2012, d_av): unlike the estimate over the standard deviation of the
    differences it does not grow with the quality of the pairing. It is None where neither setting varies.
    `p_value` is that of the two-sided paired t-test of no difference (a pure number; Student 1908), for flags that
    adjust for many comparisons. `n` pairs were used, `n_undefined` were dropped as a side was undefined. With fewer
    than 2 pairs everything is None and `reason` says why.
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


@dataclass(frozen=True)
class MeasuredMetric:
    """One metric of a comparison: its mean under each setting and each difference from the baseline."""

    by_setting: Mapping[str, MeanInterval]
    differences: Mapping[str, PairedDifference]


def paired_difference(
    values_by_seed_baseline: Values, values_by_seed_setting: Values, better: str | None = None
) -> PairedDifference:
    """How far a setting lies from the baseline, replicate by replicate, in the unit of the values.

    Each side maps the identity of a replicate (its number or seed; a mapping or a pandas Series with a unique index)
    to a value; None, NaN, infinities and replicates that one side lacks are undefined. Estimator: mean of the
    differences with `interval_of_mean`. Differences within the rounding of float64 count as zero.
    """
    before, after, n_undefined = defined_pairs(values_by_seed_baseline, values_by_seed_setting)
    if len(before) < 2:
        reason = f"{len(before)} of {len(before) + n_undefined} pairs are defined on both sides, at least 2 are needed"
        return PairedDifference(None, None, None, None, None, len(before), n_undefined, UNDEFINED, reason)
    size = np.maximum(np.abs(before), np.abs(after))
    differences = np.where(np.abs(after - before) <= ROUND_OFF * size, 0.0, after - before)
    estimate, low, high, method = interval_of_mean(differences, scale=float(size.max()))
    return PairedDifference(
        estimate,
        low,
        high,
        _share_better(differences, better),
        _standardised(estimate, before, after),
        len(before),
        n_undefined,
        method,
        p_value=_p_value(differences),
    )


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


def measure(
    runs: pd.DataFrame, settings: Sequence[str], baseline: str, metrics: Mapping[str, Metric]
) -> dict[str, MeasuredMetric]:
    """Every declared metric by setting and as paired differences from the baseline, paired by `replicate`.

    `runs` has one row per (setting, replicate) and one column per metric; a metric without a column is undefined
    everywhere. Raises ValueError where the baseline is not a setting or a replicate appears twice under one setting.
    """
    if baseline not in settings:
        raise ValueError(f"baseline {baseline!r} is not among the settings {list(settings)}: name one of them")
    _refuse_repeated(runs)
    by_setting = {setting: runs[runs["setting"] == setting].set_index("replicate") for setting in settings}
    return {key: _measure_one(key, by_setting, baseline, metric.better) for key, metric in metrics.items()}


def comparison_metrics(
    runs: pd.DataFrame, settings: Sequence[str], baseline: str, metrics: Mapping[str, Metric]
) -> dict[str, dict[str, object]]:
    """The `metrics` object of `shelflife compare --json`; undefined numbers are None, so it is safe as strict JSON.

    Per key: `by_setting` {setting: {mean, low, high}}, `differences` one {setting, estimate, low, high, p_better, n,
    n_undefined} for each setting but the baseline in the order of `settings`, and `difference`, the first of them (None
    without one). `n` pairs were defined under both settings and are what a difference is made of.
    """
    return as_contract(measure(runs, settings, baseline, metrics))


def as_contract(measured: Mapping[str, MeasuredMetric]) -> dict[str, dict[str, object]]:
    """What was measured, in the shape that `comparison_metrics` promises."""
    return {key: _contract_of(metric) for key, metric in measured.items()}


def _contract_of(metric: MeasuredMetric) -> dict[str, object]:
    """One metric in the shape of the contract."""
    differences = [
        {
            "setting": setting,
            "estimate": found.estimate,
            "low": found.low,
            "high": found.high,
            "p_better": found.p_better,
            "n": found.n,
            "n_undefined": found.n_undefined,
        }
        for setting, found in metric.differences.items()
    ]
    means = {
        setting: {"mean": found.mean, "low": found.low, "high": found.high}
        for setting, found in metric.by_setting.items()
    }
    return {"by_setting": means, "difference": differences[0] if differences else None, "differences": differences}


def _measure_one(key: str, by_setting: Mapping[str, pd.DataFrame], baseline: str, better: str | None) -> MeasuredMetric:
    """One metric under every setting and against the baseline."""
    values = {setting: _column(table, key) for setting, table in by_setting.items()}
    differences = {
        setting: paired_difference(values[baseline], found, better)
        for setting, found in values.items()
        if setting != baseline
    }
    return MeasuredMetric({setting: mean_interval(found.values()) for setting, found in values.items()}, differences)


def _column(table: pd.DataFrame, key: str) -> dict[Hashable, float | None]:
    """A metric by replicate; None throughout where the table has no such column."""
    if key not in table.columns:
        return dict.fromkeys(table.index)
    return dict(zip(table.index, as_floats(table[key]).tolist(), strict=True))


def _refuse_repeated(runs: pd.DataFrame) -> None:
    """A replicate twice under one setting would be counted as two independent worlds."""
    repeated = runs[runs.duplicated(["setting", "replicate"])]
    if len(repeated):
        first = repeated.iloc[0]
        raise ValueError(
            f"runs: replicate {first['replicate']} of setting {first['setting']!r} appears more than once; "
            "keep one row per setting and replicate"
        )


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
