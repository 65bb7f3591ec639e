"""One worker process: it is briefed once, and then given chunks of runs to make."""

import json
import multiprocessing
import os
import platform
import signal
import threading
import time
import traceback
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from sim.run import RunResult
    from sim.scenario import Scenario
    from sim.state.inputs import Inputs

TABLES = {"steps": "steps", "posts": "posts", "events": "events", "panel": "members"}
"""The tables that may be kept of a run, and what a ``RunResult`` calls them."""


class Job(NamedTuple):
    """A run to be made.

    ``number`` tells the jobs of one undertaking apart, and ``row`` is what the run's row in a table begins with.
    ``settings`` are the scenario's, packed; ``inputs`` is the row of its inputs in the brief; ``attempt`` counts up
    from 1.
    """

    number: int
    row: Mapping[str, Any]
    settings: bytes
    inputs: int
    replicate: int
    attempt: int = 1


class Finished(NamedTuple):
    """A run that was made; ``tables`` by name, those that the brief asks for."""

    job: Job
    seed: int
    summary: dict[str, float | None]
    undefined: dict[str, str]
    tables: "dict[str, pd.DataFrame]"
    spent: "Spent"


class Failed(NamedTuple):
    """A run that failed: the error in a line, and the whole of it; ``by_machine`` if memory or a disk was lacking."""

    job: Job
    error: str
    trace: str
    spent: "Spent"
    by_machine: bool = False


class Spent(NamedTuple):
    """What a run cost: when it began (UTC), seconds on the clock, seconds of the processor, where."""

    begun: str
    seconds: float
    cpu_seconds: float
    host: str
    process: int


class Stopwatch:
    """Begins when it is made."""

    def __init__(self) -> None:
        """Begin."""
        self._begun, self._clock, self._processor = datetime.now(UTC), time.monotonic(), time.process_time()

    def spent(self) -> Spent:
        """Return what was spent so far, by this process."""
        return Spent(
            self._begun.isoformat(timespec="milliseconds"),
            time.monotonic() - self._clock,
            time.process_time() - self._processor,
            platform.node(),
            os.getpid(),
        )


class Timed(NamedTuple):
    """What a run cost, and whether it failed."""

    job: Job
    spent: Spent
    failed: bool


class Brief(NamedTuple):
    """What a worker has to know before its first run.

    ``key`` tells this undertaking from others that the same worker serves. ``model_version`` is the asker's: the runs
    of one undertaking are made by one model. ``inputs`` are networks and accounts that worlds take from outside,
    ``tables`` what is kept of a run, and ``store`` the folder that it is kept in, empty where runs are handed back.
    """

    key: str
    model_version: str
    inputs: "tuple[Inputs, ...]"
    tables: tuple[str, ...]
    store: str = ""


class OtherModel(RuntimeError):
    """This worker's model is not the asker's: its runs must not stand beside theirs."""


_BRIEFS: dict[str, Brief] = {}


def begin_process(brief: Brief) -> None:
    """Begin a worker process of our own, and brief it."""
    begin_own_process()
    take_brief(brief)


def begin_own_process() -> None:
    """Begin a process of our own: it leaves Ctrl-C to its parent, and ends with it however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def take_brief(brief: Brief) -> None:
    """Remember a brief in this process."""
    _BRIEFS[brief.key] = brief


def drop_brief(key: str) -> None:
    """Forget a brief in this process."""
    _BRIEFS.pop(key, None)


def briefed(key: str) -> Brief:
    """Return the brief of an undertaking.

    Raises:
        OtherModel: if this process would make the runs with another model than the asker's.
    """
    from sim.base.provenance import model_version

    brief, ours = _BRIEFS[key], model_version()
    if ours != brief.model_version:
        raise OtherModel(
            f"the worker {os.getpid()} on {platform.node()} has the model {ours}, and its runs would stand beside "
            f"those of {brief.model_version}; start workers and sweep from the same source"
        )
    return brief


def make_runs(key: str, jobs: Sequence[Job]) -> list[Finished | Failed]:
    """Make runs and hand them back; an error becomes a record of it."""
    brief = briefed(key)
    return [make_run(brief, job) for job in jobs]


def time_runs(key: str, jobs: Sequence[Job]) -> list[Timed]:
    """Make runs and say only what they cost."""
    return [
        Timed(job, made.spent, isinstance(made, Failed)) for job, made in zip(jobs, make_runs(key, jobs), strict=True)
    ]


def make_run(brief: Brief, job: Job) -> Finished | Failed:
    """Make one run; an error becomes a record of it."""
    from sim import simulate

    watch = Stopwatch()
    try:
        # A Dask worker whose scheduler died forgets its briefs while a chunk is under way: that is no failure of a run.
        _BRIEFS.setdefault(brief.key, brief)
        made = simulate(_world(brief.key, job.settings, job.inputs), replicate=job.replicate)
        tables = kept_tables(made, brief.tables)
    except Exception as error:  # noqa: BLE001 - whatever a run dies of is reported with its name, and the others go on
        told, by_machine = f"{type(error).__name__}: {error}", isinstance(error, MemoryError | OSError)
        return Failed(job, told, traceback.format_exc(), watch.spent(), by_machine)
    return Finished(job, made.seed, made.summary, made.undefined, tables, watch.spent())


def kept_tables(made: "RunResult", names: Sequence[str]) -> "dict[str, pd.DataFrame]":
    """Return the tables of a run that are asked for, by name."""
    return {name: getattr(made, TABLES[name]) for name in names}


def packed(settings: Mapping[str, Any]) -> bytes:
    """Return settings in little room: ten thousand worlds are known to the asker at once."""
    return zlib.compress(json.dumps(settings, separators=(",", ":"), ensure_ascii=False).encode())


@lru_cache(maxsize=32)
def _world(key: str, settings: bytes, inputs: int) -> "Scenario":
    from sim.scenario import Scenario

    plain: dict[str, Any] = json.loads(zlib.decompress(settings))
    return Scenario.model_validate(plain | {"inputs": _BRIEFS[key].inputs[inputs]})


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        # A worker waits for work on a pipe that it holds open itself: without this it would outlive a killed parent.
        parent.join()
        os._exit(1)
