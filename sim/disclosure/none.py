"""Nothing is published."""

from typing import Literal

import numpy as np

from sim.disclosure._contract import Disclosure


class NoDisclosure(Disclosure):
    """The platform removes in silence: nobody learns what the accounts were.

    Names: silent enforcement.
    """

    kind: Literal["none"] = "none"

    def names(self, suspended: np.ndarray, hours: float, tick_hours: float) -> np.ndarray:
        """Return that nobody is named."""
        return np.zeros(len(suspended), np.bool_)
