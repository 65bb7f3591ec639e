"""The engine of many machines: Dask, on a cluster started for the sweep or on one that is running already.

Dask may make a chunk twice after a worker dies. That changes nothing: the same run has the same rows, and a store keeps
one of them. Workers write to the store themselves, so its folder must be one that all machines see.
"""

import asyncio
import logging
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakSet

from experiments.composing.problems import BadInput, Problem
from experiments.extras import require
from experiments.runner.engine import EngineLost, Work
from experiments.runner.worker import Brief, Job

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as DaskFuture

_ANSWER_SECONDS = 15
_STARTING_SECONDS = 120.0
_WORKERLESS_SECONDS = 300.0  # a batch system may take a while to replace one
_GONE = ("closing", "closed", "failed")
_NARRATORS = ("distributed", "tornado", "asyncio")
_SCHEDULER_GONE = "the Dask scheduler is gone"


class DaskEngine:
    """A Dask cluster; ``start`` opens the client, and what it opens beside it is closed with the stack it is given."""

    name = "dask"
    most_attempts = 1  # Dask itself gives a chunk to several workers before it calls it deadly

    def __init__(self, start: "Callable[[ExitStack], Client]", tend: "Callable[[Client], None] | None" = None) -> None:
        """Plan for a cluster, which is opened with the engine; ``tend`` is how to replace workers that are our own."""
        self._start = start
        self._tend = tend
        self._opened = ExitStack()
        self._client: Client | None = None
        self._key = ""
        self._worked: float | None = None
        self._under_way: WeakSet[DaskFuture] = WeakSet()

    def __enter__(self) -> Self:
        """Open the cluster.

        Raises:
            BadInput: if no scheduler answers, or Dask is not installed.
        """
        require("cluster", "--engine dask")
        _hush()
        self._client = self._start(self._opened)
        return self

    def __exit__(self, *raised: object) -> None:
        if self._client is not None and self._client.status == "running":
            # A scheduler that is gone has nothing to be tidied, and must not hide what was raised.
            with suppress(EngineLost), _scheduler_needed():
                self._client.cancel(list(self._under_way))
                self._client.unregister_worker_plugin(self._key)
        self._opened.close()

    def brief(self, brief: Brief) -> None:
        """Hand the brief to every worker, and to those that join later."""
        from experiments.runner.dask_plugin import Briefing

        self._key = brief.key
        with _scheduler_needed():
            self._connected().register_plugin(Briefing(brief), name=brief.key)

    def slots(self) -> int:
        """Return the workers' threads; at least one, for a chunk that waits for a worker.

        No chunk waits behind another: Dask suspects whatever a worker held that died, and moves it on together.
        """
        if self._client is None or self._client.status != "running":
            return 1
        with _scheduler_needed():
            threads = sum(self._client.nthreads().values())
        self._worked = time.monotonic() if threads else self._worked
        return max(1, threads)

    def submit(self, work: Work, key: str, chunk: Sequence[Job]) -> "Future[Sequence[Any]]":
        """Send the chunk to the scheduler.

        Not by the executor of Dask's client: that one asks what became of a chunk once it has the outcomes, and takes
        them for an error where the worker that held them died in between.
        """
        client = self._connected()
        with _scheduler_needed():
            sent = client.submit(work, key, chunk, pure=False)
        self._under_way.add(sent)
        return asyncio.run_coroutine_threadsafe(_outcomes(sent), client.loop.asyncio_loop)  # type: ignore[attr-defined]

    def died(self, error: BaseException) -> bool:
        """Return whether several workers died of the chunk, one after the other."""
        from distributed.scheduler import KilledWorker

        return isinstance(error, KilledWorker)

    def look_after(self) -> None:
        """Replace workers of our own that ended; others are replaced by who started them.

        Raises:
            EngineLost: if the scheduler is gone, or there were workers and no new ones come. For the first workers a
                sweep waits as long as it takes.
        """
        if self._client is not None and self._client.status in _GONE:
            raise EngineLost(_SCHEDULER_GONE)
        if self._worked is not None and time.monotonic() - self._worked > _WORKERLESS_SECONDS:
            raise EngineLost(f"every Dask worker is gone, and none came in {_WORKERLESS_SECONDS:g} seconds")
        if self._client is not None and self._tend is not None:
            self._tend(self._client)

    def _connected(self) -> "Client":
        if self._client is None:
            raise EngineLost("the Dask engine is not open")
        return self._client


