"""What a design promises: points from axes, the same whenever it is asked."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from experiments.composing.problems import COMMAND_LINE
from sim.base.parameters import Declared

if TYPE_CHECKING:
    import pandas as pd

type Values = tuple[str, ...]
"""One point: the value of each axis as an override's text or, on a named axis, its label."""


class Axis(NamedTuple):
    """A key that varies: over listed ``values``, or over a whole interval from ``low`` to ``high``.

    On a *named* axis the values are labels, and ``stands_for`` holds the overrides of each: a policy may be several
    settings at once. ``whole`` says that only whole numbers are meant. ``source`` is where the values were written, and
    ``lines`` are the lines of that file, one a value, where it has a point a line.
    """

    key: str
    values: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    stands_for: Mapping[str, tuple[str, ...]] = {}
    source: str = COMMAND_LINE
    lines: tuple[int, ...] = ()

    @property
    def is_interval(self) -> bool:
        """Whether it is a whole interval."""
        return not self.values

    def overrides(self, value: str) -> tuple[str, ...]:
        """Return the overrides of one of its values."""
        return self.stands_for[value] if self.stands_for else (f"{self.key}={value}",)

    def at(self, share: float) -> str:
        """Return the value at a share of the way along: equal slices for listed values and whole numbers."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return str(min(int(self.low + share * (self.high - self.low + 1)), int(self.high)))
        return repr(float(self.low + share * (self.high - self.low)))


class Design(Declared):
    """How points are chosen. Every point is run with the same seeds: differences between points are paired."""

    kind: str
    takes_intervals: ClassVar[bool] = False
    names: ClassVar[tuple[str, ...]] = ()
    """Named axes that it needs."""

    def choice(self) -> dict[str, Any]:
        """Return its settings as plain data, as far as they tell it from another design; its points are told apart."""
        return self.model_dump(mode="json")

    @abstractmethod
    def points(self, axes: Sequence[Axis], seed: int) -> list[Values]:
        """Return the points; ``seed`` is the study's, for designs that draw."""

    @abstractmethod
    def n_points(self, axes: Sequence[Axis]) -> int:
        """Return how many points there will be, before any is made."""

    def refuses(self, axes: Sequence[Axis]) -> list[tuple[str, str]]:
        """Return what is wrong with the axes for this design: keys, each with the rule that it breaks."""
        if not axes:
            return [("study", "varies nothing: give a key several values, as enforcement=none,strict")]
        wrong = []
        if not self.takes_intervals:
            rule = f"is a whole interval, and design={self.kind} runs listed values: write 1,2 or range(1,5)"
            wrong += [(axis.key, rule) for axis in axes if axis.is_interval]
        groups = "groups of settings, at least two"
        return wrong + [
            (name, f"design={self.kind} needs `vary.{name}` in a study's file (study=NAME): {groups}")
            for name in self.names
            if not any(axis.key == name and len(axis.values) > 1 for axis in axes)
        ]

    def refuses_replicates(self, replicates: int) -> list[tuple[str, str]]:
        """Return what is wrong with a number of replicates for this design, as keys with rules; for most, nothing."""
        return []

    def wanted(self, made: int, replicates: int, runs: "Callable[[], pd.DataFrame]") -> int:
        """Return how many replicates are wanted in all, when ``made`` of every point are made; ``runs`` holds these."""
        return replicates

    def most(self, replicates: int) -> int:
        """Return the most replicates of every point that it may come to want."""
        return replicates

    def conclusion(self, runs: "pd.DataFrame") -> dict[str, Any]:
        """Return what the design itself concludes from its runs, as plain data; nothing for most."""
        return {}
