"""Which points of a sweep are the settings to compare, and which keys are assumptions beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from experiments.composing.problems import BadInput, Problem, nearest
from experiments.report.comparison import SAMPLED

ALL_POINTS = "all points"
# What a platform, a censor or the public can choose comes before what an operation or the world does.
POLICY_KEYS = ("policy", "enforcement", "disclosure", "censorship", "rebuttals", "feed", "strategy")
# More settings than this are a response to be fitted and no list of policies.
MOST_SETTINGS = 12
MOST_SINGLE_POINTS = 8


class ComparedAxis(NamedTuple):
    """The settings in the order of the design, the setting of every point, and the keys that vary beside them."""

    settings: tuple[str, ...]
    of_point: Mapping[int, str]
    assumptions: tuple[str, ...]


def compared_axis(
    points: pd.DataFrame, columns: Sequence[str], design: Mapping[str, Any], by: str | None = None
) -> ComparedAxis:
    """Choose what is compared; `points` has a row a point, in their order, with `point` and the columns that varied.

    The axis `policy` is it, where there is one; else a key that somebody decides on, as enforcement; else the first
    with at most 12 values. In a design of single departures every point is a setting. A design that samples compares
    nothing: all its points are one setting. Whoever asks for another key, `by`, gets it.

    Raises:
        BadInput: if the points cannot be compared by the key that was asked for.
    """
    if by is not None:
        return _by(points, columns, _asked(points, columns, design, by))
    if not columns or points.empty or design.get("kind") in SAMPLED:
        return ComparedAxis((ALL_POINTS,), dict.fromkeys(points["point"], ALL_POINTS), tuple(columns))
    if design.get("kind") == "one_at_a_time" and len(points) <= MOST_SINGLE_POINTS + 1:
        return _each_point(points, columns)
    axis = _axis(points, columns)
    if axis is None:
        return ComparedAxis((ALL_POINTS,), dict.fromkeys(points["point"], ALL_POINTS), tuple(columns))
    return _by(points, columns, axis)


def _by(points: pd.DataFrame, columns: Sequence[str], axis: str) -> ComparedAxis:
    named = {point: f"{axis}={plain(value)}" for point, value in zip(points["point"], points[axis], strict=True)}
    others = tuple(key for key in columns if key != axis and points[key].nunique() > 1)
    return ComparedAxis(tuple(dict.fromkeys(named.values())), named, others)


def _asked(points: pd.DataFrame, columns: Sequence[str], design: Mapping[str, Any], by: str) -> str:
    """The key that was asked for, if its values are the settings of a design that crosses them with all else."""
    few = [key for key in columns if 1 < points[key].nunique() <= MOST_SETTINGS]
    if design.get("kind") in SAMPLED:
        raise BadInput([Problem("--by", by, "compares nothing here: the design samples its points")])
    if by not in few:
        rule = f"is no key of 2 to {MOST_SETTINGS} values that varies here; there is {', '.join(few) or 'none'}"
        raise BadInput([Problem("--by", by, rule, suggestion=nearest(by, few))])
    return by


def plain(value: object) -> str:
    """A value as it is written on a command line."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _axis(points: pd.DataFrame, columns: Sequence[str]) -> str | None:
    few = [key for key in columns if 1 < points[key].nunique() <= MOST_SETTINGS]
    return next((key for key in POLICY_KEYS if key in few), few[0] if few else None)


def _each_point(points: pd.DataFrame, columns: Sequence[str]) -> ComparedAxis:
    """The first point is the base, and every other is told by what it changes."""
    base = points.iloc[0]
    named = {int(base["point"]): "base"}
    for _, point in points.iloc[1:].iterrows():
        changed = [f"{key}={plain(point[key])}" for key in columns if point[key] != base[key]]
        named[int(point["point"])] = " ".join(changed) or "base"
    return ComparedAxis(tuple(dict.fromkeys(named.values())), named, ())
