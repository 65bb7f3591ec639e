"""Small sweeps to be disturbed: started as a user starts them, and what they leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from experiments import store
from tests.processes import command_line, gone, processes_below

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 900.0
"""Seconds that a process may take to do what it will do, on a machine that is busy with other things."""
TINY = ["scenario=guo_2017", "members=60", "ticks=24"]


def sweep_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "experiments", "sweep", *arguments]


def started(*arguments: str, as_a_group: bool = False) -> subprocess.Popen[str]:
    """Start a sweep as a program; as a group, so that all its processes can be sent a signal at once, as Ctrl-C is."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        sweep_command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
        start_new_session=as_a_group,
    )


def done(*arguments: str) -> tuple[int, str, str]:
    """Run a sweep to its end; return its status, output and errors."""
    process = started(*arguments)
    shown, said = process.communicate(timeout=PATIENCE)
    return process.returncode, shown, said


def results(folder: Path) -> dict[str, bytes]:
    """Return every file of the results; the diary is none."""
    files = (file for table in store.TABLES for file in (folder / table).glob("*"))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def n_stored(folder: Path) -> int:
    """Return how many sets of runs a store holds now."""
    return len(list((folder / "runs").glob("shard*")))


def wait_for_shards(folder: Path, least: int, process: subprocess.Popen[str]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if n_stored(folder) >= least or process.poll() is not None:
            return
        time.sleep(0.05)
    raise AssertionError("the sweep never stored anything")


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    return [pid for pid in processes_below(process.pid) if "spawn_main" in command_line(pid)]


def kill_a_worker(process: subprocess.Popen[str], which: int) -> None:
    """Kill a worker of a sweep that is under way, and see that it was there before and is gone after."""
    found = workers_of(process)
    assert found, "there is no worker to kill"
    victim = found[which % len(found)]
    os.kill(victim, signal.SIGKILL)
    assert gone([victim]), "the worker outlived its kill"
    assert process.poll() is None, "the sweep was over before its worker was killed"


def kill_the_driver(process: subprocess.Popen[str]) -> None:
    """Kill a sweep that is under way, and see that it did not end by itself before."""
    assert process.poll() is None, "the sweep was over before it was killed"
    process.kill()
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL, "the sweep ended by itself"
