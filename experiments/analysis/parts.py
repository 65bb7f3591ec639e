"""What a metric of a table is averaged from: itself, or, where it is declared as a quotient, its two parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analysis.intervals import Floats
from experiments.metric_keys import metric_keys


def parts_in(columns: Sequence[str], metric: str) -> tuple[str, ...]:
    """Return the columns to average: the metric's own, or numerator and denominator of a declared quotient.

    The mean of a quotient over worlds or replicates is the ratio of the means of its parts, and never the mean of the
    ratios of single runs: a run that spent next to nothing would decide it. Source: Cochran 1977, ch. 6.
    Raises ValueError where a table has a quotient without the parts that it is made of.
    """
    declared = metric_keys().get(metric)
    parts = declared.quotient_of if declared is not None and declared.quotient_of else (metric,)
    missing = [part for part in parts if part not in columns]
    if missing and parts != (metric,):
        raise ValueError(
            f"{metric} is a quotient, averaged as the ratio of the means of {' and '.join(parts)}: the table has no "
            f"column {', '.join(missing)}; take it from the runs of a store, or leave {metric} out"
        )
    return parts


def ratio(means: Sequence[pd.Series | Floats]) -> pd.Series | Floats:
    """Return the one mean there is, or the first over the second; undefined where the second is zero."""
    if len(means) == 1:
        return means[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = means[0] / means[1]
    return (
        found.where(np.isfinite(found)) if isinstance(found, pd.Series) else np.where(np.isfinite(found), found, np.nan)
    )
