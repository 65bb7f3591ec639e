"""What becomes of the rows of a table when some of its records are taken out."""

from typing import Final

import numpy as np

GONE: Final = -1


class Renumbering:
    """The new row of each old one, ``places`` [old rows], ``GONE`` for those taken out; the others keep their order."""

    def __init__(self, gone: np.ndarray) -> None:
        """Number anew the rows that a mask [old rows] leaves."""
        self.kept = np.flatnonzero(~gone)
        self.places = np.full(len(gone), GONE, np.int32)
        self.places[self.kept] = np.arange(len(self.kept))

    def of(self, rows: np.ndarray) -> np.ndarray:
        """Return the new rows of those among ``rows`` [k] that are still there, in their order."""
        places = self.places[rows].astype(rows.dtype)
        return places[places != GONE]

    def below(self, row: int) -> int:
        """Return how many rows are left of those before an old one: where a range begins or ends now."""
        return int(np.searchsorted(self.kept, row))
