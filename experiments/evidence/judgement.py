"""Judgement: what an interval says of a claim. The one rule by which every hypothesis is settled.

A hypothesis draws lines. Each is about one number, and has the side on which the claim holds and, where something
refutes it, the side on which it is refuted. The interval of the number (95%, over paired replicates) decides: the line
is supported where the whole interval is on the claim's side, refuted where the whole interval is on the refuting side,
and undecided otherwise; also where there is no interval. A hypothesis is refuted where any of its lines is, supported
where all are, and undecided otherwise.
"""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from experiments.evidence._contract import Check, Verdict
from experiments.tables import number


class Side(NamedTuple):
    """The numbers from ``low`` to ``high``, or all ``outside`` of these; its ends belong to it where ``closed``."""

    low: float = -math.inf
    high: float = math.inf
    closed: bool = True
    outside: bool = False

    def contains(self, low: float, high: float) -> bool:
        """Return whether the whole interval from ``low`` to ``high`` lies on this side."""
        if self.outside:
            return self._ordered(high, self.low) or self._ordered(self.high, low)
        return self._ordered(self.low, low) and self._ordered(high, self.high)

    def _ordered(self, one: float, other: float) -> bool:
        """Return whether ``one`` comes before ``other``; being equal is enough where the ends belong to the side."""
        return one < other or (one == other and (self.closed or math.isinf(one)))

    def __str__(self) -> str:
        """Say it in words."""
        if self.outside:
            return f"outside {number(self.low)} to {number(self.high)}"
        if math.isinf(self.low):
            return f"{'at most' if self.closed else 'below'} {number(self.high)}"
        if math.isinf(self.high):
            return f"{'at least' if self.closed else 'above'} {number(self.low)}"
        return f"{'' if self.closed else 'strictly '}within {number(self.low)} to {number(self.high)}"


def at_least(line: float) -> Side:
    """Return the numbers from the line on."""
    return Side(low=line)


def above(line: float) -> Side:
    """Return the numbers beyond the line."""
    return Side(low=line, closed=False)


def at_most(line: float) -> Side:
    """Return the numbers up to the line."""
    return Side(high=line)


def below(line: float) -> Side:
    """Return the numbers short of the line."""
    return Side(high=line, closed=False)


class Line(NamedTuple):
    """A line that a hypothesis draws: the number ``of`` which, where it is ``claimed`` to lie, and what refutes it."""

    of: str
    claimed: Side
    refuting: Side | None = None


class Estimate(NamedTuple):
    """A number with its interval, and why it has none; ``value`` is None where it is undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None

    def __str__(self) -> str:
        """Say it in words."""
        if self.value is None:
            return f"undefined ({self.reason or 'no replicate has a value'})"
        if self.low is None or self.high is None:
            return f"{number(self.value)} (no interval: {self.reason or 'too few replicates'})"
        return f"{number(self.value)} ({number(self.low)} to {number(self.high)})"


def verdict_of(line: Line, estimate: Estimate) -> Verdict:
    """Return what the interval of a number says of one line."""
    if estimate.low is None or estimate.high is None or math.isnan(estimate.low) or math.isnan(estimate.high):
        return "undecided"
    if line.claimed.contains(estimate.low, estimate.high):
        return "supported"
    if line.refuting is not None and line.refuting.contains(estimate.low, estimate.high):
        return "refuted"
    return "undecided"


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict on a hypothesis from those on its lines."""
    found = set(verdicts)
    if "refuted" in found:
        return "refuted"
    return "supported" if found == {"supported"} else "undecided"


def judged(lines: Iterable[Line], estimates: Mapping[str, Estimate]) -> Verdict:
    """Return the verdict on a hypothesis that draws these lines, from the estimates of its numbers."""
    return together(verdict_of(line, estimates[line.of]) for line in lines)


def check_of(line: Line, estimate: Estimate) -> Check:
    """Return the line as a check of the estimate alone, without its interval."""
    claimed = line.claimed
    # Where the end does not belong to the claim, the check begins at the next number a computer knows.
    open_end = not claimed.closed
    low = math.nextafter(claimed.low, math.inf) if open_end and math.isfinite(claimed.low) else claimed.low
    high = math.nextafter(claimed.high, -math.inf) if open_end and math.isfinite(claimed.high) else claimed.high
    return Check(line.of, None, estimate.value, low, high)
