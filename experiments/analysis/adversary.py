"""The game of strategies against policies: what each pair yields the operation, and which policy is regretted least."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.analysis.intervals import Floats, mean_interval
from experiments.analysis.parts import parts_in, ratio
from experiments.analysis.quotients import Quotient, quotient_interval

_RESAMPLES = 2_000


def payoffs(runs: pd.DataFrame, payoff: str) -> dict[str, Any]:
    """The payoff matrix of a metric, each policy's regrets, and the policy of least greatest regret, as plain data.

    `runs` has a row a run, with the columns `strategy`, `policy`, `replicate` and the metric, which the operation wants
    high. Estimator: the payoff is the mean over replicates with its 95% interval (`mean_interval`); of a declared
    quotient the ratio of the means of its parts (`parts_in`, `quotient_interval`). Regret of a policy against a
    strategy: its payoff minus the least payoff that any policy allows that strategy (the metric's unit, never
    negative); the minimax-regret policy has the least greatest regret. `chosen_in` is the share of 2,000 resamples of
    whole replicates (all pairs of a replicate together: they share their chance) in which each policy is the choice, so
    it says how sure the choice is. Pairs without a defined value leave the choice None, with the reason. Source: Savage
    1951.
    """
    strategies, policies = list(pd.unique(runs["strategy"])), list(pd.unique(runs["policy"]))
    parts = [_by_replicate(runs, key, strategies, policies) for key in parts_in(runs.columns, payoff)]
    cells = {
        one: {other: _cell([part[:, row, column] for part in parts]) for column, other in enumerate(policies)}
        for row, one in enumerate(strategies)
    }
    told: dict[str, Any] = {"payoff": payoff, "strategies": strategies, "policies": policies, "matrix": cells}
    complete = np.all([np.isfinite(part).all(axis=(1, 2)) for part in parts], axis=0)
    whole = [part[complete] for part in parts]
    n_whole = int(complete.sum())
    if n_whole == 0:
        reason = "no replicate has a defined payoff for every pair"
        return told | {"regrets": None, "minimax_regret_policy": None, "chosen_in": None, "reason": reason}
    regrets = _regrets(_means(whole))
    if not np.isfinite(regrets).all():
        reason = "the denominator of the payoff is 0 in every replicate of some pair"
        return told | {"regrets": None, "minimax_regret_policy": None, "chosen_in": None, "reason": reason}
    rows = np.random.default_rng(n_whole).integers(n_whole, size=(_RESAMPLES, n_whole))
    chosen = [_least_regret(_regrets(_means([part[some] for part in whole]))) for some in rows]
    shares = np.bincount(chosen, minlength=len(policies)) / _RESAMPLES
    return told | {
        "regrets": {one: dict(zip(policies, regrets[row].tolist(), strict=True)) for row, one in enumerate(strategies)},
        "minimax_regret_policy": policies[_least_regret(regrets)],
        "chosen_in": dict(zip(policies, shares.tolist(), strict=True)),
        "replicates": n_whole,
        "reason": None,
    }


def _by_replicate(runs: pd.DataFrame, payoff: str, strategies: list[str], policies: list[str]) -> Floats:
    """Payoffs by replicate, strategy and policy, shape (R, S, P); NaN where a run failed or has no value."""
    replicates = sorted(pd.unique(runs["replicate"]))
    matrix = np.full((len(replicates), len(strategies), len(policies)), np.nan)
    place = [{name: at for at, name in enumerate(names)} for names in (replicates, strategies, policies)]
    # Where every run failed there is no such column: nothing is defined then.
    for found in runs.reindex(columns=["replicate", "strategy", "policy", payoff]).itertuples(index=False):
        matrix[place[0][found[0]], place[1][found[1]], place[2][found[2]]] = np.nan if found[3] is None else found[3]
    return matrix


def _means(parts: list[Floats]) -> Floats:
    """Means over replicates, shape (S, P); of two parts, numerator and denominator, their ratio."""
    return np.asarray(ratio([part.mean(axis=0) for part in parts]))


def _cell(parts: list[Floats]) -> dict[str, float | None]:
    if len(parts) == 1:
        found = mean_interval(parts[0])
    else:
        found = quotient_interval(Quotient(*(dict(enumerate(part.tolist())) for part in parts)))
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _regrets(means: np.ndarray) -> np.ndarray:
    """Each policy's payoff above the least that any policy allows the strategy, shape (S, P)."""
    return means - np.fmin.reduce(means, axis=1, keepdims=True)


def _least_regret(regrets: np.ndarray) -> int:
    # A payoff that is undefined among some replicates is no reason to choose its policy.
    return int(np.where(np.isnan(regrets), np.inf, regrets).max(axis=0).argmin())
