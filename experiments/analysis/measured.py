"""What a comparison's runs measure: every declared metric under each setting and against the baseline."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from experiments.analysis.intervals import UNDEFINED, MeanInterval, as_floats, mean_interval
from experiments.analysis.paired import PairedDifference, paired_difference
from experiments.analysis.quotients import Quotient, quotient_difference, quotient_interval
from sim.base.options import option_names


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

    @property
    def quotient_of(self) -> tuple[str, str] | None:
        """The keys of numerator and denominator of a quotient; None of any other number."""


@dataclass(frozen=True)
class MeasuredMetric:
    """One metric of a comparison: its mean under each setting and each difference from the baseline.

    Of a quotient, the "mean" is the ratio of the means.
    """

    by_setting: Mapping[str, MeanInterval]
    differences: Mapping[str, PairedDifference]


def measure(
    runs: pd.DataFrame, settings: Sequence[str], baseline: str, metrics: Mapping[str, Metric]
) -> dict[str, MeasuredMetric]:
    """Every declared metric by setting and as paired differences from the baseline, paired by `replicate`.

    `runs` has one row per (setting, replicate) and one column per metric; a metric without a column is undefined
    everywhere. A quotient is measured by `quotient_interval` and `quotient_difference`, and is undefined where the
    effect that it prices cannot be told from zero without the rule under test (`priced_by`). Raises ValueError where
    the baseline is not a setting or a replicate appears twice under one setting. Estimator and source: `mean_interval`
    and `paired_difference`, of a quotient the two named.
    """
    if baseline not in settings:
        raise ValueError(f"baseline {baseline!r} is not among the settings {list(settings)}: name one of them")
    _refuse_repeated(runs)
    by_setting = {setting: runs[runs["setting"] == setting].set_index("replicate") for setting in settings}
    tables = _Tables(by_setting, baseline)
    return {
        key: tables.measured(key, metric.better)
        if metric.quotient_of is None
        else tables.quotient(metric.quotient_of, metric.better)
        for key, metric in metrics.items()
    }


def comparison_metrics(
    runs: pd.DataFrame, settings: Sequence[str], baseline: str, metrics: Mapping[str, Metric]
) -> dict[str, dict[str, object]]:
    """The `metrics` object of `shelflife compare --json`; undefined numbers are None, so it is safe as strict JSON.

    Per key: `by_setting` {setting: {mean, low, high, reason}}, `differences` one {setting, estimate, low, high,
    p_better, n, n_undefined, reason} for each setting but the baseline in the order of `settings`, and `difference`,
    the first of them (None without one). `n` pairs were defined under both settings and are what a difference is made
    of. `reason` says in words why a number or its interval is None, and is None where neither is.
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
            "reason": found.reason,
        }
        for setting, found in metric.differences.items()
    ]
    means = {
        setting: {"mean": found.mean, "low": found.low, "high": found.high, "reason": found.reason}
        for setting, found in metric.by_setting.items()
    }
    return {"by_setting": means, "difference": differences[0] if differences else None, "differences": differences}


class _Tables:
    """The runs of every setting by replicate, and the questions put to them."""

    def __init__(self, by_setting: Mapping[str, pd.DataFrame], baseline: str) -> None:
        self._by_setting, self._baseline = by_setting, baseline

    def measured(self, key: str, better: str | None) -> MeasuredMetric:
        """One metric under every setting and against the baseline."""
        values = {setting: _column(table, key) for setting, table in self._by_setting.items()}
        differences = {
            setting: paired_difference(values[self._baseline], found, better)
            for setting, found in values.items()
            if setting != self._baseline
        }
        means = {setting: mean_interval(found.values()) for setting, found in values.items()}
        return MeasuredMetric(means, differences)

    def quotient(self, parts: tuple[str, str], better: str | None) -> MeasuredMetric:
        """One quotient under every setting and against the baseline."""
        values = {
            setting: Quotient(*(_column(table, part) for part in parts)) for setting, table in self._by_setting.items()
        }
        means = {setting: quotient_interval(found) for setting, found in values.items()}
        priced = priced_by(list(values), self._baseline)
        refused = {setting: _no_effect(priced[setting], means[priced[setting]]) for setting in values}
        differences = {
            setting: _refused_difference(
                quotient_difference(values[self._baseline], found, better), refused[setting] or refused[self._baseline]
            )
            for setting, found in values.items()
            if setting != self._baseline
        }
        return MeasuredMetric(
            {setting: _refused_mean(found, refused[setting]) for setting, found in means.items()}, differences
        )


def mean_of(runs: pd.DataFrame, key: str, metric: Metric) -> MeanInterval:
    """One metric over the runs of one setting, a row a replicate; of a quotient the ratio of its means.

    Nothing is compared, so nothing says whether the effect that a quotient prices is one: its interval tells.
    """
    rows = runs.reset_index(drop=True)
    if metric.quotient_of is None:
        return mean_interval(_column(rows, key).values())
    return quotient_interval(Quotient(*(_column(rows, part) for part in metric.quotient_of)))


def priced_by(settings: Sequence[str], baseline: str) -> dict[str, str]:
    """The setting whose own effect must be told from zero before a price of persuasion means anything, by setting.

    It is the same setting with nothing disclosed, where that is among the settings: a disclosure that is compared is
    judged by what it takes from an operation that persuades without it. Elsewhere it is the baseline, the world without
    the rule under test. Assumption: it is not the setting's own interval, as the settings that leave an operation no
    effect are those that work, and a rule that made them undefined would tell differences only where a policy fails.
    """
    return {setting: next((twin for twin in _undisclosed(setting, settings)), baseline) for setting in settings}


def _undisclosed(setting: str, settings: Sequence[str]) -> list[str]:
    """The setting of the same name but for a disclosure of none: in all markets that it names, or else in one."""
    # The axis of a study is called policy, and is one of disclosure where its values are these names.
    named = {part.partition("=")[0] for part in setting.split(" ")}
    keys = sorted(key for key in named if key == "disclosure" or key.endswith(".disclosure"))
    if all(name.partition("=")[2] in option_names("disclosure") for name in settings):
        keys.append("policy")
    parts = [(part.partition("=")[0], part) for part in setting.split(" ")]
    twins = [
        " ".join(f"{name}=none" if name in hidden else part for name, part in parts)
        for hidden in (set(keys), *({key} for key in keys))
        if hidden & named
    ]
    return [twin for twin in twins if twin in settings]


def _no_effect(setting: str, found: MeanInterval) -> str | None:
    """Why nothing can be priced by that setting; None where it can, or where one run leaves it open."""
    if found.low is None or found.high is None or not found.low <= 0 <= found.high:
        return None
    return (
        f"under {setting} its 95% interval, {found.low:.3g} to {found.high:.3g}, contains 0: an effect that cannot be "
        "told from none has no price"
    )


def _refused_mean(found: MeanInterval, reason: str | None) -> MeanInterval:
    if reason is None or found.mean is None:
        return found
    return replace(found, mean=None, low=None, high=None, method=UNDEFINED, reason=reason)


def _refused_difference(found: PairedDifference, reason: str | None) -> PairedDifference:
    if reason is None or found.estimate is None:
        return found
    return PairedDifference(None, None, None, None, None, found.n, found.n_undefined, UNDEFINED, reason)


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
