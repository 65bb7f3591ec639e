"""What the outcome hangs on: Sobol indices, elementary effects and PAWN distances over the points of a design.

Each takes the points of a sweep's design (a table with their number, the values of the keys that varied, and the
outcome averaged over replicates) and returns a tidy table, one row a key. Missing points are treated as each function
says, and counted: nothing is filled in by a guess.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.intervals import Floats
from experiments.analysis.parts import parts_in, ratio
from experiments.extras import require

RESAMPLES = 1_000
LARGEST_SALIB_SEED = 2**32 - 1
PAWN_SLICES = 10
FEWEST_BLOCKS = 8


class Sensitivity(NamedTuple):
    """Indices by key, how many points they rest on, and how missing ones were treated; or why there is none."""

    table: pd.DataFrame
    method: str
    n_points: int
    treated: str
    reason: str | None = None


def outcome_by_point(runs: pd.DataFrame, keys: Sequence[str], metric: str) -> pd.DataFrame:
    """One row a point: `point`, the keys, and the mean of the metric over its replicates.

    Missing points: NaN where a replicate that another point has failed here, or left the metric undefined.
    Estimator: the plain mean, in the metric's unit; of a declared quotient the ratio of the means of its parts
    (`parts_in`), which `runs` must have. Source: Cochran 1977, ch. 6 (ratio of means).
    """
    parts = parts_in(list(runs.columns), metric)
    values = runs[["point", *keys]].assign(
        **{f"_{place}": pd.to_numeric(runs[part], errors="coerce") for place, part in enumerate(parts)}
    )
    made = [f"_{place}" for place in range(len(parts))]
    values[made] = values[made].where(values[made].notna().all(axis=1))
    table = values.groupby("point", sort=True).agg({**dict.fromkeys(keys, "first"), **dict.fromkeys(made, "mean")})
    n_defined = values.groupby("point", sort=True)[made[0]].count()
    # Seeds differ more than points may: a mean over other seeds than its neighbours' would be taken for an effect.
    outcome = ratio([table[name] for name in made]).where(n_defined == n_defined.max())
    return table.assign(outcome=outcome).drop(columns=made).reset_index()


def sobol_indices(points: pd.DataFrame, keys: Sequence[str], samples: int, seed: int = 0) -> Sensitivity:
    """First-order and total shares of the outcome's variance by key, of Saltelli's design with `samples` base points.

    Returns columns key, first, first_reach, total, total_reach: pure numbers, the reach being half of a 95% bootstrap
    interval over base points (1,000 resamples). `points` is `outcome_by_point`'s, numbered from 0 in the order of the
    design (2d + 2 a base point). Missing points: a world that stands twice in the design is run once, and its value is
    put where it belongs; a base point of which any of the 2d + 2 outcomes is still missing is left out whole, since an
    estimate mixes all of them. Estimator: SALib's. Source: Saltelli 2002; Saltelli et al. 2010 (estimators); Herman &
    Usher 2017 (SALib).
    """
    require("analysis", "sensitivity by Sobol indices")
    from SALib.analyze import sobol

    size = 2 * len(keys) + 2
    blocks = _saltelli_blocks(points, keys, samples)
    whole = blocks[np.isfinite(blocks).all(axis=1)]
    treated = f"{samples - len(whole)} of {samples} base points lack an outcome and were left out whole"
    if len(whole) < FEWEST_BLOCKS:
        reason = f"{len(whole)} complete base points, at least {FEWEST_BLOCKS} are needed"
        return Sensitivity(pd.DataFrame(), "Sobol", whole.size, treated, reason)
    if np.ptp(whole) == 0:
        return Sensitivity(pd.DataFrame(), "Sobol", whole.size, treated, "the outcome is the same at every point")
    found = sobol.analyze(_problem(keys), whole.reshape(-1), num_resamples=RESAMPLES, seed=_salib_seed(seed))
    table = pd.DataFrame(
        {
            "key": list(keys),
            "first": found["S1"],
            "first_reach": found["S1_conf"],
            "total": found["ST"],
            "total_reach": found["ST_conf"],
        }
    )
    return Sensitivity(table, "Sobol", len(whole) * size, treated)


def morris_effects(points: pd.DataFrame, keys: Sequence[str], levels: int, seed: int = 0) -> Sensitivity:
    """Mean size and spread of elementary effects by key, of Morris's trajectories (d + 1 points each).

    Returns columns key, mean_size (μ*, in the outcome's unit for a step through the key's whole range), reach (half of
    its 95% bootstrap interval), mean (μ, signed) and spread (σ: large where a key interacts or bends). Missing points:
    a trajectory with a missing outcome, or in which two points are one world, is left out whole. Estimator: SALib's.
    Source: Morris 1991; Campolongo, Cariboni & Saltelli 2007 (μ*).
    """
    require("analysis", "sensitivity by Morris's effects")
    from SALib.analyze import morris

    size = len(keys) + 1
    n_planned = int(points["point"].max()) // size + 1 if len(points) else 0
    indexed = points.set_index("point").reindex(range(n_planned * size))
    whole = np.isfinite(indexed["outcome"].to_numpy(dtype=float)).reshape(-1, size).all(axis=1)
    kept = indexed[np.repeat(whole, size)]
    treated = f"{n_planned - int(whole.sum())} of {n_planned} trajectories lack an outcome and were left out whole"
    if whole.sum() < 2:
        return Sensitivity(pd.DataFrame(), "Morris", len(kept), treated, "fewer than 2 complete trajectories")
    found = morris.analyze(
        _problem(keys),
        _numbers(kept, keys),
        kept["outcome"].to_numpy(dtype=float),
        num_resamples=RESAMPLES,
        num_levels=levels,
        seed=_salib_seed(seed),
    )
    columns = {"mean_size": "mu_star", "reach": "mu_star_conf", "mean": "mu", "spread": "sigma"}
    table = pd.DataFrame({"key": list(keys), **{name: np.asarray(found[key]) for name, key in columns.items()}})
    return Sensitivity(table, "Morris", len(kept), treated)


def pawn_distances(points: pd.DataFrame, keys: Sequence[str], seed: int = 0) -> Sensitivity:
    """How far the outcome's distribution moves when a key is known, by key; for any design whose points spread out.

    Returns columns key, median and largest: Kolmogorov–Smirnov distances (pure numbers in [0, 1]) between the outcome's
    distribution over all points and within each of 10 slices of the key's range; `chance` is the median distance after
    shuffling the outcome, below which a distance says nothing. Estimator: empirical distributions in slices. Missing
    points are simply absent: the distance needs no balance. Source: Pianosi & Wagener 2015, 2018 (PAWN from a generic
    sample); Khorashadi Zadeh et al. 2017 (dummy).
    """
    require("analysis", "sensitivity by PAWN")
    from SALib.analyze import pawn

    known = points[np.isfinite(points["outcome"].to_numpy(dtype=float))]
    treated = f"{len(points) - len(known)} of {len(points)} points lack an outcome and are absent"
    if len(known) < PAWN_SLICES * FEWEST_BLOCKS:
        reason = f"{len(known)} points, at least {PAWN_SLICES * FEWEST_BLOCKS} are needed"
        return Sensitivity(pd.DataFrame(), "PAWN", len(known), treated, reason)
    inputs, outcome = _numbers(known, keys), known["outcome"].to_numpy(dtype=float)
    shuffled = np.random.default_rng(seed).permutation(outcome)
    with warnings.catch_warnings():
        # A slice that holds no point has no distance, and the median skips it.
        warnings.simplefilter("ignore", RuntimeWarning)
        found, dummy = (
            pawn.analyze(_problem(keys), inputs, values, S=PAWN_SLICES, seed=_salib_seed(seed))
            for values in (outcome, shuffled)
        )
    table = pd.DataFrame(
        {"key": list(keys), "median": found["median"], "largest": found["maximum"], "chance": dummy["median"]}
    )
    return Sensitivity(table, "PAWN", len(known), treated)


def _salib_seed(seed: int) -> int:
    """Return the seed that SALib's analyses are given: they take 0 for none, and hand it to one that takes 32 bits."""
    return seed % LARGEST_SALIB_SEED + 1


