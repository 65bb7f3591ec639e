"""Robustness: does the order of policies stay when the assumptions, or the seeds, are others?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analysis.intervals import Floats
from experiments.analysis.paired import PairedDifference, paired_difference
from experiments.analysis.parts import parts_in, ratio
from experiments.analysis.quotients import Quotient, quotient_difference

RESAMPLES = 2_000
ALL_WORLDS = "all"
_COLUMNS = ["assumption", "value", "setting", "estimate", "low", "high", "verdict", "rank", "n"]


def by_assumption(
    worlds: pd.DataFrame, metric: str, settings: Sequence[str], baseline: str, assumptions: Sequence[str]
) -> pd.DataFrame:
    """The paired difference from the baseline, its verdict and rank, under every value of every varied assumption.

    `worlds` has columns setting, replicate, the assumptions and the metric. Returns columns assumption, value, setting,
    estimate, low, high (unit of the metric), verdict, rank (1 has the lowest mean; ties share the mean rank) and n
    (replicates). First come the rows over all worlds (assumption "all"). Estimator: within a replicate the differences
    of all worlds that share the value are averaged, since worlds of one seed are not independent; the interval over
    replicates is `paired_difference`'s. Of a declared quotient the parts are averaged (`parts_in`), and the difference
    and its interval are `quotient_difference`'s. Source: those of the two; one value at a time, as in Saltelli et al.
    2008.
    """
    frames = [_ranked(worlds, metric, settings, baseline).assign(assumption=ALL_WORLDS, value="")]
    for assumption in assumptions:
        for value, some in worlds.groupby(assumption, sort=True, observed=True):
            frames.append(_ranked(some, metric, settings, baseline).assign(assumption=assumption, value=_plain(value)))
    return pd.concat(frames, ignore_index=True)[_COLUMNS]


def rank_shares(worlds: pd.DataFrame, metric: str, settings: Sequence[str], seed: int = 0) -> pd.DataFrame:
    """How often each setting takes each rank when the replicates are drawn again: rows settings, columns ranks from 1.

    Rank 1 has the lowest mean of the metric. Estimator: 2,000 bootstrap resamples of whole replicates with `seed`;
    replicates in which a setting has no value are left out; settings that tie share the ranks equally. NaN throughout
    where fewer than 2 replicates are complete. The mean of a declared quotient is the ratio of the means of its parts.
    Source: Goldstein & Spiegelhalter 1996 (intervals for ranks).
    """
    groups = worlds.groupby(["replicate", "setting"], observed=True)
    tables = [
        groups[part].mean().unstack("setting").reindex(columns=list(settings)).to_numpy(dtype=float)
        for part in parts_in(list(worlds.columns), metric)
    ]
    whole = np.all([np.isfinite(table).all(axis=1) for table in tables], axis=0)
    ranks = range(1, len(settings) + 1)
    if whole.sum() < 2:
        return pd.DataFrame(np.nan, index=list(settings), columns=list(ranks))
    rows = np.random.default_rng(seed).integers(whole.sum(), size=(RESAMPLES, whole.sum()))
    means = np.asarray(ratio([table[whole][rows].mean(axis=1) for table in tables]))
    return pd.DataFrame(_shares(_rounded(means)), index=list(settings), columns=list(ranks))


def order_kept(table: pd.DataFrame) -> float | None:
    """The mean Kendall rank correlation between the order over all worlds and the order under each assumption's value.

    `table` is `by_assumption`'s; 1 means that the order is always the same, −1 that it is always reversed. None where
    nothing was varied or there are fewer than 2 settings. Estimator: Kendall's τ-b of the means. Source: Kendall 1945.
    """
    from scipy import stats

    whole = table[table["assumption"] == ALL_WORLDS].set_index("setting")["rank"]
    taus = [
        float(stats.kendalltau(whole, rows.set_index("setting")["rank"].reindex(whole.index)).statistic)
        for _, rows in table[table["assumption"] != ALL_WORLDS].groupby(["assumption", "value"], sort=False)
    ]
    defined = [tau for tau in taus if np.isfinite(tau)]
    return float(np.mean(defined)) if defined else None


def _ranked(worlds: pd.DataFrame, metric: str, settings: Sequence[str], baseline: str) -> pd.DataFrame:
    """Differences and ranks over some worlds."""
    parts = [
        worlds.groupby(["setting", "replicate"], observed=True)[part].agg(lambda values: values.mean(skipna=False))
        for part in parts_in(list(worlds.columns), metric)
    ]
    by_setting = {name: [_of_setting(part, name) for part in parts] for name in settings}
    ranks = pd.Series({name: _mean(by_setting[name]) for name in settings}).rank()
    rows = []
    for name in settings:
        found = _difference(by_setting[baseline], by_setting[name])
        rows.append(
            {
                "setting": name,
                "estimate": found.estimate,
                "low": found.low,
                "high": found.high,
                "verdict": "baseline" if name == baseline else found.verdict,
                "rank": ranks[name],
                "n": found.n,
            }
        )
    return pd.DataFrame(rows)


def _of_setting(means: pd.Series, setting: str) -> pd.Series:
    """One setting's means by replicate; none where it has no runs."""
    return means.loc[setting] if setting in means.index.get_level_values(0) else means.iloc[:0]


def _mean(parts: Sequence[pd.Series]) -> float:
    """The mean over the replicates that have every part; of a quotient the ratio of its parts' means."""
    defined = pd.concat(parts, axis=1).dropna().to_numpy(dtype=float)
    if not len(defined):
        return float("nan")
    return float(ratio([defined[:, [place]].mean(axis=0) for place in range(len(parts))])[0])


def _difference(before: Sequence[pd.Series], after: Sequence[pd.Series]) -> PairedDifference:
    if len(before) == 1:
        return paired_difference(dict(before[0]), dict(after[0]))
    return quotient_difference(*(Quotient(*(dict(part) for part in side)) for side in (before, after)))


def _rounded(means: Floats) -> Floats:
    """Means to twelve digits after the point of the largest: rounding in sums must not part settings that tie."""
    size = float(np.nanmax(np.abs(means), initial=0.0)) or 1.0
    return np.asarray(np.round(means / size, 12))


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shares(means: Floats) -> Floats:
    """Shares of resamples by setting and rank, shape (S, S); tied settings share the ranks that they span."""
    below = (means[:, None, :] < means[:, :, None]).sum(axis=2)
    tied = (means[:, None, :] == means[:, :, None]).sum(axis=2)
    n_settings = means.shape[1]
    places = np.arange(n_settings)
    spans = (places >= below[..., None]) & (places < (below + tied)[..., None])
    shares: Floats = (spans / tied[..., None]).mean(axis=0)
    return shares
