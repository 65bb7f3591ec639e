"""What every disclosure promises: it says which suspended accounts the platform names in public, and when."""

from abc import abstractmethod

import numpy as np

from sim.base.parameters import Declared


class Disclosure(Declared):
    """A disclosure policy."""

    @abstractmethod
    def names(self, suspended: np.ndarray, hours: float, tick_hours: float) -> np.ndarray:
        """Return which of the state's ``suspended`` accounts [A] are named as such in this tick."""

    def reports_about(self) -> tuple[int, ...]:
        """Return the voice classes that this disclosure may bring news about (``model.newsroom.report``)."""
        return ()
