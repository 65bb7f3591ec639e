"""What every part of a platform's enforcement promises."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared


class Profiles(NamedTuple):
    """What a platform sees of those who speak: one row an ordinary-looking account that posted, shared or commented.

    ``sources`` [k] source rows; ``created_hour`` [k] before or after the start; ``followers`` [k].
    """

    sources: np.ndarray
    created_hour: np.ndarray
    followers: np.ndarray


class EnforcementPart(Declared):
    """A part of enforcement; by default it does nothing."""

    def suspends(self, profiles: Profiles, stream: Stream, tick: int, tick_hours: float) -> np.ndarray:
        """Return which of the profiles [k] are suspended in this tick."""
        return np.zeros(len(profiles.sources), np.bool_)
