"""What every conduct promises: members visit, attend to what their feed offers, and react."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared
from sim.conducts._thread_habits import ThreadHabits
from sim.state.members import Members
from sim.state.scene import Scene


class Conduct(Declared):
    """A conduct. Its three moments stand around the feed's draw and the belief rule: visit, attend, react.

    ``reshares`` marks that what was read stays in the feed, to be reshared again, and that members write messages.
    """

    reshares: ClassVar[bool] = False

    @abstractmethod
    def rule(self, tick_hours: float) -> Any:
        """Return the numbers of the rule, per tick, as a NamedTuple for the kernels."""

    @abstractmethod
    def seat(self, members: Members, stream: Stream, tick_hours: float) -> None:
        """Write how often and how much each member reads, in place."""

    @abstractmethod
    def visit(self, scene: Scene, start: int, stop: int) -> None:
        """Decide which of the members ``start`` to ``stop`` visit in this tick, and how many items they look at."""

    @abstractmethod
    def attend(self, scene: Scene, rule: Any, start: int, stop: int) -> None:
        """Decide which of the items that were drawn are really read, and whether their threads are opened."""

    @abstractmethod
    def react(self, scene: Scene, rule: Any, start: int, stop: int) -> None:
        """Decide what is done with each item that was read: share, quote, like, the wish to rebut or defend."""

    def in_threads(self) -> ThreadHabits | None:
        """Return what members see and like in the threads that they open; by default nobody opens any."""
        return None

    def messages(self, stream: Stream, tick: int, authors: np.ndarray) -> np.ndarray:
        """Return quality and appeal [2, k] of the message that each member [k] writes; by default none has any."""
        return np.zeros((2, len(authors)))
