"""Which point of a design each stored run is of, which keys tell points apart, and which command makes the runs again.

A sweep numbers its points before the first run. Jobs of Hydra's own know of no design: their points are the worlds that
their columns tell apart, in the order in which the values were asked for.
"""

from __future__ import annotations

import shlex
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from experiments.composing.groups import settings_in
from experiments.composing.problems import COMMAND_LINE
from experiments.configuration_folder import configuration_folder
from experiments.designs._contract import Axis
from experiments.metric_keys import metric_keys
from experiments.multirun import STUDY, command_of
from experiments.studies.axes import axis_of
from experiments.studies.worlds import typed

OF_THE_POINT = ("run_id", "point", "seed", "replicate", "status", "error", "undefined")
"""Columns of ``runs`` that every store has; the others are keys that vary, and numbers of the summary."""

_NOT_SET = "not set"


def columns_of(runs: pd.DataFrame, manifest: Mapping[str, Any]) -> list[str]:
    """The keys that tell points apart: those of the design or, of Hydra's jobs, whatever a job was given."""
    if manifest.get("study") != STUDY:
        return [key for key in manifest.get("columns") or () if key in runs.columns]
    given = [key for key in runs.columns if key not in OF_THE_POINT and key not in metric_keys()]
    asked = [key for key in manifest.get("vary") or {} if key in given]
    return list(dict.fromkeys([*asked, *given]))


def with_points(runs: pd.DataFrame, manifest: Mapping[str, Any]) -> pd.DataFrame:
    """The runs with their points and replicates; those of Hydra's jobs are numbered here.

    Where one seed was varied, each seed with each of its replicates is a replicate: points share them, as in a sweep.
    """
    columns = columns_of(runs, manifest)
    if manifest.get("study") != STUDY:
        return runs
    given = runs[columns].astype(object).where(runs[columns].notna(), _NOT_SET)
    ranks = {key: _ranks(given[key], (manifest.get("vary") or {}).get(key)) for key in columns}
    ranked = given.assign(**{key: given[key].map(ranks[key]) for key in columns})
    chance = list(zip(runs["seed"], runs["replicate"], strict=True))
    return runs.assign(
        **{key: given[key] for key in columns if runs[key].isna().any()},
        point=_numbered(list(ranked.itertuples(index=False, name=None))),
        replicate=_numbered(chance),
    )


def command_line(manifest: Mapping[str, Any], runs: pd.DataFrame) -> str:
    """The command that makes the runs again, with the replicates that there are by now; empty if it is not known."""
    if manifest.get("study") == STUDY:
        return shlex.join(command_of(manifest))
    asked = manifest.get("asked")
    if not asked:
        return ""
    if (manifest.get("design") or {}).get("kind") != "sequential" and len(runs):
        # A sequential design adds replicates itself, and may have been asked for a first round only.
        kept = [text for text in asked if not text.startswith("replicates=")]
        asked = [*kept, f"replicates={int(runs['replicate'].max()) + 1}"]
    return shlex.join(["shelflife", "sweep", *asked])


def _ranks(values: pd.Series, written: str | None) -> dict[Hashable, int]:
    """The place of every value: as they were asked for, then the others by size or name."""
    axis = None
    if written is not None:
        axis = axis_of(values.name, written, {}, settings_in(configuration_folder()).groups, COMMAND_LINE)
    listed = axis.values if isinstance(axis, Axis) else ()
    asked: list[Any] = [typed(listed)(text) for text in listed]
    others = sorted(set(values) - set(asked), key=lambda value: (isinstance(value, str), value))
    return {value: rank for rank, value in enumerate([*asked, *others])}


def _numbered(keys: list[tuple[Any, ...]]) -> list[int]:
    """The number of each key among all, in their order."""
    number = {key: row for row, key in enumerate(sorted(set(keys)))}
    return [number[key] for key in keys]
