"""Trade-offs: which policies no other policy beats in everything, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.analysis.intervals import Floats
from experiments.analysis.parts import parts_in, ratio

RESAMPLES = 2_000


def frontier(values: pd.DataFrame, better: Mapping[str, str]) -> pd.Series:
    """Whether each policy (row) is on the Pareto frontier of the criteria (columns).

    `better` says "lower" or "higher" for each criterion. A policy is off the frontier if another one is at least as
    good in every criterion and better in one; two equal policies are both on it. A policy with an undefined criterion
    is not placed: False. Estimator: none, it compares what it is given. Raises ValueError for a direction that is
    neither. Source: Pareto 1906; Kung et al. 1975.
    """
    signs = _signs(better)
    losses = values[list(better)].to_numpy(dtype=float) * signs
    return pd.Series(_undominated(losses), index=values.index, name="on_frontier")


def frontier_shares(runs: pd.DataFrame, better: Mapping[str, str], settings: Sequence[str], seed: int = 0) -> pd.Series:
    """In which share of resamples of the replicates each setting is on the frontier of the mean criteria.

    `runs` has columns setting, replicate and the criteria. Estimator: 2,000 bootstrap resamples of whole replicates
    (all settings of a replicate together: they share their chance), drawn with `seed`; replicates that lack a criterion
    under any setting are left out. NaN for all settings where fewer than 2 replicates are complete. The mean of a
    declared quotient is the ratio of the means of its parts, which `runs` must have. Source: Efron & Tibshirani 1993
    (the bootstrap of whole units).
    """
    signs = _signs(better)
    parts = {key: parts_in(list(runs.columns), key) for key in better}
    columns = list(dict.fromkeys(part for of in parts.values() for part in of))
    cube = np.stack(
        [runs[runs["setting"] == name].set_index("replicate")[columns].reindex(_replicates(runs)) for name in settings]
    ).astype(float)
    whole = cube[:, np.isfinite(cube).all(axis=(0, 2))]
    if whole.shape[1] < 2:
        return pd.Series(np.nan, index=list(settings), name="share_on_frontier")
    rows = np.random.default_rng(seed).integers(whole.shape[1], size=(RESAMPLES, whole.shape[1]))
    weights = np.stack([np.bincount(row, minlength=whole.shape[1]) for row in rows]) / whole.shape[1]
    averaged = np.einsum("br,srk->bsk", weights, whole)
    criteria = [ratio([averaged[..., columns.index(part)] for part in of]) for of in parts.values()]
    # Rounding in the sums must not make one of two equal policies the better.
    means = np.round(np.stack(criteria, axis=-1) * signs, 12)
    shares = np.mean([_undominated(each) for each in means], axis=0)
    return pd.Series(shares, index=list(settings), name="share_on_frontier")


def _replicates(runs: pd.DataFrame) -> list[int]:
    return sorted(runs["replicate"].unique())


def _signs(better: Mapping[str, str]) -> Floats:
    """What each criterion is multiplied by, so that less is better in all."""
    wrong = {key: way for key, way in better.items() if way not in ("lower", "higher")}
    if wrong or not better:
        raise ValueError(f"better: {wrong or 'no criterion'}; say 'lower' or 'higher' for each criterion")
    return np.array([1.0 if way == "lower" else -1.0 for way in better.values()])


def _undominated(losses: Floats) -> np.ndarray:
    """Which rows no other row beats; shape (n,), rows with NaN never."""
    defined = np.isfinite(losses).all(axis=1)
    no_worse = (losses[:, None, :] <= losses[None, :, :]).all(axis=2)
    somewhere_better = (losses[:, None, :] < losses[None, :, :]).any(axis=2)
    beaten = (no_worse & somewhere_better & defined[:, None]).any(axis=0)
    return np.asarray(defined & ~beaten)
