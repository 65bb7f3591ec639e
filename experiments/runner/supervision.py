"""Supervision: jobs go out in chunks, what dies is tried again, and a job that kills its workers is given up.

The same for every engine. No more is sent out than workers can take, so the asker's memory does not grow with the
number of jobs. A chunk whose worker died is made again run by run: only a run that was alone with its worker is blamed.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import Any, NamedTuple

from experiments.runner.engine import Engine, Work
from experiments.runner.worker import Job

_CHUNK_SECONDS = 5.0
_LONGEST_CHUNK = 250
_LAST_ROUNDS = 2
_LOOK_SECONDS = 1.0


class Died(NamedTuple):
    """A job that was alone with a worker each time that one died, and is given up."""

    job: Job

    @property
    def error(self) -> str:
        """What happened, in a line: the same wherever it happened, as how often is tried is the engine's own."""
        return "a worker died (killed, or out of memory) every time it made this run"

    @property
    def trace(self) -> str:
        """Nothing: what is killed leaves no words."""
        return ""


class Supervisor:
    """Sends jobs to an engine until all are made; iterate over it for the outcomes, in the order in which they come."""

    def __init__(
        self,
        engine: Engine,
        key: str,
        work: Work,
        jobs: Iterable[Job],
        n_jobs: int,
        running: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Take an open engine whose workers are briefed under ``key``.

        ``running`` hears again and again how many runs are being made at the moment.
        """
        self._engine, self._key, self._work = engine, key, work
        self._fresh = iter(jobs)
        self._unsent = n_jobs
        self._again: deque[Job] = deque()
        self._under_way: dict[Future[Sequence[Any]], Sequence[Job]] = {}
        self._hear_running = running
        self._slots = 0
        self._made = 0
        self._seconds = 0.0

    def __iter__(self) -> Iterator[Any]:
        """Yield what the work returns for each job, or ``Died``.

        Raises:
            EngineLost: if the engine cannot go on.
            BaseException: what the work itself raised.
        """
        self._send()
        while self._under_way:
            done, _ = wait(self._under_way, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                yield from self._received(future, self._under_way.pop(future))
            self._engine.look_after()
            self._send()

    def _send(self) -> None:
        self._slots = self._engine.slots()
        while len(self._under_way) < self._slots and (chunk := self._next_chunk()):
            self._under_way[self._engine.submit(self._work, self._key, chunk)] = chunk
        # A worker makes the runs of a chunk one after the other; where workers died, chunks wait for others.
        self._hear_running(min(sum(not each.done() for each in self._under_way), self._slots))

    def _next_chunk(self) -> Sequence[Job]:
        if self._again:
            return (self._again.popleft(),)
        chunk = tuple(islice(self._fresh, self._chunk_size()))
        self._unsent -= len(chunk)
        return chunk

    def _chunk_size(self) -> int:
        """Return how many runs make a chunk of some seconds; towards the end less, so that workers end together."""
        if not self._made:
            return 1
        lasting = int(_CHUNK_SECONDS * self._made / max(self._seconds, 1e-9))
        fair = math.ceil(self._unsent / (_LAST_ROUNDS * self._slots))
        return max(1, min(lasting, fair, _LONGEST_CHUNK))

    def _received(self, future: "Future[Sequence[Any]]", chunk: Sequence[Job]) -> Iterator[Any]:
        error = future.exception()
        if error is None:
            outcomes = future.result()
            self._made += len(outcomes)
            self._seconds += sum(outcome.spent.seconds for outcome in outcomes)
            yield from outcomes
        elif not self._engine.died(error):
            raise error
        elif len(chunk) > 1:
            self._again.extend(chunk)
        elif chunk[0].attempt >= self._engine.most_attempts:
            yield Died(chunk[0])
        else:
            self._again.append(chunk[0]._replace(attempt=chunk[0].attempt + 1))
