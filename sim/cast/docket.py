"""A docket: what has to be settled, and when."""

import numpy as np

from sim.state.renumbering import Renumbering

_NO_ROWS = np.zeros(0, np.int64)


class Docket:
    """Rows by the tick at which they are due; taken once, in rising order."""

    def __init__(self) -> None:
        """Begin with nothing to settle."""
        self._due: dict[int, list[np.ndarray]] = {}

    def put(self, tick: int, rows: np.ndarray) -> None:
        """Set rows down for a tick."""
        if len(rows):
            self._due.setdefault(tick, []).append(rows)

    def rows(self) -> np.ndarray:
        """Return the rows that wait, in no order, some perhaps twice."""
        return np.concatenate([_NO_ROWS, *(rows for waiting in self._due.values() for rows in waiting)])

    def renumber(self, renumbering: Renumbering) -> None:
        """Name each row that waits by its new number."""
        self._due = {tick: [renumbering.of(rows) for rows in waiting] for tick, waiting in self._due.items()}

    def take(self, tick: int) -> np.ndarray:
        """Return the rows due at a tick, each once."""
        waiting = self._due.pop(tick, [])
        return np.unique(np.concatenate(waiting)).astype(np.int64) if waiting else _NO_ROWS
