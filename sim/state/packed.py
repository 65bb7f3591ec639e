"""Records packed away: column by column, in as little room as they take without any loss."""

import zlib
from typing import Final, NamedTuple

import numpy as np

# The quickest packing: most columns of settled records hold few values, and a slower one gains little on the rest.
_LEVEL: Final = 1


class Packed(NamedTuple):
    """``n`` records of a ``dtype`` [n], their columns packed by name in ``columns``."""

    n: int
    dtype: np.dtype
    columns: dict[str, bytes]

    def column(self, name: str) -> np.ndarray:
        """Return one column [n] of the records."""
        kind = self.dtype[name]
        flat = np.frombuffer(zlib.decompress(self.columns[name]), kind.base)
        return flat.reshape(self.n, *kind.shape)

    def records(self) -> np.ndarray:
        """Return the records [n], as they were packed."""
        records = np.zeros(self.n, self.dtype)
        for name in self.columns:
            records[name] = self.column(name)
        return records


def packed(records: np.ndarray) -> Packed:
    """Return records [n] of named fields, packed."""
    names = records.dtype.names or ()
    columns = {name: zlib.compress(np.ascontiguousarray(records[name]).tobytes(), _LEVEL) for name in names}
    return Packed(len(records), records.dtype, columns)
