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

    def opened(self) -> "Opened":
        """Return the records open for change, column by column."""
        return Opened(self)


class Opened:
    """Packed records open for change: a column is unpacked when it is first asked for, the others stay packed."""

    def __init__(self, records: Packed) -> None:
        """Open the records without unpacking any column."""
        self._packed = records
        self._columns: dict[str, np.ndarray] = {}

    def __getitem__(self, name: str) -> np.ndarray:
        """Return a column [n]; what is written into it is kept by ``closed``."""
        if name not in self._columns:
            self._columns[name] = self._packed.column(name).copy()
        return self._columns[name]

    def closed(self) -> Packed:
        """Return the records as they are now, packed; only what was changed is packed anew."""
        changed = {
            name: _squeezed(column)
            for name, column in self._columns.items()
            if column.tobytes() != zlib.decompress(self._packed.columns[name])
        }
        return self._packed._replace(columns=self._packed.columns | changed) if changed else self._packed


def packed(records: np.ndarray) -> Packed:
    """Return records [n] of named fields, packed."""
    names = records.dtype.names or ()
    return Packed(len(records), records.dtype, {name: _squeezed(records[name]) for name in names})


def _squeezed(column: np.ndarray) -> bytes:
    return zlib.compress(np.ascontiguousarray(column).tobytes(), _LEVEL)
