"""Where chunks of runs are made: on this machine or on others; either way an asker submits and is told."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, Self

from experiments.runner.worker import Brief, Job

type Work = Callable[[str, Sequence[Job]], Sequence[Any]]
"""Makes the runs of a chunk, in the order of its jobs; a function that can be named in another process."""


class EngineLost(RuntimeError):
    """No more runs can be made: workers cannot start, or the scheduler is gone. What was stored stays."""


class Engine(Protocol):
    """A place where chunks are made.

    ``name`` is for people; a run that was alone with its worker when that one died is given up after ``most_attempts``.
    """

    name: str
    most_attempts: int

    def __enter__(self) -> Self:
        """Open the place."""

    def __exit__(self, *raised: object) -> None:
        """Close it; if something was raised, without waiting for runs under way."""

    def brief(self, brief: Brief) -> None:
        """Tell every worker, and those that come later, what it has to know."""

    def slots(self) -> int:
        """Return how many chunks may be under way at once."""

    def submit(self, work: Work, key: str, chunk: Sequence[Job]) -> "Future[Sequence[Any]]":
        """Begin a chunk."""

    def died(self, error: BaseException) -> bool:
        """Return whether a chunk ended because its worker died, and not because of what it did."""

    def look_after(self) -> None:
        """Replace workers that died.

        Raises:
            EngineLost: if that is not possible.
        """