async def _outcomes(sent: "DaskFuture") -> Sequence[Any]:
    """Wait for a chunk's outcomes; where they are lost with their worker, until they are made once more.

    Raises:
        EngineLost: if the chunk was cancelled, as everything is when the scheduler goes.
        BaseException: what the work itself raised, or Dask on behalf of the workers it killed.
    """
    try:
        return await sent
    except CancelledError as cancelled:
        raise EngineLost("runs under way were cancelled: the scheduler is gone") from cancelled


def _hush() -> None:
    """Keep Dask, and what it stands on, from narrating every lost connection: what matters is said by the sweep.

    It sets levels of its own for some of its loggers when it is imported, so that comes first.
    """
    import distributed  # noqa: F401

    for name in [*_NARRATORS, *logging.root.manager.loggerDict]:
        if name.split(".")[0] in _NARRATORS:
            logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _scheduler_needed() -> Iterator[None]:
    """Call a lost connection what it is; whoever asks first after it broke sees it as an error of its own question."""
    from distributed.client import ClosedClientError

    try:
        yield
    except (OSError, ClosedClientError) as lost:
        raise EngineLost(_SCHEDULER_GONE) from lost


def on_this_machine(workers: int) -> "Callable[[ExitStack], Client]":
    """Return how to start a cluster of processes on this machine, which leave Ctrl-C to this one."""

    def start(opened: ExitStack) -> "Client":
        from distributed import Client, LocalCluster

        cluster = opened.enter_context(
            LocalCluster(
                n_workers=0,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        )
        cluster.sync(_deaf_to_ctrl_c)
        cluster.scale(workers)
        client = opened.enter_context(Client(cluster))
        client.wait_for_workers(workers, timeout=_STARTING_SECONDS)
        return client

    return start


def replacing(workers: int) -> "Callable[[Client], None]":
    """Return how to replace workers of such a cluster: a nanny of Dask's ends with a worker that dies young.

    A run that kills whoever makes it meets every new worker young, so that without this it would end the sweep.
    """

    def tend(client: "Client") -> None:
        from distributed.core import Status

        cluster: Any = client.cluster
        for name, nanny in list(cluster.workers.items()):
            if nanny.status in {Status.failed, Status.closed}:
                cluster.worker_spec.pop(name, None)
        if set(cluster.workers) != set(cluster.worker_spec) or len(cluster.worker_spec) < workers:
            cluster.scale(workers)

    return tend


async def _deaf_to_ctrl_c() -> None:
    """Let no process that this thread starts hear Ctrl-C: a terminal sends it to all, and each would print a trace.

    Here and not in the worker, which would hear it until it has read the first line of its program.
    """
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # it would unblock the signal, when the first process is started
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def at_address(scheduler: str) -> "Callable[[ExitStack], Client]":
    """Return how to join a scheduler that is running."""

    def start(opened: ExitStack) -> "Client":
        from distributed import Client

        try:
            return opened.enter_context(Client(scheduler, timeout=_ANSWER_SECONDS))
        except (OSError, ValueError) as error:
            rule = f"no Dask scheduler answers there within {_ANSWER_SECONDS} seconds ({error})"
            raise BadInput([Problem("--scheduler", scheduler, rule)]) from None

    return start


def in_batch_jobs(kind: str, jobs: int, settings: dict[str, Any]) -> "Callable[[ExitStack], Client]":
    """Return how to ask a batch system for workers; ``kind`` is the class of dask-jobqueue, as ``SLURMCluster``."""

    def start(opened: ExitStack) -> "Client":
        import dask_jobqueue
        from distributed import Client

        batch_system = getattr(dask_jobqueue, kind)
        submit = batch_system.job_cls.submit_command.split()[0]
        if shutil.which(submit) is None:
            rule = f"asks its batch system with `{submit}`, which is not on this machine: run the sweep where it is"
            raise BadInput([Problem("engine.cluster", kind, rule)])
        cluster = opened.enter_context(batch_system(**settings))
        cluster.scale(jobs=jobs)
        return opened.enter_context(Client(cluster))

    return start
