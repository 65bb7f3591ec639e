"""What every part of a censor promises: it may screen criticism at birth, or search for it while it stands."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared, parameter


class Criticism(NamedTuple):
    """Items that hurt the state's side: ``keys`` [k] identities, ``age`` [k] hours, ``found_after`` [k] half-lives.

    A silent search of half-life h finds an item in the tick in which it has stood for ``found_after`` x h. Every other
    search has luck of its own, or the quicker of two would forestall the slower altogether.
    """

    keys: np.ndarray
    age: np.ndarray
    found_after: np.ndarray
    tick_hours: float


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
        """Return for which of the items [k], all found by this part, the author is punished in sight of all."""
        return np.zeros(len(items.keys), np.bool_)

    def tells(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return for which of the items [k] the punishment of the author, where there is one, becomes news."""
        return np.zeros(len(items.keys), np.bool_)

    def reports_about(self) -> tuple[int, ...]:
        """Return the voice classes that there may be news about by what this part does in sight of others."""
        return ()

    def slows(self) -> float:
        """Return the share [0, 1] by which passing criticism on is made harder."""
        return 0.0


def found_in_this_tick(items: Criticism, half_life: float, half_lives: np.ndarray) -> np.ndarray:
    """Return which items [k] a search of the given half-life comes upon now, if each outlasts ``half_lives`` [k]."""
    found_at = half_lives * half_life
    return (items.age >= found_at) & (items.age - items.tick_hours < found_at)
