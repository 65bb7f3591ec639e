"""Runs that are written where they are made: a worker fills the store, and its asker only hears what became of them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.runner.supervision import Died
from experiments.runner.worker import Brief, Failed, Finished, Job, Spent, briefed, make_run
from experiments.store import DiaryLine, StoredRun, Writer

OK, FAILED, DIED = "ok", "failed", "died"
"""What may become of a run: it was made; the model raised an error; the machine failed it, and it is tried again."""


class Receipt(NamedTuple):
    """What an asker hears of a run that is in the store."""

    run_id: str
    status: str
    error: str | None
    spent: Spent


def make_and_store(key: str, jobs: Sequence[Job]) -> list[Receipt]:
    """Make runs and write them to the store of the brief, as one shard.

    Raises:
        OSError: if the store cannot take them; the runs of this chunk are lost then, and those before it are not.
    """
    return [
        Receipt(made.job.row["run_id"], status_of(made), _error(made), made.spent)
        for made in store_runs(briefed(key), jobs, sweep=key)
    ]


def store_runs(brief: Brief, jobs: Sequence[Job], sweep: str = "") -> list[Finished | Failed]:
    """Make runs, write them to the store of the brief as one shard, and hand them back.

    For a ``sweep`` only while it holds the store.
    """
    made = [make_run(brief, job) for job in jobs]
    writer = Writer(Path(brief.store), brief.model_version, sweep)
    writer.write([_stored(one) for one in made], [_diary(one) for one in made])
    return made


def status_of(made: Finished | Failed) -> str:
    """Return what became of a run, in the word of the store."""
    if isinstance(made, Finished):
        return OK
    return DIED if made.by_machine else FAILED


def store_death(folder: Path, model_version: str, died: Died, told: Spent) -> Receipt:
    """Write that a run was given up, as its row; return the receipt."""
    row = {**died.job.row, "status": DIED, "error": died.error, "undefined": None}
    run_id = died.job.row["run_id"]
    line = DiaryLine(run_id, died.job.attempt, *told, DIED, died.trace)
    Writer(folder, model_version).write([StoredRun(row, {}, {})], [line])
    return Receipt(run_id, DIED, died.error, told)


def _stored(made: Finished | Failed) -> StoredRun:
    row = {**made.job.row, "status": status_of(made), "error": _error(made)}
    if isinstance(made, Failed):
        return StoredRun({**row, "undefined": None}, {}, {})
    reasons = json.dumps(made.undefined, ensure_ascii=False, sort_keys=True) if made.undefined else None
    return StoredRun({**row, "undefined": reasons}, made.summary, made.tables)


def _diary(made: Finished | Failed) -> DiaryLine:
    trace = made.trace if isinstance(made, Failed) else ""
    return DiaryLine(made.job.row["run_id"], made.job.attempt, *made.spent, status_of(made), trace)


def _error(made: Finished | Failed) -> str | None:
    # One line: what a traceback adds is in the diary.
    return None if isinstance(made, Finished) else " ".join(made.error.split())
