"""A table that grows: records of which the first ``n_rows`` are in use."""

from typing import Any

import numpy as np

type Records = np.recarray[tuple[int, ...], np.dtype[np.void]]

_SMALLEST = 256


class Table:
    """Records that are only ever added; row numbers stay valid for the whole run.

    ``columns`` (a field is a column) is replaced when the table grows, so callers ask for it anew each tick.
    """

    def __init__(self, empty: Records) -> None:
        """Start with the given records, of any capacity, none of them in use."""
        self.columns = empty
        self._empty_record = empty[:1].copy()
        self.n_rows = 0

    def append(self, n_new: int, **values: Any) -> np.ndarray:
        """Put ``n_new`` records into use, fill the named fields, and return their row numbers."""
        self._reserve(self.n_rows + n_new)
        first, self.n_rows = self.n_rows, self.n_rows + n_new
        for name, value in values.items():
            self.columns[name][first : self.n_rows] = value
        return np.arange(first, self.n_rows, dtype=np.int64)

    def in_use(self) -> Records:
        """Return the records in use (a view)."""
        return self.columns[: self.n_rows]

    def _reserve(self, n_needed: int) -> None:
        if n_needed > len(self.columns):
            larger = np.repeat(self._empty_record, max(n_needed, 2 * len(self.columns), _SMALLEST))
            larger[: len(self.columns)] = self.columns
            self.columns = larger.view(np.recarray)
