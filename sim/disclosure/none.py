"""Nothing is published."""

from typing import Literal

import numpy as np

from sim.base.chance import Stream
from sim.disclosure._contract import Disclosure
from sim.state.release import Release

_NOBODY = np.zeros(0, np.int64)


class NoDisclosure(Disclosure):
    """The platform removes in silence: nobody learns what the accounts were.

    Names: silent enforcement.
    Assumption: a suspension that nobody announces is noticed by nobody.
    """

    kind: Literal["none"] = "none"

    def names(self, waited: np.ndarray, since_last: float) -> np.ndarray:
        """Return that nobody is named."""
        return np.zeros(len(waited), np.bool_)

    def redacted(self, release: Release, stream: Stream, tick_hours: float) -> Release:
        """Return a release that says nothing of anybody."""
        return release._replace(names=_NOBODY, topics=_NOBODY, users=None, posts=None)
