"""What was seen in each tick, as series that grow: one number a tick and name, in as little room as it takes."""

from typing import Final

import numpy as np

# Ticks that are kept as they came before they are packed: enough that packing costs nothing.
_UNPACKED: Final = 512


class Series:
    """Rows of named numbers, one a tick, all of the same names; ``columns`` is what they are in the end.

    A number takes 8 bytes once its row is packed, and over 70 before: long runs would hold little else.
    """

    def __init__(self) -> None:
        """Begin with no tick."""
        self.packed: dict[str, np.ndarray] = {}
        self.latest: dict[str, float] = {}
        self.unpacked: list[dict[str, float]] = []

    def append(self, row: dict[str, float]) -> None:
        """Add the row of a tick."""
        self.latest = row
        self.unpacked.append(row)
        if len(self.unpacked) == _UNPACKED:
            self.packed, self.unpacked = self.columns(), []

    def columns(self) -> dict[str, np.ndarray]:
        """Return the series [ticks] by name: whole numbers where all are, else in double precision."""
        if not self.unpacked:
            return self.packed
        recent = {name: np.array([row[name] for row in self.unpacked]) for name in self.latest}
        if not self.packed:
            return recent
        return {name: np.concatenate([self.packed[name], values]) for name, values in recent.items()}
