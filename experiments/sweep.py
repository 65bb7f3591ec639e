"""A sweep: every run of a study that its store does not hold yet, made and stored, in any order, to the same bytes."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import product
from os import getpid
from pathlib import Path
from platform import node
from typing import Any, NamedTuple

import pandas as pd

from experiments.provenance import origin
from experiments.runner.engine import Engine
from experiments.runner.storing import DIED, OK, Receipt, make_and_store, store_death
from experiments.runner.supervision import Died, Supervisor
from experiments.runner.worker import Brief, Job, Spent, time_runs
from experiments.store import compact, completed, create, lock
from experiments.store import open as opened
from experiments.studies import Point, Study
from sim.base.provenance import model_version

type Told = Callable[[int, int, int, int], None]
"""Hears runs done, runs in all, how many of those done failed, and how many are being made."""


@dataclass
class Swept:
    """What a sweep did: runs found ``kept`` in the store, and those ``made`` anew.

    ``replicates`` of every point are in the store now. ``failures`` holds the error of every run that failed, made now
    or before; ``conclusion`` is the design's own; ``set_aside`` names files of the store that could not be used, with
    the reason.
    """

    kept: int = 0
    made: int = 0
    cpu_seconds: float = 0.0
    replicates: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    conclusion: dict[str, Any] = field(default_factory=dict)
    set_aside: tuple[tuple[str, str], ...] = ()


def sweep(study: Study, folder: Path, engine: Engine, told: Told) -> Swept:
    """Make what is missing of a study and put the store in order; the engine is open.

    Raises:
        StoreBusy: if another sweep is writing to the folder.
        StoreDiffers: if the folder is the store of something else.
        EngineLost: if no more runs can be made; what was made is in the store.
        OSError: if the store cannot take more.
    """
    # Two sweeps of one study may share a cluster, and not a store: each has a name that no other undertaking has.
    name = uuid.uuid4().hex
    with lock(folder, shared=False, sweep=name):
        create(folder, study.as_manifest() | origin())
        return _Sweeping(study, folder, engine, told).done(name)


class _Tally(NamedTuple):
    """Where a round is, as it is told."""

    done: int
    total: int
    failed: int = 0
    running: int = 0


class _Sweeping:
    """One sweep under way, in a folder that is its own."""

    def __init__(self, study: Study, folder: Path, engine: Engine, told: Told) -> None:
        self._study, self._folder, self._engine, self._told = study, folder, engine, told
        found = completed(folder)
        # What the model refused it would refuse again; what died with its worker may have lacked memory only.
        self._settled = {run_id for run_id, status in found.status.items() if status != DIED}
        self._swept = Swept(set_aside=tuple(found.set_aside))
        self._version = model_version()

    def done(self, name: str) -> Swept:
        """Make round after round until the design asks for no more replicates, under a name of the sweep's own."""
        self._brief = Brief(
            name,
            self._version,
            self._study.inputs,
            self._study.tables,
            str(self._folder.absolute()),
        )
        self._engine.brief(self._brief)
        made = 0
        while (wanted := self._study.wanted(made, partial(self._runs_before, made))) > made:
            self._make(range(made, wanted))
            made = wanted
        self._swept.set_aside += compact(self._folder).set_aside
        self._swept.replicates = made
        # Stored in the order of run ids; designs think in the order of their points.
        runs = opened(self._folder).runs.sort_values(["point", "replicate"], ignore_index=True)
        self._swept.conclusion = self._study.design.conclusion(runs)
        failed = runs[runs["status"] != OK]
        self._swept.failures = dict(zip(failed["run_id"], failed["error"], strict=True))
        return self._swept

    def _runs_before(self, replicate: int) -> pd.DataFrame:
        """Return the runs of all rounds made: a design decides on whole rounds, or resuming would decide otherwise."""
        runs = opened(self._folder).runs
        return runs[runs["replicate"] < replicate]

    def _make(self, replicates: range) -> None:
        missing = [
            (replicate, point)
            for replicate, point in product(replicates, self._study.points)
            if point.run_id(replicate) not in self._settled
        ]
        total = len(replicates) * len(self._study.points)
        kept = total - len(missing)
        self._swept.kept += kept
        at = _Tally(kept, total)
        self._told(*at)
        jobs = (self._job(number, point, replicate) for number, (replicate, point) in enumerate(missing))

        def hear(running: int) -> None:
            nonlocal at
            at = at._replace(running=running)
            self._told(*at)

        for outcome in Supervisor(self._engine, self._brief.key, make_and_store, jobs, len(missing), hear):
            receipt = self._buried(outcome) if isinstance(outcome, Died) else outcome
            self._swept.made += 1
            self._swept.cpu_seconds += receipt.spent.cpu_seconds
            at = at._replace(done=at.done + 1, failed=at.failed + (receipt.status != OK))
            self._told(*at)

    def _job(self, number: int, point: Point, replicate: int) -> Job:
        row = {
            "run_id": point.run_id(replicate),
            "point": point.number,
            **dict(zip(self._study.columns, point.values, strict=True)),
            "seed": point.seed,
            "replicate": replicate,
        }
        return Job(number, row, point.settings, point.inputs, replicate)

    def _buried(self, died: Died) -> Receipt:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return store_death(self._folder, self._version, died, Spent(now, 0.0, 0.0, node(), getpid()))


def pilot(study: Study, engine: Engine) -> Iterator[Spent | None]:
    """Make the first run of a study, again and again, keeping nothing; yield what each time cost, None if it failed."""
    point = study.points[0]
    brief = Brief(uuid.uuid4().hex, model_version(), study.inputs, study.tables)
    engine.brief(brief)
    while True:
        job = Job(0, {}, point.settings, point.inputs, 0)
        for made in Supervisor(engine, brief.key, time_runs, [job], 1):
            yield None if isinstance(made, Died) or made.failed else made.spent
