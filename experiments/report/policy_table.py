"""The policy table: every metric under every setting, with its paired difference from the baseline."""

from __future__ import annotations

from typing import NamedTuple

from experiments.analysis.intervals import UNDEFINED, MeanInterval
from experiments.report.comparison import Comparison
from experiments.report.numbers import interval, number, percentage, words

JUDGED_BY = (
    *("credibility_excess", "credibility_final", "credibility_half_life", "reach_peak", "persuaded_per_cost"),
    *("wrongly_removed_rebuttals", "ordinary_accounts_suspended", "speech_silenced", "platform_cost"),
)
"""What a policy is for and what it costs, in this order: the first table and its figure, judged as one family."""


NO_INTERVAL = "no interval"
"""What is said of an estimate from a single pair."""


class TableRow(NamedTuple):
    """One metric under the baseline and one other setting, ready to print."""

    key: str
    setting_key: str
    name: str
    meaning: str
    unit: str
    better: str
    baseline: str
    setting: str
    found: str
    difference: str
    bounds: str
    effect: str
    p_better: str
    pairs: str
    verdict: str


def table_rows(comparison: Comparison) -> list[TableRow]:
    """The policy table: every metric, one row per setting other than the baseline."""
    return [_table_row(comparison, key, setting) for key in comparison.metrics for setting in comparison.others]


def methods(comparison: Comparison) -> list[str]:
    """The methods behind the intervals of the table, each once."""
    found = [difference.method for metric in comparison.measured.values() for difference in metric.differences.values()]
    return [method for method in dict.fromkeys(found) if method != UNDEFINED]


def _table_row(comparison: Comparison, key: str, setting: str) -> TableRow:
    """One metric for one setting, in words and numbers."""
    metric, measured = comparison.metrics[key], comparison.measured[key]
    found, means = measured.differences[setting], measured.by_setting
    return TableRow(
        key=key,
        setting_key=setting,
        name=words(key),
        meaning=metric.meaning,
        unit=metric.unit,
        better=f"{metric.better} is better" if metric.better else "no better direction",
        baseline=_mean_cell(means[comparison.baseline], comparison.told_by),
        setting=comparison.names[setting],
        found=_mean_cell(means[setting], comparison.told_by),
        difference=number(found.estimate, signed=True),
        bounds=interval(found.low, found.high, signed=True) if found.low is not None else str(found.reason),
        effect=number(found.standardised, signed=True) if found.standardised is not None else "–",
        p_better=percentage(found.p_better) if found.p_better is not None else "–",
        pairs=f"{found.n}" + (f" ({found.n_undefined} undefined)" if found.n_undefined else ""),
        verdict=NO_INTERVAL if found.estimate is not None and found.low is None else found.verdict,
    )


def _mean_cell(found: MeanInterval, unit: str) -> str:
    """A mean, or the word for none, and of how many runs where some had no value: a mean of the rest may mislead."""
    fewer = f" ({found.n} of {found.n + found.n_undefined} {unit}s)" if found.n and found.n_undefined else ""
    return f"{number(found.mean)}{fewer}"
