"""Under which identity each source's draws are made: told from its row, and stored nowhere."""

from typing import Final

import numpy as np

# Of 32 bits the upper two tell members, accounts, posters and news desks apart.
_KIND_BITS: Final = 30


class Identities:
    """The identity of each source: its place among those of its kind, and its kind in the upper two of 32 bits.

    Rows of sources shift when an account is added; identities do not, so that nobody else's chance changes.
    ``identities[rows]`` are those of source ``rows`` [k], int64.
    """

    def __init__(self, *numbers: int) -> None:
        """Note how many sources there are of each kind: members, accounts, posters, desks, in the order of rows."""
        self.ends = np.cumsum(numbers)
        self.starts = self.ends - numbers

    def __getitem__(self, rows: np.ndarray | slice) -> np.ndarray:
        """Return the identity of each row [k] of sources, all of them for ``[:]``."""
        chosen = np.arange(self.ends[-1])[rows] if isinstance(rows, slice) else np.asarray(rows, np.int64)
        kinds = np.searchsorted(self.ends, chosen, side="right")
        return np.asarray(chosen - self.starts[kinds] + (kinds << _KIND_BITS))
