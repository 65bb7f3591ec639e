"""One worker process: it is given the worlds once, and then the runs to make in them."""

import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario
    from sim.state.inputs import Inputs


class Job(NamedTuple):
    """A run to be made: the number of its world, and its replicate."""

    world: int
    replicate: int


class Finished(NamedTuple):
    """A run that was made."""

    job: Job
    seed: int
    summary: dict[str, float | None]
    undefined: dict[str, str]
    steps: "pd.DataFrame"
    posts: "pd.DataFrame"
    cpu_seconds: float


class Failed(NamedTuple):
    """A run that failed: the error in a line, and the whole of it."""

    job: Job
    error: str
    trace: str


type PlainWorld = tuple[dict[str, Any], Inputs]
"""A scenario's settings and inputs: what can be sent to another process."""

_WORLDS: list["Scenario"] = []
_ASKED_VERSION: list[str] = []


def prepare(worlds: Sequence["PlainWorld"], version: str) -> None:
    """Begin a worker: take the worlds, leave Ctrl-C to the parent, and end with it however it ends.

    ``version`` is the model's in the parent: the runs of one comparison are made by one model.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from sim.scenario import Scenario

    _ASKED_VERSION[:] = [version]
    _WORLDS[:] = [Scenario.model_validate(settings | {"inputs": inputs}) for settings, inputs in worlds]


def run_jobs(jobs: Sequence[Job]) -> list[Finished | Failed]:
    """Make the runs in the worlds that this worker was given."""
    from sim.base.provenance import model_version

    asked, ours = _ASKED_VERSION[0], model_version()
    if ours != asked:
        why = f"the model's source changed meanwhile, from {asked} to {ours}; start again"
        return [Failed(job, why, why) for job in jobs]
    return [run_job(_WORLDS[job.world], job) for job in jobs]


def run_job(world: "Scenario", job: Job) -> Finished | Failed:
    """Make one run; an error becomes a record of it."""
    from sim import simulate

    started = time.process_time()
    try:
        made = simulate(world, replicate=job.replicate)
        steps, posts = made.steps, made.posts
    except Exception as error:  # noqa: BLE001 - whatever a run dies of is reported with its name, and the others go on
        return Failed(job, f"{type(error).__name__}: {error}", traceback.format_exc())
    spent = time.process_time() - started
    return Finished(job, made.seed, made.summary, made.undefined, steps, posts, spent)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        # A worker waits for work on a pipe that it holds open itself: without this it would outlive a killed parent.
        parent.join()
        os._exit(1)
