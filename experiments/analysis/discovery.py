"""Scenario discovery: under which conditions does propaganda survive? The patient rule induction method."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.extras import require

# A box must hold at least this share of all points; both are the defaults of the EMA workbench.
LEAST_MASS = 0.05
PEELED_AT_ONCE = 0.05
FEWEST_POINTS = 20
FEWEST_OF_INTEREST = 5
# A restriction that chance explains more often than this is not told. Assumption: the usual convention.
QUASI_P = 0.05


@dataclass(frozen=True)
class Restriction:
    """One condition of a box: the range or words that a key is limited to, and its quasi-p-value (a pure number)."""

    key: str
    low: float | None
    high: float | None
    words: tuple[str, ...]
    quasi_p: float | None


@dataclass(frozen=True)
class Box:
    """Conditions under which the outcome is common; or none, and the `reason`.

    `coverage`: share of all points of interest that lie in the box. `density`: share of the box's points that are of
    interest. `mass`: share of all points in the box. `base_rate`: share of interest among all points. Pure numbers.
    """

    restrictions: tuple[Restriction, ...] = ()
    coverage: float | None = None
    density: float | None = None
    mass: float | None = None
    base_rate: float | None = None
    n: int = 0
    reason: str | None = None


def conditions(points: pd.DataFrame, keys: Sequence[str], of_interest: pd.Series) -> Box:
    """The box of conditions on `keys` in which points are most often of interest, by PRIM.

    `points` has a row a point with the keys (numbers or words); `of_interest` is True, False or missing for each, and
    points without an answer are left out. Estimator: peeling by 5%, then pasting; of the boxes along the way the one
    with the largest harmonic mean of coverage and density is told (Assumption: neither is worth more), and of its
    restrictions those with a quasi-p ≤ .05. These are not adjusted for the search: a box is a hypothesis to be tested
    on new runs.
    Source: Friedman & Fisher 1999; Bryant & Lempert 2010; Kwakkel 2017 (EMA workbench).
    """
    known = of_interest.notna().to_numpy()
    answers = of_interest[known].astype(bool).to_numpy()
    inputs = points.loc[known, list(keys)].reset_index(drop=True)
    rate = float(answers.mean()) if len(answers) else None
    reason = _too_little(answers)
    if reason:
        return Box(base_rate=rate, n=len(answers), reason=reason)
    box = _peeled(inputs, answers)
    if box is None:
        return Box(base_rate=rate, n=len(answers), reason="no box of enough points is purer than the whole")
    found = tuple(_restrictions(box, _chosen(box.peeling_trajectory), inputs))
    if not found:
        return Box(base_rate=rate, n=len(answers), reason="no key narrows down where it happens")
    # Of the conditions that are told, and not of the narrower box that they were found in.
    within = np.logical_and.reduce([_meets(inputs[each.key], each) for each in found])
    coverage, density = float(answers[within].sum() / answers.sum()), float(answers[within].mean())
    return Box(found, coverage, density, float(within.mean()), rate, len(answers))


def _too_little(answers: np.ndarray) -> str | None:
    """Why there is nothing to search for."""
    n_interest = int(answers.sum())
    if len(answers) < FEWEST_POINTS:
        return f"{len(answers)} points with an answer, at least {FEWEST_POINTS} are needed"
    if n_interest == len(answers):
        return "it happens at every point"
    if n_interest < FEWEST_OF_INTEREST:
        return f"it happens at {n_interest} of {len(answers)} points, too few to find conditions for"
    return None


def _peeled(inputs: pd.DataFrame, answers: np.ndarray) -> object:
    """The first box that PRIM finds, None where there is none."""
    require("analysis", "conditions by PRIM")
    with warnings.catch_warnings():
        # The workbench tells on import what else could be installed.
        warnings.simplefilter("ignore", UserWarning)
        from ema_workbench.analysis.prim import Prim
    search = Prim(inputs, answers, mass_min=LEAST_MASS, peel_alpha=PEELED_AT_ONCE)
    return search.find_box()


def _chosen(trajectory: pd.DataFrame) -> int:
    """The row of the box to tell."""
    balance = 2 * trajectory["coverage"] * trajectory["density"] / (trajectory["coverage"] + trajectory["density"])
    return int(balance.idxmax())


def _restrictions(box: object, row: int, inputs: pd.DataFrame) -> list[Restriction]:
    """The conditions of one box on the way that chance does not explain."""
    limits, whole = box.box_lims[row], box.box_lims[0]  # type: ignore[attr-defined]
    chances = box.p_values[row]  # type: ignore[attr-defined]
    found = []
    for key in inputs.columns:
        if pd.api.types.is_numeric_dtype(inputs[key]):
            low, high = (float(limits[key].iloc[end]) for end in (0, 1))
            cut = (low > float(whole[key].iloc[0]), high < float(whole[key].iloc[1]))
            restriction = Restriction(key, low if cut[0] else None, high if cut[1] else None, (), _chance(chances, key))
            changed = any(cut)
        else:
            words = set(limits[key].iloc[0])
            changed = words != set(whole[key].iloc[0])
            restriction = Restriction(key, None, None, tuple(sorted(map(str, words))), _chance(chances, key))
        if changed and (restriction.quasi_p is None or restriction.quasi_p <= QUASI_P):
            found.append(restriction)
    return found


def _meets(values: pd.Series, restriction: Restriction) -> np.ndarray:
    """Whether each of a key's values lies within a restriction."""
    if restriction.words:
        return values.astype(str).isin(restriction.words).to_numpy()
    low = -np.inf if restriction.low is None else restriction.low
    high = np.inf if restriction.high is None else restriction.high
    return values.between(low, high).to_numpy()


def _chance(chances: object, key: str) -> float | None:
    """The smaller of the quasi-p-values of a key's two ends; −1 stands for an end that is not restricted."""
    values = chances.get(key) if hasattr(chances, "get") else None
    if values is None:
        return None
    known = [float(value) for value in np.atleast_1d(values) if 0 <= float(value) <= 1]
    return min(known, default=None)
