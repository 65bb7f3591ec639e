"""What every part of a censor promises: it may screen criticism at birth, or search for it while it stands."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared, parameter


class Criticism(NamedTuple):
    """Items that hurt the state's side: ``keys`` [k] identities, ``age`` [k] hours, ``found_after`` [k] half-lives.

    A silent search of half-life h finds an item in the tick in which it has stood for ``found_after`` x h. Every other
    search has luck of its own, or the quicker of two would forestall the slower altogether. ``unseen`` is for how many
    hours up to now no search has looked at them: a tick, or without end for what is seen only when it is passed on.
    """

    keys: np.ndarray
    age: np.ndarray
    found_after: np.ndarray
    unseen: float


class Standing(NamedTuple):
    """Criticism that stands, or its authors: ``keys`` [k] identities and ``reads`` [k], how often each was read.

    ``n_members`` of the market; ``tick`` and its length in hours.
    """

    keys: np.ndarray
    reads: np.ndarray
    n_members: int
    tick: int
    tick_hours: float


class Fright(NamedTuple):
    """What punishing or threatening someone does: fear added to that person (``deterrence``) and to each follower
    (``contagion``), and the ``half_life`` of fear in hours.
    """

    deterrence: float
    contagion: float
    half_life: float


class Shared(Declared):
    """What the parts of a censor share: its hands."""

    capacity: float = parameter(
        200.0,
        unit="items per day and 1,000 members",
        bounds=(0, 1e6),
        plausible=(20.0, 1000.0),
        meaning="How many items the whole censor can hide or punish.",
        source="Assumption: ample, so that capacity binds only in a flood",
    )


class CensorshipPart(Declared):
    """A part of a censor; by default it lets everything pass."""

    def screens(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return which new items [k] are hidden before anyone sees them."""
        return np.zeros(len(items.keys), np.bool_)

    def finds(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return which standing items [k] are found in this tick."""
        return np.zeros(len(items.keys), np.bool_)

    def punishes(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return for which of the items [k], all found by this part, the author is punished."""
        return np.zeros(len(items.keys), np.bool_)

    def demands(self, items: Standing, stream: Stream) -> np.ndarray:
        """Return which standing items [k] a platform takes down in this tick because it was told to."""
        return np.zeros(len(items.keys), np.bool_)

    def threatens(self, authors: Standing, stream: Stream) -> np.ndarray:
        """Return which authors [k] of standing criticism are threatened in this tick."""
        return np.zeros(len(authors.keys), np.bool_)

    def shows(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return for which of the items [k] those who follow the author see the punishment, where there is one."""
        return np.zeros(len(items.keys), np.bool_)

    def reveals(self, authors: Standing, stream: Stream) -> np.ndarray:
        """Return of which authors [k] those who follow them learn that they were threatened, where they were."""
        return np.zeros(len(authors.keys), np.bool_)

    def frightens(self) -> Fright | None:
        """Return what this part's punishments or threats do, None if it has none."""
        return None

    def tells(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return for which of the items [k] the punishment of the author, where there is one, becomes news."""
        return np.zeros(len(items.keys), np.bool_)

    def reports_about(self) -> tuple[int, ...]:
        """Return the voice classes that there may be news about by what this part does in sight of others."""
        return ()

    def slows(self) -> float:
        """Return the share [0, 1] by which passing criticism on is made harder."""
        return 0.0


def found_by_now(items: Criticism, half_life: float, half_lives: np.ndarray) -> np.ndarray:
    """Return which items [k] a search of the given half-life comes upon now, if each outlasts ``half_lives`` [k].

    What came due while nobody looked is found at the first look; what was looked at then was found then.
    """
    found_at = half_lives * half_life
    return (items.age >= found_at) & (items.age - items.unseen < found_at)


def longest_fear(parts: Iterable[CensorshipPart]) -> float:
    """Return the longest half-life of fear among the parts of a censor, in hours; 0 where no part frightens."""
    frights = (part.frightens() for part in parts)
    return max((fright.half_life for fright in frights if fright is not None), default=0.0)
