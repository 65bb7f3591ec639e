"""One visitor: their pair of worlds, what they asked for, and the frames on their way to them."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from typing import Any, assert_never

from experiments.app.asked import (
    Asked,
    FocusPerson,
    FocusPost,
    Open,
    Refused,
    Seen,
    Speed,
    Step,
    Turn,
    WorldAsked,
)
from experiments.app.limits import MOST_FRAMES_PER_SECOND, MOST_IN_FLIGHT
from experiments.app.world_pair import WorldPair

_FRAME_SECONDS = 1.0 / MOST_FRAMES_PER_SECOND
_LONGEST_WORK = 0.2
"""Seconds that a frame's ticks may take before the frame is shown anyway: a pause is heard within that time."""

type Send = Callable[[dict[str, Any]], Awaitable[None]]


class Visit:
    """The worlds of one visitor, which outlive a dropped connection for a while.

    All work on the worlds is done by one task at a time (``busy``), in a thread of ``workers``; ``send`` hands a
    message to the page, and is None while nobody is connected.
    """

    def __init__(self, token: str, workers: Executor) -> None:
        """Begin without worlds."""
        self.token, self.workers = token, workers
        self.pair: WorldPair | None = None
        self.send: Send | None = None
        self.playing = False
        self.ticks_per_second = 12
        self.sent, self.seen, self.shown_to = 0, 0, 0
        self.busy, self.changed = asyncio.Lock(), asyncio.Event()
        self.last_sign = time.monotonic()
        self.last_words: asyncio.Future[None] | None = None

    async def heed(self, asked: Asked) -> None:
        """Do what the visitor asks.

        Raises:
            Refused: if the world asked for is not offered.
        """
        self.last_sign = time.monotonic()
        match asked:
            case Open():
                await self._open(asked)
            case Seen():
                self.seen = max(self.seen, min(asked.frame, self.sent))
            case Turn(do="play"):
                self.playing = True
            case Turn(do="pause"):
                self.playing = False
            case Turn():
                await self._reset()
            case Step():
                self.playing = False
                await self._advance(asked.ticks)
            case Speed():
                self.ticks_per_second = asked.ticks
            case FocusPost() | FocusPerson():
                await self._look(asked)
            case _:
                assert_never(asked)
        self.changed.set()

    async def play(self) -> None:
        """Live through ticks at the speed asked for while playing, and send frames that the page can keep up with."""
        while True:
            await self._until(lambda: self.playing and self.send is not None and self._has_room())
            began = time.monotonic()
            # A frame holds as many ticks as make the speed, at most 30 frames a second.
            n_ticks = math.ceil(self.ticks_per_second * _FRAME_SECONDS)
            await self._advance(n_ticks)
            if self.pair is None or self.pair.over:
                self.playing = False
            pause = n_ticks / self.ticks_per_second - (time.monotonic() - began)
            await asyncio.sleep(max(pause, 0.0))

    async def welcome_back(self) -> None:
        """Send the worlds as they stand to a page that has connected again."""
        self.sent, self.seen = 0, 0
        async with self.busy:
            await self._send_world()
        self.changed.set()

    async def replay(self, page_of: Callable[[WorldAsked, int], str]) -> str | None:
        """Return a replay of the worlds up to now, None where there are none; one at a time."""
        async with self.busy:
            if self.pair is None:
                return None
            return str(await self._in_thread(page_of, self.pair.asked, max(self.pair.tick, 1)))

    async def close(self) -> None:
        """Let go of the worlds."""
        self.playing = False
        async with self.busy:
            if self.pair is not None:
                self.pair.close()
            self.pair = None

    def _has_room(self) -> bool:
        return self.sent - self.seen < MOST_IN_FLIGHT

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self.changed.clear()
            await self.changed.wait()

    async def _open(self, asked: Open) -> None:
        self.playing = False
        async with self.busy:
            fresh = await self._in_thread(WorldPair, asked.world)
            if self.pair is not None:
                self.pair.close()
            self.pair = fresh
            await self._live_to(asked.tick)
            await self._send_world()

    async def _reset(self) -> None:
        if self.pair is None:
            return
        playing, world = self.playing, self.pair.asked
        await self._open(Open(do="open", world=world))
        self.playing = playing

    async def _advance(self, n_ticks: int) -> None:
        async with self.busy:
            if self.pair is None or self.pair.over:
                return
            await self._live_to(self.pair.tick + n_ticks)
            await self._send_frame()

    async def _live_to(self, tick: int) -> None:
        """Live on to a tick, a little at a time so that other visitors' work comes in between.

        While playing, a frame's ticks stop after a while; what is missing comes with the next frame.
        """
        pair = self.pair
        if pair is None:
            return
        while pair.tick < min(tick, pair.ticks):
            await self._in_thread(_live_for, pair, tick)
            if self.playing:
                return

    async def _look(self, asked: FocusPost | FocusPerson) -> None:
        async with self.busy:
            if self.pair is None:
                return
            if isinstance(asked, FocusPost):
                self.pair.focus = None if asked.key is None else int(asked.key)
            else:
                self.pair.who = asked.who
            await self._send_frame()

    async def _send_world(self) -> None:
        if self.pair is None or self.send is None:
            return
        described = await self._in_thread(self.pair.described)
        self.shown_to = 0
        await self.send({"is": "world", "token": self.token, "world": described, "playing": self.playing})
        await self._send_frame()

    async def _send_frame(self) -> None:
        if self.pair is None or self.send is None:
            return
        picture = await self._in_thread(self.pair.picture, self.shown_to)
        self.sent += 1
        self.shown_to = self.pair.tick
        await self.send({"is": "frame", "frame": self.sent} | picture)

    async def _in_thread(self, work: Callable[..., Any], *given: Any) -> Any:
        under_way = asyncio.get_running_loop().run_in_executor(self.workers, work, *given)
        try:
            return await asyncio.shield(under_way)
        except asyncio.CancelledError:
            # A thread cannot be stopped: the worlds stay busy until it is done with them.
            await asyncio.wait([under_way])
            raise


def _live_for(pair: WorldPair, tick: int) -> None:
    """Live on to a tick, or for as long as one piece of work may take."""
    until = time.monotonic() + _LONGEST_WORK
    while pair.tick < min(tick, pair.ticks) and time.monotonic() < until:
        pair.step()


def refusal(refused: Refused) -> dict[str, Any]:
    """Return a refusal as a message to the page."""
    return {"is": "refused", "problems": refused.problems}


def world_of(scenario: str, **more: Any) -> WorldAsked:
    """Return a world as a visitor would ask for it."""
    return WorldAsked.model_validate({"scenario": scenario} | more)
