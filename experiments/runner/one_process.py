"""One process of this machine that is given work, and whose death is always noticed."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any


class OneProcess(ProcessPoolExecutor):
    """A pool of one process, started afresh and not forked, with its first work.

    Python's own pool waits for ever if a process is killed while it hands back a result that is larger than a pipe
    holds: the asker waits for the rest of it, and is told of no end, since it holds an end to write to itself, for
    processes that it may start later. This pool never starts a second process, and lets go of that end.
    """

    def __init__(self, begin: Callable[..., object], *given: object) -> None:
        """Plan the process; it calls ``begin`` with what is given before its first work."""
        super().__init__(1, multiprocessing.get_context("spawn"), begin, given)

    def submit[**P, R](self, work: Callable[P, R], /, *given: P.args, **named: P.kwargs) -> "Future[R]":
        """Give the process work.

        Raises:
            BrokenProcessPool: if the process died before.
        """
        under_way = super().submit(work, *given, **named)
        results: Any = self._result_queue
        results._writer.close()  # noqa: SLF001 - there is no other door to it
        return under_way
