"""What every item of evidence promises: what it expects and why, its settings, and one function that looks.

An item is one file in the folder of its kind; its public class is found there by name. The class's docstring begins
with what the item holds the model to. Its fields are settings, declared like parameters, for ``--set KEY=VALUE``.
"""

from abc import abstractmethod
from typing import ClassVar, Literal, NamedTuple

from sim.base.parameters import Declared

type Verdict = Literal["met", "missed", "supported", "refuted", "undecided"]


class Check(NamedTuple):
    """One number held against what is accepted, ``low`` to ``high``; ``got`` is None where it is undefined.

    ``expected`` is None where only the range is asked for; ``name`` tells the checks of an item apart.
    """

    name: str
    expected: float | None
    got: float | None
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether what was got is accepted; what is undefined is not."""
        return self.got is not None and bool(self.low <= self.got <= self.high)

    @property
    def distance(self) -> float | None:
        """How far off: from the number expected, or from the range where there is no such number."""
        if self.got is None or self.expected is None:
            return None if self.got is None else max(self.low - self.got, self.got - self.high, 0.0)
        return abs(self.got - self.expected)


def around(name: str, expected: float, got: float | None, tolerance: float) -> Check:
    """Hold a number against another one, give or take ``tolerance``."""
    return Check(name, expected, got, expected - tolerance, expected + tolerance)


def between(name: str, low: float, high: float, got: float | None) -> Check:
    """Hold a number against a range; an end may be infinite."""
    return Check(name, None, got, low, high)


class Curve(NamedTuple):
    """A line of a figure: what was ``got`` over ``x``, and what was ``published`` there, None where nothing was."""

    name: str
    x_label: str
    y_label: str
    x: tuple[float, ...]
    got: tuple[float, ...]
    published: tuple[float | None, ...]


class Told(NamedTuple):
    """A table for people: its ``title``, the names of its ``columns``, and ``rows`` of as many words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Deciding(NamedTuple):
    """What would decide the line about the number ``of``, whose ``estimate`` comes from so many ``pairs``.

    ``needed`` is how many pairs in all would, None where no number of them is known to; ``words`` say so, and why.
    """

    of: str
    estimate: str
    pairs: int
    needed: int | None
    words: str


class Outcome(NamedTuple):
    """What came out of the runs; a hypothesis says its ``verdict`` itself, ``note`` is a line for people.

    ``deciding`` says of each line that an undecided hypothesis left open what would decide it.
    """

    checks: tuple[Check, ...]
    verdict: Verdict | None = None
    note: str = ""
    curves: tuple[Curve, ...] = ()
    tables: tuple[Told, ...] = ()
    deciding: tuple[Deciding, ...] = ()


class Item(Declared):
    """An item of evidence.

    ``expected``, ``tolerance`` and ``source`` are for people. ``fast`` items run where none is named; ``seconds`` is
    roughly what the item costs, in seconds of a processor. Settings that ``changes_no_number`` names do not belong to
    the command that makes the item's number again.
    """

    id: ClassVar[str]
    expected: ClassVar[str]
    tolerance: ClassVar[str]
    source: ClassVar[str]
    fast: ClassVar[bool]
    seconds: ClassVar[float]
    changes_no_number: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def examine(self, seed: int) -> Outcome:
        """Make the runs, all their chance rooted in ``seed``, and return what came out; in this one process."""
