"""The row about reports: a store of ten thousand runs, analysed and told."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.bench.row import Row
from experiments.store import StoredRun

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_POLICIES = {"none": 1.0, "light": 0.97, "moderate": 0.9, "strict": 0.7, "maximal": 0.45}
_TRUSTS = tuple(round(0.05 * step, 2) for step in range(1, 21))
_REPLICATES, _TICKS, _POSTS, _SHARD = 100, 240, 150, 100
_MOST_SECONDS, _MOST_GIGABYTES = 60.0, 1.5

_REPORT = """
import resource, sys, time
from experiments import cli
begun = time.process_time()
status = cli.main(["report", sys.argv[1], "--quiet"])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(time.process_time() - begun, peak)
sys.exit(status)
"""


def report_10k() -> Row:
    """Measure reading, analysing and telling 10,000 runs of 240 ticks: five policies in twenty worlds, 100 seeds."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        fill(place, _REPLICATES)
        command = [sys.executable, "-c", _REPORT, str(place)]
        done = subprocess.run(command, env=os.environ, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    seconds, gigabytes = map(float, done.stdout.split()[-2:])
    n_runs = len(_POLICIES) * len(_TRUSTS) * _REPLICATES
    note = (
        f"CPU seconds of `shelflife report` on {n_runs:,} runs of {_TICKS} ticks with {_POSTS} posts each, drawing "
        f"included; it took {gigabytes:.2f} GB (target <= {_MOST_GIGABYTES:g})"
    )
    met = seconds <= _MOST_SECONDS and gigabytes <= _MOST_GIGABYTES
    return Row("report_10k", round(seconds, 1), "CPU s", f"<= {_MOST_SECONDS:g}", met, note)


def fill(folder: Path, replicates: int) -> None:
    """Fill a store with made-up runs of the usual shape and compact it."""
    from experiments import store
    from experiments.metric_keys import metric_keys
    from sim.base.provenance import model_version

    manifest = {
        "study": "bench",
        "title": "Made-up runs",
        "question": "How long does the report of ten thousand runs take?",
        "hypotheses": ["H5"],
        "design": {"kind": "paired"},
        "columns": ["policy", "belief.trust.state"],
        "points": len(_POLICIES) * len(_TRUSTS),
        "fixed": ["scenario=guo_2017", f"ticks={_TICKS}"],
        "seed": 0,
        "tables": ["steps", "posts"],
        "model_version": model_version(),
    }
    store.create(folder, manifest)
    keys = tuple(metric_keys())
    runs = _made(replicates, keys)
    while chunk := [run for run, _ in zip(runs, range(_SHARD), strict=False)]:
        store.Writer(folder, model_version()).write(chunk, [])
    store.compact(folder)


def _made(replicates: int, keys: tuple[str, ...]) -> Iterator[StoredRun]:
    import numpy as np

    points = [(policy, trust) for trust in _TRUSTS for policy in _POLICIES]
    for point, (policy, trust) in enumerate(points):
        for replicate in range(replicates):
            chance = np.random.default_rng((point, replicate))
            gain = 0.1 * trust * _POLICIES[policy] + 0.01 * np.random.default_rng(replicate).normal()
            run_id = hashlib.sha256(f"{point}/{replicate}".encode()).hexdigest()
            row = {"run_id": run_id, "point": point, "policy": policy, "belief.trust.state": trust, "seed": 0}
            row |= {"replicate": replicate, "status": "ok", "error": None, "undefined": '{"discernment": "made up"}'}
            numbers: dict[str, float | None] = dict(zip(keys, chance.random(len(keys)).tolist(), strict=True))
            numbers |= {"credibility_excess": gain, "discernment": None}
            yield StoredRun(row, numbers, {"steps": _steps(chance, gain), "posts": _posts(chance)})


def _steps(chance: np.random.Generator, gain: float) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    hours = np.arange(float(_TICKS))
    noise = chance.normal(0, 0.002, (3, _TICKS))
    excess = gain * np.exp(-hours / 80) + noise[0]
    series = {"reach": 0.2 * np.exp(-hours / 60) + noise[1], "credibility": 0.3 + excess + noise[2]}
    return pd.DataFrame({"tick": np.arange(_TICKS), "hours": hours, **series, "credibility_excess": excess})


def _posts(chance: np.random.Generator) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    born = chance.integers(0, _TICKS - 60, _POSTS)
    fates = chance.choice(["knocked_out", "removed", "shelved", "standing"], _POSTS)
    ages = chance.integers(1, 60, _POSTS)
    return pd.DataFrame(
        {
            "post": np.arange(_POSTS),
            "serves": chance.choice(["state", "critic"], _POSTS),
            "fragility": chance.choice([0.1, 0.9], _POSTS),
            "contested": chance.random(_POSTS) < 0.3,
            "born": born.astype(np.int32),
            "fate": fates,
            "fate_tick": np.where(fates == "standing", _TICKS - 1, born + ages).astype(np.int32),
        }
    )


REPORT_ROWS = {"report_10k": report_10k}
"""A row that takes minutes to prepare: measured where it is named."""
