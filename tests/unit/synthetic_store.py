"""A made-up store of a sweep with planted answers, for tests of the report. Not the model: plain numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import store
from sim.base.provenance import model_version

Point = Mapping[str, object]
Summary = Callable[[Point, int], Mapping[str, float | None]]
FIXED = ("members=60", "ticks=24", "scenario=guo_2017")


def synthetic_store(
    folder: Path,
    points: Sequence[Point],
    replicates: int,
    summary: Summary,
    design: Mapping[str, object] | None = None,
    failing: Mapping[tuple[int, int], str] | None = None,
) -> Path:
    """A compacted store with a run for every point and replicate; `failing` gives (point, replicate) an error."""
    columns = list(points[0]) if points else ["policy"]
    manifest = {
        "study": "made_up",
        "title": "A made-up study",
        "question": "Which policy halves it?",
        "hypotheses": ["H5", "H99: of nobody"],
        "design": dict(design or {"kind": "paired"}),
        "columns": columns,
        "points": len(points),
        "fixed": list(FIXED),
        "seed": 3,
        "tables": ["steps"],
        "model_version": model_version(),
    }
    store.create(folder, manifest)
    runs = [
        _run(number, point, replicate, summary, (failing or {}).get((number, replicate)))
        for number, point in enumerate(points)
        for replicate in range(replicates)
    ]
    if runs:
        store.Writer(folder, model_version()).write(runs, [])
        store.compact(folder)
    return folder


def ladder(left: Mapping[str, float], noise: float = 0.002) -> Summary:
    """Policies that leave these shares of a gain of .1, with wrongly removed rebuttals that grow as it falls."""

    def summary(point: Point, replicate: int) -> dict[str, float | None]:
        shared = np.random.default_rng(replicate).normal(0, 0.02)
        own = np.random.default_rng((replicate, len(str(point["policy"])))).normal(0, noise)
        share = left[str(point["policy"])]
        return {
            "credibility_excess": (0.1 + shared) * share + own,
            "credibility_final": 0.4 + 0.1 * share + own,
            "wrongly_removed_rebuttals": 40 * (1 - share) + 100 * abs(own),
            "platform_cost": 10 * (1 - share),
            "rounds_median": None,
        }

    return summary


def _run(number: int, point: Point, replicate: int, summary: Summary, error: str | None) -> store.StoredRun:
    run_id = hashlib.sha256(f"{number}/{replicate}".encode()).hexdigest()
    row: dict[str, Any] = {"run_id": run_id, "point": number, **point, "seed": 3, "replicate": replicate}
    if error is not None:
        return store.StoredRun({**row, "status": "failed", "error": error, "undefined": None}, {}, {})
    values = summary(point, replicate)
    undefined = '{"rounds_median": "no contested fragile post was knocked out"}'
    hours = np.arange(24.0)
    excess = (values.get("credibility_excess") or 0.0) * np.exp(-hours / 8)
    steps = pd.DataFrame(
        {"tick": np.arange(24), "hours": hours, "reach": 0.2, "credibility": 0.4 + excess, "credibility_excess": excess}
    )
    row |= {"status": "ok", "error": None, "undefined": undefined}
    return store.StoredRun(row, dict(values), {"steps": steps})
