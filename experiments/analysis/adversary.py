"""The game of strategies against policies: what each pair yields the operation, and which policy is regretted least."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import mean_interval

_RESAMPLES = 2_000


def payoffs(runs: pd.DataFrame, payoff: str, strategy: str = "strategy", policy: str = "policy") -> dict[str, Any]:
    """The payoff matrix of a metric, each policy's regrets, and the policy of least greatest regret, as plain data.

    `runs` has a row a run, with the columns `strategy`, `policy`, `replicate` and the metric, which the operation wants
    high. Payoff: mean over replicates with its 95% interval (`mean_interval`). Regret of a policy against a strategy:
    its payoff minus the least payoff that any policy allows that strategy (the metric's unit, never negative); the
    minimax-regret policy has the least greatest regret. `chosen_in` is the share of 2,000 resamples of whole
    replicates (all pairs of a replicate together: they share their chance) in which each policy is the choice, so it
    says how sure the choice is. Pairs without a defined value leave the choice None, with the reason. Source: Savage
    1951.
    """
    strategies, policies = list(pd.unique(runs[strategy])), list(pd.unique(runs[policy]))
    matrix = _by_replicate(runs, payoff, (strategy, strategies), (policy, policies))
    cells = {
        one: {other: _cell(matrix[:, row, column]) for column, other in enumerate(policies)}
        for row, one in enumerate(strategies)
    }
    told: dict[str, Any] = {"payoff": payoff, "strategies": strategies, "policies": policies, "matrix": cells}
    whole = matrix[np.isfinite(matrix).all(axis=(1, 2))]
    if len(whole) == 0:
        reason = "no replicate has a defined payoff for every pair"
        return told | {"regrets": None, "minimax_regret_policy": None, "chosen_in": None, "reason": reason}
    regrets = _regrets(whole.mean(axis=0))
    chance = np.random.default_rng(len(whole))
    rows = chance.integers(len(whole), size=(_RESAMPLES, len(whole)))
    chosen = [_least_regret(_regrets(whole[some].mean(axis=0))) for some in rows]
    shares = np.bincount(chosen, minlength=len(policies)) / _RESAMPLES
    return told | {
        "regrets": {one: dict(zip(policies, regrets[row].tolist(), strict=True)) for row, one in enumerate(strategies)},
        "minimax_regret_policy": policies[_least_regret(regrets)],
        "chosen_in": dict(zip(policies, shares.tolist(), strict=True)),
        "replicates": len(whole),
        "reason": None,
    }


def _by_replicate(
    runs: pd.DataFrame, payoff: str, rows: tuple[str, list[str]], columns: tuple[str, list[str]]
) -> np.ndarray:
    """Payoffs by replicate, strategy and policy, shape (R, S, P); NaN where a run failed or has no value."""
    replicates = sorted(pd.unique(runs["replicate"]))
    matrix = np.full((len(replicates), len(rows[1]), len(columns[1])), np.nan)
    place = [{name: at for at, name in enumerate(names)} for names in (replicates, rows[1], columns[1])]
    for found in runs[["replicate", rows[0], columns[0], payoff]].itertuples(index=False):
        matrix[place[0][found[0]], place[1][found[1]], place[2][found[2]]] = np.nan if found[3] is None else found[3]
    return matrix


def _cell(values: np.ndarray) -> dict[str, float | None]:
    found = mean_interval(values)
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _regrets(means: np.ndarray) -> np.ndarray:
    """Each policy's payoff above the least that any policy allows the strategy, shape (S, P)."""
    return means - means.min(axis=1, keepdims=True)


def _least_regret(regrets: np.ndarray) -> int:
    return int(regrets.max(axis=0).argmin())
