"""Places where visitors' worlds live: processes of this machine, so that a class is served by all of its cores."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from experiments.runner.one_process import OneProcess
from experiments.runner.worker import begin_own_process


class WorldsLost(RuntimeError):
    """The process that held a visitor's worlds is gone, and the worlds with it."""


class Place:
    """Somewhere to work on worlds, one piece of work at a time; begun anew should it die."""

    def __init__(self, begun: Callable[[], Executor]) -> None:
        """Plan a place; ``begun`` starts it."""
        self._begun = begun
        self._executor = begun()
        self.n_pairs = 0

    async def do[R](self, work: Callable[..., R], *given: Any) -> R:
        """Return what ``work`` gives there; once begun it is waited for, whatever happens to who asked.

        Raises:
            WorldsLost: if the process died over it.
        """
        executor = self._executor
        try:
            under_way = asyncio.get_running_loop().run_in_executor(executor, work, *given)
            try:
                return await asyncio.shield(under_way)
            except asyncio.CancelledError:
                # What has begun cannot be stopped: the worlds stay busy until it is done with them.
                await asyncio.wait([under_way])
                raise
        except BrokenProcessPool:
            self._begin_anew_after(executor)
            raise WorldsLost("the process that held these worlds died") from None

    def _begin_anew_after(self, broken: Executor) -> None:
        """Start another process, unless somebody else who lost worlds here has done so already."""
        if self._executor is broken:
            broken.shutdown(wait=False)
            self._executor = self._begun()

    def close(self) -> None:
        """Let go; work that waits is dropped."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class Places:
    """All places; a visitor's worlds stay where they began."""

    def __init__(self, places: Sequence[Place]) -> None:
        """Take at least one place."""
        self.places = places

    def roomiest(self) -> Place:
        """Return the place with fewest worlds."""
        return min(self.places, key=lambda place: place.n_pairs)

    def close(self) -> None:
        """Let go of all."""
        for place in self.places:
            place.close()


def in_this_process() -> Places:
    """Return one place that is a thread of this process: nothing to start, and one core."""
    return Places([Place(lambda: ThreadPoolExecutor(1, thread_name_prefix="worlds"))])


def in_processes(n: int) -> Places:
    """Return so many places, each a process of its own."""
    return Places([Place(lambda: OneProcess(begin_own_process)) for _ in range(n)])
