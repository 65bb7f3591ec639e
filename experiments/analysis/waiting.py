"""How long until something happened, when it may not have happened yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from experiments.analysis.intervals import Floats

HOURS_PER_DAY = 24
# Below this a time is easier to read in hours than in days.
LONGEST_IN_HOURS = 48
# From here on three digits would take a power of ten.
SHORTEST_IN_WHOLE_DAYS = 999.5
# A product of hundreds of factors misses an exact half by rounding; no share of posts is told apart this finely.
NEARLY = 1e-9


@dataclass(frozen=True)
class WaitingTime:
    """A time in hours, or only a bound below which it does not lie, or neither and a reason.

    A time that was not reached is right-censored: it prints as "> T" and is never a number to average.
    """

    hours: float | None = None
    beyond_hours: float | None = None
    reason: str | None = None

    def __str__(self) -> str:
        return self.told()

    def told(self, longest: float = 0.0) -> str:
        """In words for people, in the unit that suits the longest of the times that it stands beside, in hours."""
        if self.hours is not None:
            return in_words_alike(self.hours, longest)[0]
        if self.beyond_hours is not None:
            return f"> {in_words_alike(self.beyond_hours, longest)[0]}"
        return f"undefined ({self.reason})" if self.reason else "undefined"

    @property
    def finished(self) -> bool:
        """Whether the event was seen."""
        return self.hours is not None


def in_words(hours: float) -> str:
    """A span of time for people: hours up to two days, days beyond."""
    return in_words_alike(hours)[0]


def in_words_alike(*hours: float) -> list[str]:
    """Several spans of time for people, all in the unit that suits the longest, so that they can be compared."""
    if max(hours) < LONGEST_IN_HOURS:
        return [f"{span:.3g} h" for span in hours]
    return [f"{_three_digits(span / HOURS_PER_DAY)} d" for span in hours]


def _three_digits(days: float) -> str:
    """Three digits, and whole days where there are more."""
    return f"{days:,.0f}" if days >= SHORTEST_IN_WHOLE_DAYS else f"{days:.3g}"


def longest_of(times: Iterable[WaitingTime]) -> float:
    """The longest of several times in hours, bounds included; 0 where none is defined."""
    known = [time.hours if time.hours is not None else time.beyond_hours for time in times]
    return max((hours for hours in known if hours is not None), default=0.0)


def first_time_at_or_above(hours: Floats, values: Floats, level: float, followed_hours: float) -> WaitingTime:
    """When a curve first reaches `level`; "> followed_hours" where it is not seen to.

    `hours` and `values` have shape (n,), hours ascending; the curve is a step function, right-continuous.
    """
    reached = np.flatnonzero(values >= level - NEARLY * abs(level))
    if len(reached):
        return WaitingTime(hours=float(hours[reached[0]]))
    return WaitingTime(beyond_hours=followed_hours)
