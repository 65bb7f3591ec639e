"""What every feed promises: it hands each visiting member the items that the visitor looks at."""

from abc import abstractmethod
from typing import Any, Final, NamedTuple

import numpy as np

from sim.base.parameters import Declared, parameter
from sim.state.scene import Scene

# Hours; no run lasts as long. Chatter so rare that a slot of it would be older counts as being of this age: the true
# age may be beyond all numbers, and an endless age that nothing wears off is no number at all.
_OLDEST_CHATTER: Final = 1e9


class Scoring(NamedTuple):
    """A feed's wish to have posts scored by agreement: ``every`` so many hours, engagements kept for ``memory``."""

    every: float
    memory: float


class Feed(Declared):
    """A feed algorithm. ``rule`` gives its numbers to the kernel ``draw``, which works on a range of members."""

    length: int = parameter(
        15,
        unit="items",
        bounds=(1, 200),
        meaning="How many of the youngest items a feed holds.",
        source="Truong, Lou, Flammini & Menczer 2024 (SimSoM), sigma = 15",
    )
    chatter: float = parameter(
        4.0,
        unit="items per hour",
        bounds=(0, 100),
        plausible=(1.0, 12.0),
        meaning="Ordinary posts that reach a member's feed and push the narratives' posts down.",
        source="Assumption: an item of a member who follows a few dozen people stays in sight for about four hours",
    )

    @property
    def scoring(self) -> Scoring | None:
        """How posts are to be scored by agreement across divides; most feeds ask for nothing."""
        return None

    def chatter_ages(self) -> list[float]:
        """Return the ages, in hours, at which chatter lies in each slot of a feed of nothing else; there is chatter."""
        arrived_since = np.arange(self.length) + 0.5
        return [float(age) for age in np.minimum(arrived_since, _OLDEST_CHATTER * self.chatter) / self.chatter]

    @abstractmethod
    def rule(self, tick_hours: float) -> Any:
        """Return the numbers of the rule, per tick, as a NamedTuple for the kernel."""

    @abstractmethod
    def draw(self, scene: Scene, rule: Any, start: int, stop: int) -> None:
        """Fill ``visits.posts`` for the visitors among ``start`` to ``stop``; drawn items leave, unless kept."""
