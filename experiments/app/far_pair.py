"""A visitor's pair of worlds, which lives in some place: what is asked of it goes there, where it stands comes back."""

import itertools
import time
from typing import Any, NamedTuple, Self

from experiments.app.asked import WorldAsked
from experiments.app.places import Place, WorldsLost
from experiments.app.telling import text_of
from experiments.app.world_pair import WorldPair

_LONGEST_WORK = 0.2
"""Seconds that a piece of work may take: a pause is heard, and other visitors have their turn, within that time."""

_NUMBERS = itertools.count()


class Standing(NamedTuple):
    """How far a pair has come: ticks lived through, and ticks in all."""

    tick: int
    ticks: int


class FarPair:
    """A pair in a place, by its number there."""

    def __init__(self, place: Place, number: int, asked: WorldAsked, standing: Standing) -> None:
        """Know a pair that was opened."""
        self.place, self.number, self.asked, self._standing = place, number, asked, standing

    @classmethod
    async def opened(cls, place: Place, asked: WorldAsked) -> Self:
        """Open a pair in a place.

        Raises:
            Refused: if either world is not offered or refused by the model.
        """
        number = next(_NUMBERS)
        place.n_pairs += 1
        try:
            return cls(place, number, asked, await place.do(_open, number, asked))
        except BaseException:
            place.n_pairs -= 1
            raise

    @property
    def tick(self) -> int:
        """Ticks lived through."""
        return self._standing.tick

    @property
    def ticks(self) -> int:
        """Ticks in all."""
        return self._standing.ticks

    @property
    def over(self) -> bool:
        """Whether the last tick was lived through."""
        return self.tick >= self.ticks

    async def live_towards(self, tick: int) -> None:
        """Live on to a tick, or for as long as one piece of work may take."""
        self._standing = await self.place.do(_live_towards, self.number, tick)

    async def described(self) -> dict[str, Any]:
        """Return what a page needs once of these worlds."""
        return await self.place.do(_described, self.number)

    async def picture(self, since: int, towards: int = 0) -> str:
        """Return what there is to see, as text, with the curves from the tick ``since`` on.

        Before that it lives on ``towards`` a tick, as far as one piece of work may go, in one way there and back.
        """
        self._standing, picture = await self.place.do(_picture, self.number, since, towards)
        return picture

    async def look(self, **at: int | None) -> None:
        """Turn to a post (``focus``, its key) or to a person (``who``); None for nobody in particular."""
        await self.place.do(_look, self.number, at)

    async def close(self) -> None:
        """Let go of everything."""
        self.place.n_pairs -= 1
        await self.place.do(_close, self.number)


# What follows is done in the place.

_PAIRS: dict[int, WorldPair] = {}


def pair_of(number: int) -> WorldPair:
    """Return the pair of that number in this process.

    Raises:
        WorldsLost: if it is not here, as this process began after another had died.
    """
    try:
        return _PAIRS[number]
    except KeyError:
        raise WorldsLost("the process that held these worlds died") from None


def _open(number: int, asked: WorldAsked) -> Standing:
    pair = _PAIRS[number] = WorldPair(asked)
    return Standing(pair.tick, pair.ticks)


def _live_towards(number: int, tick: int) -> Standing:
    pair, until = pair_of(number), time.monotonic() + _LONGEST_WORK
    while pair.tick < min(tick, pair.ticks) and time.monotonic() < until:
        pair.step()
    return Standing(pair.tick, pair.ticks)


def _described(number: int) -> dict[str, Any]:
    return pair_of(number).described()


def _picture(number: int, since: int, towards: int) -> tuple[Standing, str]:
    standing = _live_towards(number, towards)
    return standing, text_of(pair_of(number).picture(since))


def _look(number: int, at: dict[str, int | None]) -> None:
    for what, which in at.items():
        setattr(pair_of(number), what, which)


def _close(number: int) -> None:
    pair = _PAIRS.pop(number, None)
    if pair is not None:
        pair.close()
