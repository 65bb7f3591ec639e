"""Evidence as tables: ``python -m tests.statistical.evidence [RUNS]`` prints what the model says, whatever it says.

Nothing here is tuned and nothing is asserted; the slow tests beside this file hold smaller versions to their targets.
Every run is a function of the world, the changes and the seed, so each table can be made again.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.intervals import student_factor
from experiments.compose import compose
from sim import Scenario, simulate
from sim.run import live
from sim.state.record import Record
from tests import worlds

FRAGILE, EVIDENCED = 0.8, 0.1
BLOWS, PARRIES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5), (0.0, 0.05, 0.2)
MARKETS: dict[str, Any] = {"open": {}, "full": worlds.FULL}
NO_FORGETTING = {"belief.belief_half_life": 1e9, "belief.trust_half_life": 1e9}
READERS: dict[str, dict[str, Any]] = {
    "default": {},
    "gamma 0": {"belief.repetition_discount": 0.0},
    "no forgetting": NO_FORGETTING,
    "gamma 0, no forgetting": {"belief.repetition_discount": 0.0} | NO_FORGETTING,
}
SHOWN = {
    "cred": "credibility_final",
    "excess": "credibility_excess",
    "reach": "reach_ever",
    "walk": "share_walkover",
    "posts": "posts",
}
PROCESSES = 2
_MONTH = {"members": 500, "ticks": 960}


class Run(NamedTuple):
    """One run to make: a world's name, changes by dotted name, and a seed."""

    world: str
    changes: dict[str, Any]
    seed: int


@cache
def _base(world: str) -> dict[str, Any]:
    if world == "hot":
        # The small world of the tests, grown up: few accounts and many answers, so that posts are really contested.
        return worlds.settings() | {"strategy": {"kind": "broadcast", "covert_posts": 1.0, "overt_posts": 4.0}}
    return compose(world).settings()


def scenario_of(run: Run) -> Scenario:
    """Return the scenario of a run."""
    return Scenario(**worlds.changed(_base(run.world), _MONTH | run.changes))


def many[R](measure: Callable[[Run], R], runs: Iterable[Run], processes: int = PROCESSES) -> list[R]:
    """Return what ``measure`` says of each run, in their order."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(measure, runs, chunksize=4))


def ending(run: Run) -> dict[str, float]:
    """Return how the campaign's world ends: credibility, reach and what goes with them."""
    steps = live(scenario_of(run), run.seed, 0, lambda _tick: None).steps
    met = steps["credibility"][np.isfinite(steps["credibility"])]
    return {
        "credibility": float(met[-1]) if len(met) else np.nan,
        "belief": float(steps["belief_mean"][-1]),
        "reach": float(steps["reach_ever"][-1]),
        "reach_daily": float(steps["reach"].mean()),
    }


def variance_ratios(one: pd.DataFrame, other: pd.DataFrame, resamples: int = 2000) -> pd.DataFrame:
    """Return, for each column, how much smaller the variance of a paired difference is than of an unpaired one.

    Both are estimated from the same runs: (var one + var other) / var(one - other); intervals by bootstrap of pairs.
    """
    rng = np.random.default_rng(0)
    rows = []
    for name in one.columns:
        a, b = one[name].to_numpy(), other[name].to_numpy()
        chosen = rng.integers(0, len(a), (resamples, len(a)))
        # Ratios that were seen, and none between two: worlds that never part have an infinite one.
        ordered = np.sort([_ratio(a[some], b[some]) for some in chosen])
        low, high = ordered[[int(0.025 * resamples), int(0.975 * resamples)]]
        difference = a - b
        error = difference.std(ddof=1) / np.sqrt(len(a))
        rows.append((name, a.mean(), b.mean(), difference.mean(), error, _ratio(a, b), low, high))
    names = ["number", "open", "other", "difference", "s.e.", "variance_ratio", "low", "high"]
    return pd.DataFrame(rows, columns=names)


def _ratio(a: np.ndarray, b: np.ndarray) -> float:
    paired = np.var(a - b, ddof=1)
    return float((np.var(a, ddof=1) + np.var(b, ddof=1)) / paired) if paired > 0 else np.inf


def contests(run: Run) -> dict[str, Any]:
    """Return the summary and the rounds of contested posts, fragile and well evidenced: (rounds, knocked out)."""
    result = simulate(scenario_of(run), run.seed)
    return {**result.summary, **{kind: _contested(result.record, kind) for kind in ("fragile", "evidenced")}}


def _contested(record: Record, kind: str) -> np.ndarray:
    posts = record.posts
    chosen = posts.fragility >= FRAGILE if kind == "fragile" else posts.fragility <= EVIDENCED
    chosen = chosen & (posts.rounds > 0)
    return np.stack([posts.rounds[chosen], posts.knocked_out[chosen] >= 0], axis=1)


def rounds_to_knock_out(contested: Sequence[np.ndarray]) -> float:
    """Return the Kaplan-Meier median of rounds, runs pooled; posts never knocked out are censored (inf: no half is)."""
    pooled = np.concatenate(contested)
    standing = 1.0
    for rounds in np.unique(pooled[:, 0]):
        at_risk = (pooled[:, 0] >= rounds).sum()
        standing *= 1.0 - ((pooled[:, 0] == rounds) & (pooled[:, 1] == 1)).sum() / at_risk
        if standing <= 0.5:
            return float(rounds)
    return np.inf


