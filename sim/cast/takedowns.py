"""Takedowns: whom the platform has suspended, when and why, and of whom it has told the public."""

import numpy as np

from sim.state.voices import NEVER


class Takedowns:
    """One entry a source: the tick ``when`` it was suspended, -1 if it is not, and for which of the detector's signs.

    ``disclosed`` are those whom a release named, ``restored`` those whom an appeal cleared and nobody has given their
    name back yet; ``any`` tells whether there ever was anybody.
    """

    def __init__(self, n_sources: int) -> None:
        """Begin with nobody suspended."""
        self.any = False
        self.when = np.full(n_sources, NEVER, np.int32)
        self.reasons = np.zeros(n_sources, np.int8)
        self.disclosed = np.zeros(n_sources, np.bool_)
        self.restored = np.zeros(n_sources, np.bool_)

    def note(self, tick: int, sources: np.ndarray, reasons: np.ndarray) -> None:
        """Write down who is suspended now, and why."""
        self.any |= len(sources) > 0
        self.when[sources], self.reasons[sources] = tick, reasons

    def lift(self, sources: np.ndarray) -> None:
        """Strike out who is restored on appeal."""
        self.when[sources] = NEVER
        self.restored[sources] = True

    def undisclosed(self) -> np.ndarray:
        """Return the source rows of those who are suspended and were not named yet."""
        return np.flatnonzero((self.when != NEVER) & ~self.disclosed)

    def take_restored(self) -> np.ndarray:
        """Return the source rows of those who were restored since this was last asked."""
        restored = np.flatnonzero(self.restored)
        self.restored[restored] = False
        return restored
