"""A comparison from its tables: those that `shelflife compare` holds in memory, or those of its folder."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from experiments.metric_keys import metric_keys
from experiments.report.baseline import chosen_baseline
from experiments.report.comparison import Comparison
from experiments.report.segment_panel import segment_panel
from experiments.report.world import world_of
from experiments.result_folder import PROVENANCE

TABLES = ("runs", "steps", "posts")
PANEL = "panel"
SUMMARY = "summary.json"


class ComparedTables(NamedTuple):
    """The tables of a comparison, each with `setting` and `replicate`; the panel may be missing."""

    runs: pd.DataFrame
    steps: pd.DataFrame
    posts: pd.DataFrame
    panel: pd.DataFrame | None = None


def is_comparison(folder: Path) -> bool:
    """Whether a folder holds what `shelflife compare` wrote."""
    return all((folder / f"{name}.parquet").is_file() for name in TABLES) and (folder / PROVENANCE).is_file()


def read_comparison(folder: Path, baseline: str | None = None) -> Comparison:
    """Read a comparison's folder.

    Raises:
        BadInput: if the baseline is none of its settings.
        OSError, ValueError: if a file is missing or damaged.
    """
    origin = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    panel = folder / f"{PANEL}.parquet"
    tables = ComparedTables(
        *(pd.read_parquet(folder / f"{name}.parquet") for name in TABLES),
        panel=pd.read_parquet(panel) if panel.is_file() else None,
    )
    summary = folder / SUMMARY
    undefined = json.loads(summary.read_text(encoding="utf-8")).get("undefined", {}) if summary.is_file() else {}
    return comparison_of(tables, origin, undefined, baseline)


def comparison_of(
    tables: ComparedTables,
    origin: Mapping[str, Any],
    undefined: Mapping[str, Mapping[str, Mapping[str, int]]],
    baseline: str | None = None,
) -> Comparison:
    """A comparison ready to be told; `origin` is its provenance with the settings, by name, that were compared.

    `undefined` counts reasons by setting and metric.

    Raises:
        BadInput: if the baseline is none of its settings.
    """
    settings = tuple(origin["settings"])
    chosen = chosen_baseline(settings, baseline)
    world = world_of(origin["settings"][chosen])
    return Comparison(
        settings=settings,
        baseline=chosen,
        replicates=int(tables.runs["replicate"].nunique()),
        runs=tables.runs,
        steps=tables.steps,
        posts=tables.posts,
        metrics=metric_keys(),
        story=world.story,
        tick_minutes=world.tick_minutes,
        campaign_end_hours=world.campaign_end_hours,
        forgetting_half_life_hours=world.forgetting_half_life_hours,
        provenance={key: value for key, value in origin.items() if key not in ("settings", "files", "cpu_seconds")},
        command_line=shlex.join(origin["command"]),
        panel=None if tables.panel is None else segment_panel(tables.panel, world.state_narratives),
        design={"kind": "compare"},
        undefined=commonest_reasons(undefined),
    )


def of_all_runs(reason: str) -> str:
    """A reason without the bound of the one run that gave it: others gave others."""
    return reason.partition(": > ")[0]


def commonest_reasons(undefined: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[str, str]:
    """The reason for which each metric is most often undefined, over all settings."""
    counts: dict[str, dict[str, int]] = {}
    for keys in undefined.values():
        for key, reasons in keys.items():
            for reason, n in reasons.items():
                counts.setdefault(key, {}).setdefault(of_all_runs(reason), 0)
                counts[key][of_all_runs(reason)] += n
    return {key: max(reasons, key=lambda reason: reasons[reason]) for key, reasons in counts.items()}
