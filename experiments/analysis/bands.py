"""Bands over time: the mean of a step column over replicates and its 95% band, tick by tick."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.intervals import UPPER_TAIL

BAND_METHOD = "pointwise 95% studentised band over replicates"


def band(steps: pd.DataFrame, column: str) -> pd.DataFrame:
    """The mean of `column` over replicates at every tick under every setting, with its 95% band.

    Returns columns setting, tick, hours (since the start), mean, low, high (unit of the column) and n (replicates
    with a defined value), sorted by setting and tick. Estimator: mean ± t(n−1)·s/√n at each tick by itself, at any
    number of replicates; the band is pointwise, so one tick in twenty may leave it by chance. NaN where undefined.
    Source: Student 1908.
    """
    grouped = steps.assign(value=steps[column].astype(float)).groupby(["setting", "tick"], observed=True)
    table = grouped.agg(
        hours=("hours", "first"), mean=("value", "mean"), deviation=("value", "std"), n=("value", "count")
    ).reset_index()
    return _with_bounds(table, "mean")


def paired_band(steps: pd.DataFrame, column: str, baseline: str) -> pd.DataFrame:
    """The paired difference of `column` from the baseline at every tick, with its 95% band over replicates.

    Returns columns setting (every one but the baseline), tick, hours, estimate, low, high (unit of the column) and
    n (pairs defined on both sides). Estimator as in `band`, applied to setting − baseline of the same replicate.
    Source: Student 1908; common random numbers: Law 2015, Simulation Modeling and Analysis, ch. 11.
    """
    keys = ["replicate", "tick"]
    before = steps[steps["setting"] == baseline].set_index(keys)[column].astype(float)
    others = steps[steps["setting"] != baseline].set_index(keys)
    gap = (others[column].astype(float) - before.reindex(others.index)).rename("value")
    differences = others[["setting", "hours"]].assign(value=gap.to_numpy()).reset_index()
    grouped = differences.groupby(["setting", "tick"], observed=True)
    table = grouped.agg(
        hours=("hours", "first"), estimate=("value", "mean"), deviation=("value", "std"), n=("value", "count")
    ).reset_index()
    return _with_bounds(table, "estimate")


def _with_bounds(table: pd.DataFrame, centre: str) -> pd.DataFrame:
    """Bounds from the deviation and count columns; fewer than 2 replicates have none."""
    counts = table["n"].to_numpy()
    factor = np.where(counts > 1, stats.t.ppf(UPPER_TAIL, np.maximum(counts - 1, 1)), np.nan)
    reach = factor * table["deviation"].to_numpy() / np.sqrt(np.maximum(counts, 1))
    bounded = table.assign(low=table[centre] - reach, high=table[centre] + reach)
    return bounded[["setting", "tick", "hours", centre, "low", "high", "n"]]