def rounds_row(found: list[dict[str, Any]], kind: str) -> dict[str, float]:
    """Return one line on contests: how many, how many lost, and rounds to knock-out with a bootstrap interval."""
    contested = [run[kind] for run in found]
    pooled = np.concatenate(contested)
    rng = np.random.default_rng(0)
    medians = [
        rounds_to_knock_out([contested[place] for place in rng.integers(0, len(contested), len(contested))])
        for _ in range(200 if len(pooled) else 0)
    ]
    low, high = np.quantile(medians, (0.025, 0.975), method="nearest") if medians else (np.nan, np.nan)
    lost = pooled[pooled[:, 1] == 1, 0]
    return {
        "n": len(pooled),
        "lost": float(pooled[:, 1].mean()) if len(pooled) else np.nan,
        "rounds": float(np.median(lost)) if len(lost) else np.nan,
        "km": rounds_to_knock_out(contested) if len(pooled) else np.nan,
        "low": low,
        "high": high,
        "most": float(pooled[:, 0].max()) if len(pooled) else np.nan,
    }


type Cells = dict[tuple[Any, ...], dict[str, Any]]
type Found = dict[tuple[Any, ...], list[dict[str, Any]]]


def lived(cells: Cells, world: str, seeds: int) -> Found:
    """Run every cell ``seeds`` times, the same seeds in all of them; return what came out by cell."""
    runs = [Run(world, changes, seed) for changes in cells.values() for seed in range(seeds)]
    found = many(contests, runs)
    return {key: found[place * seeds : (place + 1) * seeds] for place, key in enumerate(cells)}


def table_of(found: Found, names: list[str]) -> pd.DataFrame:
    """Return, for every cell, rounds of both kinds, and mean and s.e. of what is believed."""
    rows = []
    for key, some in found.items():
        row: dict[str, Any] = dict(zip(names, key, strict=True))
        for kind in ("fragile", "evidenced"):
            row |= {f"{kind[0]}.{name}": value for name, value in rounds_row(some, kind).items()}
        for short, name in SHOWN.items():
            values = _values(some, name)
            row[short], row[f"{short}.se"] = np.nanmean(values), np.nanstd(values, ddof=1) / np.sqrt(len(some))
        rows.append(row)
    return pd.DataFrame(rows)


def full_minus_open(found: Found, names: list[str]) -> pd.DataFrame:
    """Return the paired differences of the market behind a censor from the open one, with 95% Student intervals.

    The market is the last part of a cell's key.
    """
    rows = []
    for key in dict.fromkeys(key[:-1] for key in found):
        row: dict[str, Any] = dict(zip(names, key, strict=False))
        for short, name in SHOWN.items():
            gains = _values(found[(*key, "full")], name) - _values(found[(*key, "open")], name)
            reach = student_factor(len(gains)) * gains.std(ddof=1) / np.sqrt(len(gains))
            row |= {short: gains.mean(), f"{short}.low": gains.mean() - reach, f"{short}.high": gains.mean() + reach}
        rows.append(row)
    return pd.DataFrame(rows)


def _values(runs: list[dict[str, Any]], name: str) -> np.ndarray:
    return np.array([np.nan if run[name] is None else run[name] for run in runs], float)


def pairs_table(world: str, changes: dict[str, Any], other: dict[str, Any], pairs: int) -> pd.DataFrame:
    """Return variance ratios of ``changes`` against ``changes`` and ``other``, over pairs of one seed each."""
    runs = [Run(world, changes | extra, seed) for extra in ({}, other) for seed in range(pairs)]
    found = pd.DataFrame(many(ending, runs))
    return variance_ratios(found[:pairs].reset_index(drop=True), found[pairs:].reset_index(drop=True))


def main(pairs: int = 200, seeds: int = 8) -> None:
    """Print every table."""
    full = {"censorship": worlds.FULL}
    strict = {"enforcement.suspension": {"reviews": 0.2, "threshold": 0.5}}
    steady = {"strategy": {"kind": "broadcast"}}
    rings = [(1.0, *cell) for cell in product(BLOWS, PARRIES, MARKETS)]
    rings += [(0.0, *cell) for cell in product(BLOWS[-4:], PARRIES[1:2], MARKETS)]
    grid = {
        (lasting, blow, parry, market): {
            "rebuttals.lasting": lasting,
            "rebuttals.blow": blow,
            "rebuttals.parry": parry,
            "censorship": MARKETS[market],
        }
        for lasting, blow, parry, market in rings
    }
    readers = {
        (reader, market): READERS[reader] | {"censorship": MARKETS[market]}
        for reader, market in product(READERS, MARKETS)
    }
    for world, n in (("hot", seeds), ("guo_2017", seeds // 4)):
        minds = lived(readers, world, n)
        _say(f"{world}, readers, {n} seeds", table_of(minds, ["reader", "market"]))
        _say(f"{world}, readers, full minus open", full_minus_open(minds, ["reader"]))
        fights = lived(grid, world, n)
        _say(f"{world}, blow and parry, {n} seeds", table_of(fights, ["lasting", "blow", "parry", "market"]))
    for name, changes, other, n in (
        ("guo_2017, open against full", {}, full, pairs),
        ("guo_2017 broadcast, open against full", steady, full, pairs // 4),
        ("guo_2017, no enforcement against suspension", {}, strict, pairs // 4),
    ):
        _say(f"{name}, {n} pairs", pairs_table("guo_2017", changes, other, n))


def _say(title: str, table: pd.DataFrame) -> None:
    text = table.to_string(index=False, float_format=lambda value: f"{value:.4g}")
    sys.stdout.write(f"\n## {title}\n{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