def _problem(keys: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(keys), "names": list(keys), "bounds": [[0.0, 1.0]] * len(keys)}


def _numbers(points: pd.DataFrame, keys: Sequence[str]) -> Floats:
    """The keys as numbers, shape (n, d), each over its range; words by their place among the words."""
    columns = []
    for key in keys:
        column = points[key]
        if not pd.api.types.is_numeric_dtype(column):
            column = pd.Series(pd.factorize(column, sort=True)[0], index=column.index)
        numbers = column.to_numpy(dtype=float)
        span = np.ptp(numbers)
        columns.append((numbers - numbers.min()) / span if span else np.zeros(len(numbers)))
    return np.column_stack(columns)


def _saltelli_blocks(points: pd.DataFrame, keys: Sequence[str], samples: int) -> Floats:
    """Outcomes by base point and place within it, shape (samples, 2d + 2); NaN where one is missing for good."""
    size, d = 2 * len(keys) + 2, len(keys)
    blocks = np.full((samples, size), np.nan)
    values = points[list(keys)].to_numpy(dtype=object)
    by_world = dict(zip(map(tuple, values.tolist()), points["outcome"].to_numpy(dtype=float), strict=True))
    constants = [values[0, column] if len(set(values[:, column])) == 1 else None for column in range(d)]
    for number, rows in points.assign(_row=range(len(points))).groupby(points["point"] // size):
        present = {int(point) % size: values[row] for point, row in zip(rows["point"], rows["_row"], strict=True)}
        first, last = _ends(present, constants)
        for place in range(size):
            world = tuple(_world(place, first, last, d))
            blocks[int(number), place] = by_world.get(world, np.nan)
    return blocks


def _ends(present: dict[int, np.ndarray], constants: Sequence[object]) -> tuple[np.ndarray, np.ndarray]:
    """The two independent points of a base block, put together from whichever of its worlds were run.

    `constants` holds the value of each key that has but one, None for the others.
    """
    d = len(constants)
    first, last = (np.array(constants, dtype=object) for _ in range(2))
    for place, values in present.items():
        for column in range(d):
            into = last if _from_last(place, column, d) else first
            into[column] = values[column]
    return first, last


def _world(place: int, first: np.ndarray, last: np.ndarray, d: int) -> list[object]:
    """The values at one place of a base block."""
    return [(last if _from_last(place, column, d) else first)[column] for column in range(d)]


def _from_last(place: int, column: int, d: int) -> bool:
    """Whether a column of a place is that of the second point: A, then A with one column of B, B with one of A, B."""
    if place == 0:
        return False
    if place <= d:
        return column == place - 1
    return place == 2 * d + 1 or column != place - d - 1
