"""A table that grows: records of which the first ``n_rows`` are in use."""

from typing import Any

import numpy as np

from sim.base.compiled import COMPILER_ON

_SMALLEST = 256


class Table:
    """Records that are added; row numbers stay valid until records are taken out, or a row is used again.

    The ``number`` of a record is its place among all that were ever added, and stays valid for the whole run.
    ``columns["field"]`` is a column; ``records`` are the same records for kernels, which write ``records.field[row]``.
    Both are replaced when the table grows, so callers ask for them anew each tick.
    """

    def __init__(self, empty: np.ndarray) -> None:
        """Start with the given records, at least one, none of them in use.

        Raises:
            ValueError: if there are none, for nothing then tells how a record begins.
        """
        if len(empty) == 0:
            raise ValueError("a table of 0 records cannot grow: nothing tells how one begins; give it at least 1")
        self._empty_record = empty[:1].copy()
        self.n_rows, self.n_taken_out = 0, 0
        self._use(empty)

    def append(self, n_new: int, **values: Any) -> np.ndarray:
        """Put ``n_new`` records into use, fill the named fields, and return their row numbers."""
        first, self.n_rows = self.n_rows, self.n_rows + n_new
        if self.n_rows > len(self.columns):
            larger = np.repeat(self._empty_record, max(self.n_rows, 2 * len(self.columns), _SMALLEST))
            larger[: len(self.columns)] = self.columns
            self._use(larger)
        if n_new:
            self.columns["number"][first : self.n_rows] = self.n_taken_out + np.arange(first, self.n_rows)
            for name, value in values.items():
                self.columns[name][first : self.n_rows] = value
        return np.arange(first, self.n_rows, dtype=np.int64)

    def refill(self, rows: np.ndarray, **values: Any) -> None:
        """Begin the given records anew, and fill the named fields; whoever still knows them by row is misled."""
        numbers = self.columns["number"][rows]
        self.columns[rows] = self._empty_record
        self.columns["number"][rows] = numbers
        for name, value in values.items():
            self.columns[name][rows] = value

    def take_out(self, gone: np.ndarray) -> np.ndarray:
        """Take out the records of a mask [n_rows] and return them; the others close up, in the order they had."""
        taken, kept = self.in_use()[gone], self.in_use()[~gone]
        self.columns[: len(kept)] = kept
        self.columns[len(kept) : self.n_rows] = self._empty_record
        self.n_rows, self.n_taken_out = len(kept), self.n_taken_out + len(taken)
        return taken

    def in_use(self) -> np.ndarray:
        """Return the records in use (a view)."""
        return self.columns[: self.n_rows]

    def __getstate__(self) -> tuple[np.ndarray, np.ndarray, int]:
        """Return what a copy is made of: the records in use, an empty one, and how many were taken out."""
        return self.in_use(), self._empty_record, self.n_taken_out

    def __setstate__(self, state: tuple[np.ndarray, np.ndarray, int]) -> None:
        """Begin as a copy, all of whose records are in use."""
        columns, self._empty_record, self.n_taken_out = state
        self.n_rows = len(columns)
        self._use(columns)

    def _use(self, columns: np.ndarray) -> None:
        self.columns = columns
        # Compiled kernels read fields as attributes of any record array; Python needs the slower view for that.
        self.records: Any = columns if COMPILER_ON else columns.view(np.recarray)
