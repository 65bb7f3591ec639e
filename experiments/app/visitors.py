"""The visitors of a page: how many there may be, who comes back, and whose worlds are closed."""

import asyncio
import secrets
import time

from experiments.app.limits import IDLE_SECONDS, RESUME_SECONDS
from experiments.app.places import Places, in_this_process
from experiments.app.telling import text_of
from experiments.app.visit import Visit

_LOOKS_EVERY = 5.0
_TOKEN_BYTES = 18
_UNASKED = "nothing was asked of these worlds for a quarter of an hour"


class Visitors:
    """All visits, by token; each has worlds of its own, and none can reach those of another."""

    def __init__(self, most: int, places: Places | None = None) -> None:
        """Admit at most so many at once; those who left within the last two minutes and may come back count too.

        Their worlds live in the ``places``, by default in a thread of this process.
        """
        self.most = most
        self.visits: dict[str, Visit] = {}
        self.places = in_this_process() if places is None else places

    def admit(self) -> Visit | None:
        """Return a new visit, None where there is no room: of those who left, the longest gone make room first."""
        if len(self.visits) >= self.most:
            gone = sorted((visit for visit in self.visits.values() if visit.send is None), key=lambda v: v.last_sign)
            if not gone:
                return None
            self.visits.pop(gone[0].token)
            self._close_later(gone[0])
        visit = Visit(secrets.token_urlsafe(_TOKEN_BYTES), self.places)
        self.visits[visit.token] = visit
        return visit

    def come_back(self, token: str) -> Visit | None:
        """Return the visit of someone whose connection dropped, None if there is none to come back to."""
        visit = self.visits.get(token)
        return visit if visit is not None and visit.send is None and visit.pair is not None else None

    def leave(self, visit: Visit) -> None:
        """Keep a visit for a while, without anybody to send to; one that never opened a world is let go."""
        visit.send, visit.last_sign = None, time.monotonic()
        if visit.pair is None:
            self.visits.pop(visit.token, None)

    async def tidy_up(self) -> None:
        """Close what nobody has touched for long, again and again."""
        while True:
            await asyncio.sleep(_LOOKS_EVERY)
            await self.close_idle(time.monotonic())

    async def close_idle(self, now: float) -> None:
        """Close the worlds of visitors who left or have given no sign for long."""
        for visit in list(self.visits.values()):
            silent = now - visit.last_sign
            if visit.send is None and silent > RESUME_SECONDS:
                self.visits.pop(visit.token, None)
                await visit.close()
            elif visit.send is not None and silent > IDLE_SECONDS and visit.pair is not None:
                await visit.close()
                await visit.send(text_of({"is": "closed", "why": _UNASKED}))

    def _close_later(self, visit: Visit) -> None:
        self._closing = asyncio.ensure_future(visit.close())

    async def close(self) -> None:
        """Close all."""
        for visit in self.visits.values():
            await visit.close()
        self.places.close()
