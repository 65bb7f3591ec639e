"""The engine of this machine: a process a core, each replaced when it dies."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Self

from experiments.runner.engine import EngineLost, Work
from experiments.runner.one_process import OneProcess
from experiments.runner.worker import Brief, Job, begin_process, take_brief

_THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
_FALSE_STARTS = 3


class HereEngine:
    """This process itself: one chunk at a time, nothing to start."""

    name = "here"
    most_attempts = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def brief(self, brief: Brief) -> None:
        """Take the brief."""
        take_brief(brief)

    def slots(self) -> int:
        """Return one."""
        return 1

    def submit(self, work: Work, key: str, chunk: Sequence[Job]) -> "Future[Sequence[Any]]":
        """Make the chunk at once; what it raises is raised here."""
        done: Future[Sequence[Any]] = Future()
        done.set_result(work(key, chunk))
        return done

    def died(self, error: BaseException) -> bool:
        """Return False: a worker's death would be ours."""
        return False

    def look_after(self) -> None:
        """Do nothing."""


class LocalEngine:
    """Processes of this machine, started afresh and not forked.

    Each is a pool of its own: when one is killed, only the chunk that it was making is lost, and which one that was is
    known.
    """

    name = "local"
    most_attempts = 3

    def __init__(self, workers: int) -> None:
        """Plan for a number of processes; none is started before there is something to do."""
        self._workers = workers
        self._brief: Brief | None = None
        self._pools: list[OneProcess] = []
        self._doing: dict[int, Future[Sequence[Any]]] = {}
        self._ready: dict[int, Future[None]] = {}
        self._false_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        in_peace = raised[0] is None
        for pool in self._pools:
            pool.shutdown(wait=in_peace, cancel_futures=True)
        if not in_peace:
            # Ctrl-C: workers in the midst of a run are not waited for; one that is stopped would hear no polite word.
            for process in multiprocessing.active_children():
                process.kill()

    def brief(self, brief: Brief) -> None:
        """Remember what processes are told when they start."""
        self._brief = brief

    def slots(self) -> int:
        """Return the number of processes."""
        return self._workers

    def submit(self, work: Work, key: str, chunk: Sequence[Job]) -> "Future[Sequence[Any]]":
        """Give the chunk to a process that has nothing to do."""
        idle = next(slot for slot in range(self._workers) if slot not in self._doing or self._doing[slot].done())
        while len(self._pools) <= idle:
            self._pools.append(self._started(len(self._pools)))
        try:
            self._doing[idle] = self._pools[idle].submit(work, key, chunk)
        except BrokenProcessPool:
            # Killed while it had nothing to do.
            self._pools[idle] = self._started(idle)
            self._doing[idle] = self._pools[idle].submit(work, key, chunk)
        return self._doing[idle]

    def died(self, error: BaseException) -> bool:
        """Return whether the process of a chunk was killed, or ran out of memory."""
        return isinstance(error, BrokenProcessPool)

    def look_after(self) -> None:
        """Start a process for each that died.

        Raises:
            EngineLost: if processes die before they can begin, time after time.
        """
        for slot, chunk in list(self._doing.items()):
            if not chunk.done() or chunk.cancelled() or not isinstance(chunk.exception(), BrokenProcessPool):
                continue
            began = self._ready[slot].exception() is None
            self._false_starts = 0 if began else self._false_starts + 1
            if self._false_starts >= _FALSE_STARTS:
                raise EngineLost("worker processes die before they can begin: is there memory for them?")
            del self._doing[slot]
            self._pools[slot].shutdown(wait=False)
            self._pools[slot] = self._started(slot)

    def _started(self, slot: int) -> OneProcess:
        with _single_threaded():
            pool = OneProcess(begin_process, self._brief)
            # A pool starts its process with its first task, in the environment of that moment.
            self._ready[slot] = pool.submit(_nothing)
        return pool


def local_engine(workers: int) -> HereEngine | LocalEngine:
    """Return an engine for a few runs whose results are wanted at once: one worker is this process itself.

    That saves the start of another; a run that kills its process ends the asker with it. A sweep takes ``LocalEngine``.
    """
    return HereEngine() if workers == 1 else LocalEngine(workers)


def _nothing() -> None:
    pass


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Let new processes use one thread each for linear algebra: there is a process a core already."""
    before = {name: os.environ.get(name) for name in _THREAD_LIMITS}
    os.environ.update(dict.fromkeys(_THREAD_LIMITS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
