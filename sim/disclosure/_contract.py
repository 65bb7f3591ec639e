"""What every disclosure promises: it says whom a release is about, when it comes, and what is left in its tables."""

from abc import abstractmethod

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared
from sim.disclosure._study import Study
from sim.state.release import Release


class Disclosure(Declared):
    """A disclosure policy. It is about accounts that the platform took down, and knows no better whose they are."""

    @abstractmethod
    def names(self, waited: np.ndarray, since_last: float) -> np.ndarray:
        """Return which of the accounts taken down and not yet disclosed [k] are named in public in this tick.

        ``waited`` [k] hours since each was taken down; ``since_last`` hours since the last release, infinite before
        the first.
        """

    @abstractmethod
    def redacted(self, release: Release, stream: Stream, tick_hours: float) -> Release:
        """Return what is left of a complete release, drawn by account and by post where only a share is published."""

    @property
    def researchers(self) -> Study | None:
        """How researchers study the tables; None where nothing is published that could be studied."""
        return None

    def reports_about(self) -> tuple[int, ...]:
        """Return the voice classes that this disclosure may bring news about (``model.newsroom.report``)."""
        return ()
