"""One visitor: their pair of worlds, what they asked for, and the frames on their way to them."""

import asyncio
import contextlib
import math
import time
from collections.abc import Awaitable, Callable
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
from experiments.app.far_pair import FarPair
from experiments.app.limits import MOST_FRAMES_PER_SECOND, MOST_IN_FLIGHT
from experiments.app.places import Places, WorldsLost
from experiments.app.telling import frame_of, text_of

_FRAME_SECONDS = 1.0 / MOST_FRAMES_PER_SECOND
_BEGIN_ANEW = "Reset begins them anew"

type Send = Callable[[str], Awaitable[None]]


class Visit:
    """The worlds of one visitor, which outlive a dropped connection for a while.

    All work on the worlds is done by one task at a time (``busy``), in one of the ``places``; ``send`` hands a
    message to the page as text, and is None while nobody is connected.
    """

    def __init__(self, token: str, places: Places) -> None:
        """Begin without worlds."""
        self.token, self.places = token, places
        self.pair: FarPair | None = None
        self.send: Send | None = None
        self.playing = False
        self.ticks_per_second = 12
        self.lost: WorldAsked | None = None
        self.sent, self.seen, self.shown_to = 0, 0, 0
        self.busy, self.changed = asyncio.Lock(), asyncio.Event()
        self.last_sign = time.monotonic()
        self.last_words: asyncio.Future[None] | None = None

    async def heed(self, asked: Asked) -> None:
        """Do what the visitor asks.

        Raises:
            Refused: if the world asked for is not offered, or if the visitor's worlds were lost.
        """
        self.last_sign = time.monotonic()
        try:
            await self._do(asked)
        except WorldsLost as lost:
            self._lose()
            raise Refused([f"{lost}; {_BEGIN_ANEW}"]) from None
        self.changed.set()

    async def _do(self, asked: Asked) -> None:
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

    async def play(self) -> None:
        """Live through ticks at the speed asked for while playing, and send frames that the page can keep up with."""
        while True:
            await self._until(lambda: self.playing and self.send is not None and self._has_room())
            began = time.monotonic()
            # A frame holds as many ticks as make the speed, at most 30 frames a second.
            n_ticks = math.ceil(self.ticks_per_second * _FRAME_SECONDS)
            try:
                await self._advance(n_ticks)
            except WorldsLost as lost:
                await self._tell_of_loss(lost)
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
            # Not where worlds live: whoever plays there would wait for the whole of it.
            return str(await asyncio.to_thread(page_of, self.pair.asked, max(self.pair.tick, 1)))

    async def close(self) -> None:
        """Let go of the worlds."""
        self.playing = False
        async with self.busy:
            await self._close_pair()

    async def _close_pair(self) -> None:
        pair, self.pair = self.pair, None
        if pair is not None:
            with contextlib.suppress(WorldsLost):
                await pair.close()

    def _lose(self) -> None:
        """Forget worlds whose process died, but what they were: a reset begins them anew."""
        self.playing = False
        if self.pair is not None:
            self.pair.place.n_pairs -= 1
            self.lost, self.pair = self.pair.asked, None

    async def _tell_of_loss(self, lost: WorldsLost) -> None:
        self._lose()
        if self.send is not None:
            await self.send(text_of(refusal(Refused([f"{lost}; {_BEGIN_ANEW}"]))))

    def _has_room(self) -> bool:
        return self.sent - self.seen < MOST_IN_FLIGHT

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self.changed.clear()
            await self.changed.wait()

    async def _open(self, asked: Open) -> None:
        self.playing = False
        async with self.busy:
            fresh = await FarPair.opened(self.places.roomiest(), asked.world)
            await self._close_pair()
            self.pair, self.lost = fresh, None
            await self._live_to(asked.tick)
            await self._send_world()

    async def _reset(self) -> None:
        world = self.lost if self.pair is None else self.pair.asked
        if world is not None:
            playing = self.playing
            await self._open(Open(do="open", world=world))
            self.playing = playing

    async def _advance(self, n_ticks: int) -> None:
        async with self.busy:
            if self.pair is None or self.pair.over:
                return
            tick = self.pair.tick + n_ticks
            if not self.playing:
                await self._live_to(tick)
            # While playing, a frame's ticks stop after a while; what is missing comes with the next frame.
            await self._send_frame(towards=tick)

    async def _live_to(self, tick: int) -> None:
        """Live on to a tick, a little at a time so that other visitors' work comes in between."""
        pair = self.pair
        if pair is None:
            return
        while pair.tick < min(tick, pair.ticks):
            await pair.live_towards(tick)

    async def _look(self, asked: FocusPost | FocusPerson) -> None:
        async with self.busy:
            if self.pair is None:
                return
            if isinstance(asked, FocusPost):
                await self.pair.look(focus=None if asked.key is None else int(asked.key))
            else:
                await self.pair.look(who=asked.who)
            await self._send_frame()

    async def _send_world(self) -> None:
        if self.pair is None or self.send is None:
            return
        described = await self.pair.described()
        self.shown_to = 0
        await self.send(text_of({"is": "world", "token": self.token, "world": described, "playing": self.playing}))
        await self._send_frame()

    async def _send_frame(self, towards: int = 0) -> None:
        if self.pair is None or self.send is None:
            return
        picture = await self.pair.picture(self.shown_to, towards)
        self.sent += 1
        self.shown_to = self.pair.tick
        await self.send(frame_of(self.sent, picture))


def refusal(refused: Refused) -> dict[str, Any]:
    """Return a refusal as a message to the page."""
    return {"is": "refused", "problems": refused.problems}


def world_of(scenario: str, **more: Any) -> WorldAsked:
    """Return a world as a visitor would ask for it."""
    return WorldAsked.model_validate({"scenario": scenario} | more)
