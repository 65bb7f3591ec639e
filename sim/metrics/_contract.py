"""What every metric promises: it declares its keys, and computes each from a run and its quiet twin."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Literal, NamedTuple

from sim.base.parameters import Declared
from sim.state.record import Record


class Key(NamedTuple):
    """One number of the summary: its unit, what it means, and which direction an open society would call better.

    A quotient of two other keys names them, numerator first: over replicates it is the ratio of their means, and never
    the mean of the ratios of single runs.
    """

    unit: str
    meaning: str
    better: Literal["lower", "higher"] | None = None
    quotient_of: tuple[str, str] | None = None


class Undefined(NamedTuple):
    """A number that does not exist, and why."""

    reason: str


type Measured = float | Undefined


class Metric(Declared):
    """A metric. ``quiet`` is the paired world without a campaign: same seed, same rules, the operation silent."""

    keys: ClassVar[Mapping[str, Key]]

    @abstractmethod
    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return a value, or the reason why there is none, for every key."""
