"""A Dask cluster as it is on many machines: a scheduler and workers, each a process started for itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.behaviour.sweeps import PATIENCE
from tests.processes import processes_below

ROOT = Path(__file__).resolve().parents[2]


class Cluster:
    """One scheduler and some workers on this machine, to be killed one by one."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self._folder = folder
        options = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
        self.scheduler = self._start("scheduler", *options)
        self._wait_for(port)
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self) -> subprocess.Popen[bytes]:
        options = ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", "--death-timeout", "300"]
        options += ["--no-nanny", "--local-directory", str(self._folder)]
        self.workers.append(self._start("worker", self.address, *options))
        return self.workers[-1]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process that is alive and all that it started, at once, and see that it died of it."""
        assert process.poll() is None, "it was dead before it was killed"
        _end(process)
        assert process.returncode == -signal.SIGKILL, "it ended by itself"

    def close(self) -> None:
        # What is still there may be about to end by itself.
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                _end(process)

    def _wait_for(self, port: int) -> None:
        """Wait until the scheduler answers: on a busy machine it may begin later than a client waits for."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", port)) == 0:
                    return
            assert self.scheduler.poll() is None, "the scheduler ended before it began"
            time.sleep(0.1)
        raise AssertionError("the scheduler never answered")

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments]
        log = (self._folder / f"{arguments[0]}.log").open("ab")
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT, env=environment)


def _end(process: subprocess.Popen[bytes]) -> None:
    below = processes_below(process.pid)
    process.kill()
    for pid in below:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(30)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Run a cluster with so many workers; nothing of it outlives the block."""
    running = Cluster(folder)
    try:
        for _ in range(workers):
            running.add_worker()
        yield running
    finally:
        running.close()


@contextmanager
def tended(running: Cluster) -> Iterator[None]:
    """Replace every worker that dies, as a batch system does; a nanny of Dask's ends with a worker that dies young."""
    ended = threading.Event()

    def replace() -> None:
        while not ended.wait(0.1):
            for dead in [worker for worker in running.workers if worker.poll() is not None]:
                running.workers.remove(dead)
                running.add_worker()

    tender = threading.Thread(target=replace, daemon=True)
    tender.start()
    try:
        yield
    finally:
        ended.set()
        tender.join(PATIENCE)
