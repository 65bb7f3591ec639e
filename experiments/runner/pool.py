"""The pool: runs in chunks over processes, results in the order of the jobs."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from experiments.runner.worker import Failed, Finished, Job, prepare, run_job, run_jobs
from sim.base.provenance import model_version
from sim.scenario import Scenario

_CHUNKS_A_WORKER = 6
_LONGEST_CHUNK = 16
_THREAD_LIMITS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def run_all(
    worlds: Sequence[Scenario], jobs: Sequence[Job], workers: int, told: Callable[[int, int], None]
) -> list[Finished | Failed]:
    """Make all runs and return them in the order of the jobs; ``told`` hears runs done and runs in all.

    One worker is this process itself. A run that fails, or that dies with its worker, is returned as failed.
    """
    if workers == 1:
        return list(_made_here(worlds, jobs, told))
    found: dict[Job, Finished | Failed] = {}
    size = max(1, min(_LONGEST_CHUNK, len(jobs) // (workers * _CHUNKS_A_WORKER)))
    chunks = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    plain = [(world.settings(), world.inputs) for world in worlds]
    spawn = multiprocessing.get_context("spawn")
    begin = (plain, model_version())
    with _single_threaded(), ProcessPoolExecutor(min(workers, len(chunks)), spawn, prepare, begin) as pool:
        futures = {pool.submit(run_jobs, chunk): chunk for chunk in chunks}
        try:
            for future in as_completed(futures):
                found |= {made.job: made for made in _outcome(future, futures[future])}
                told(len(found), len(jobs))
        except BaseException:
            # Ctrl-C: workers in the midst of a run are not waited for.
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
            raise
    return [found[job] for job in jobs]


def _made_here(
    worlds: Sequence[Scenario], jobs: Sequence[Job], told: Callable[[int, int], None]
) -> Iterator[Finished | Failed]:
    for done, job in enumerate(jobs, start=1):
        yield run_job(worlds[job.world], job)
        told(done, len(jobs))


def _outcome(future: "Future[list[Finished | Failed]]", chunk: Sequence[Job]) -> Sequence[Finished | Failed]:
    try:
        return future.result()
    except BrokenProcessPool as broken:
        why = "a worker process died (killed, or out of memory) before this run was made"
        return [Failed(job, why, str(broken)) for job in chunk]


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
