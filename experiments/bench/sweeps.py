"""The rows about sweeps: what a thousand runs cost beside the model itself, and how soon ten thousand can be read."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from experiments.bench.row import Row
from experiments.store import StoredRun

_RUNS, _WORKERS = 1_000, 2
_WORLD = ("scenario=guo_2017", "members=2000", "ticks=240", "rebuttals.blow=.1,.2")
_LEAST_SHARE, _MOST_MEGABYTES, _MOST_SECONDS = 0.85, 500.0, 3.0
_STORED_RUNS, _STORED_TICKS, _STORED_SERIES = 10_000, 240, 57
_SHARD = 50

_SWEEP = """
import resource, sys, time
from experiments import cli
begun = time.monotonic()
status = cli.main(sys.argv[1:])
seconds = time.monotonic() - begun
own, below = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(seconds, own.ru_maxrss / 1024, own.ru_utime + own.ru_stime, below.ru_utime + below.ru_stime)
sys.exit(status)
"""

_READ = """
import sys, time
begun = time.monotonic()
import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot
from experiments import store
steps = store.open(sys.argv[1]).arrow("steps", ["tick", "series_7"]).to_pandas()
steps.groupby("tick")["series_7"].mean().plot()
pyplot.savefig(sys.argv[2])
print(time.monotonic() - begun)
"""


def sweep_share() -> Row:
    """Measure how much of the cores' time is spent inside the model, over 1,000 runs on 2 workers.

    The clock counts what other programs of a busy machine take as if it were ours; the share of processor time beside
    it does not, but knows nothing of cores that wait.
    """
    cost = _sweep()
    share = cost.inside / (_WORKERS * cost.seconds)
    note = (
        f"CPU seconds inside runs over {_WORKERS} workers' time on the clock, start-up and compaction included; "
        f"{_RUNS:,} runs of 2,000 members and 240 ticks. Of all CPU seconds, the driver's {cost.driver:.0f} and the "
        f"workers' {cost.workers:.0f}, {cost.inside / (cost.driver + cost.workers):.3f} are inside runs, however busy "
        f"the machine; the driver took {cost.megabytes:.0f} MB (target <= {_MOST_MEGABYTES:g})"
    )
    met = share >= _LEAST_SHARE and cost.megabytes <= _MOST_MEGABYTES
    return Row("sweep_share", round(share, 3), "share", f">= {_LEAST_SHARE:g}", met, note)


def store_10k() -> Row:
    """Measure how long it takes to open a store of 10,000 runs and to plot one curve of their means."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        compacting = _synthetic(place / "store")
        # Whoever opens a store does not wait for the disk of whoever has just written it.
        os.sync()
        seconds = float(_told(_READ, str(place / "store"), str(place / "curve.png"))[-1])
    note = (
        f"seconds on the clock from a fresh Python to the picture; {_STORED_RUNS:,} runs of {_STORED_TICKS} ticks and "
        f"{_STORED_SERIES} series; compacting them took {compacting:.0f} s"
    )
    return Row("store_10k", round(seconds, 2), "s", f"<= {_MOST_SECONDS:g}", seconds <= _MOST_SECONDS, note)


class _Cost(NamedTuple):
    """What a sweep cost: on the clock, the driver's memory, and CPU seconds of driver, workers and inside runs."""

    seconds: float
    megabytes: float
    driver: float
    workers: float
    inside: float


def _sweep() -> _Cost:
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/store"
        asked = [*_WORLD, f"replicates={_RUNS // 2}", "--workers", str(_WORKERS), "--json", "--quiet", "--out", out]
        told = _told(_SWEEP, "sweep", *asked)
    return _Cost(*map(float, told[-1].split()), inside=json.loads(told[-2])["cpu_seconds"])


def _synthetic(folder: Path) -> float:
    """Fill a store with runs of the usual shape, compact it, and return the seconds that this took."""
    from experiments import store

    version = "synthetic"
    store.create(folder, {"study": "bench", "columns": [], "model_version": version})
    for start in range(0, _STORED_RUNS, _SHARD):
        store.Writer(folder, version).write(list(_made(range(start, start + _SHARD))), [])
    begun = time.monotonic()
    store.compact(folder)
    return time.monotonic() - begun


def _made(numbers: range) -> "Iterator[StoredRun]":
    import hashlib

    import numpy as np
    import pandas as pd

    for number in numbers:
        chance = np.random.default_rng(number)
        series = {f"series_{row}": chance.random(_STORED_TICKS) for row in range(_STORED_SERIES)}
        steps = pd.DataFrame({"tick": np.arange(_STORED_TICKS), **series})
        run_id = hashlib.sha256(str(number).encode()).hexdigest()
        row = {"run_id": run_id, "point": number // 20, "seed": 0, "replicate": number % 20, "status": "ok"}
        yield StoredRun({**row, "error": None, "undefined": None}, {"reach_peak": float(number)}, {"steps": steps})


def _told(code: str, *arguments: str) -> list[str]:
    """Run a program of its own and return its lines."""
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=os.environ, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    return done.stdout.strip().splitlines()


LONG_ROWS = {"sweep_share": sweep_share, "store_10k": store_10k}
"""Rows that take minutes: measured where they are named."""
