"""The ledger: dated events, in the order in which they happened."""

from collections.abc import Iterable
from typing import NamedTuple


class Event(NamedTuple):
    """One dated event: what happened, to which kind of thing, and to which row of its table."""

    tick: int
    event: str
    subject: str
    row: int


class Ledger:
    """A list of events that only grows."""

    def __init__(self) -> None:
        """Begin with a clean page."""
        self.events: list[Event] = []

    def record(self, tick: int, event: str, subject: str, rows: Iterable[int]) -> None:
        """Write one event a row: ``record(7, "knocked_out", "post", [3, 9])``."""
        self.events.extend(Event(tick, event, subject, int(row)) for row in rows)

    def count(self, event: str) -> int:
        """Return how many events of a kind were written."""
        return sum(entry.event == event for entry in self.events)
