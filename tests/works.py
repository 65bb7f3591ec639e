"""Works for engines to do: they can be named in a worker process, and some of them kill it."""

from __future__ import annotations

import os
import platform
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from experiments.runner.worker import Job, Spent


class Made(NamedTuple):
    """What a work hands back for a job."""

    job: Job
    value: int
    spent: Spent


def job(number: int, **row: object) -> Job:
    return Job(number, row, b"", 0, 0)


def squares(_key: str, jobs: Sequence[Job]) -> list[Made]:
    """Square the number of each job, after doing what its row says: wait, note, raise, or kill the process."""
    return [_square(one) for one in jobs]


def _square(one: Job) -> Made:
    if "note" in one.row:
        with Path(str(one.row["note"])).open("a", encoding="utf-8") as notes:
            notes.write(f"{one.number} {os.getpid()}\n")
    time.sleep(float(str(one.row.get("seconds", 0))))
    if "raises" in one.row:
        raise OSError(28, str(one.row["raises"]))
    once = one.row.get("dies_once")
    if one.row.get("dies") or (once and not Path(str(once)).exists()):
        if once:
            Path(str(once)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    spent = Spent(
        "2017-08-01T00:00:00+00:00", float(str(one.row.get("seconds", 0.01))), 0.0, platform.node(), os.getpid()
    )
    return Made(one, one.number**2, spent)


def brief_known(key: str, jobs: Sequence[Job]) -> list[Made]:
    """Hand back the number of each job; a worker that was not briefed cannot."""
    from experiments.runner import worker

    assert worker._BRIEFS[key].tables == ("steps",)
    return [Made(one, one.number, Spent("", 0.01, 0.0, "", os.getpid())) for one in jobs]


def boast(_key: str, jobs: Sequence[Job]) -> list[tuple[Made, bytes]]:
    """Hand back more than a pipe holds; the first process that does is killed in the midst of it."""
    dies = Path(str(jobs[0].row["dies_once"]))
    if not dies.exists():
        dies.touch()
        threading.Thread(target=_die_while_sending, args=(threading.get_ident(),), daemon=True).start()
    return [(made, bytes(200_000_000)) for made in squares("", [one._replace(row={}) for one in jobs])]


def _die_while_sending(sender: int) -> None:
    while sys._current_frames()[sender].f_code.co_name != "_send":
        time.sleep(0.001)
    os.kill(os.getpid(), signal.SIGKILL)
