"""Which narratives are news about a voice class, and how much believing them takes from trust in it."""

from typing import Final, NamedTuple

import numpy as np

from sim.state.voices import NOBODY, VOICES


class Doubts(NamedTuple):
    """``narratives`` [V] the narrative that says "this voice reports unreliably", ``NOBODY`` where there is none;
    ``weight`` in [0, 1] how much less reliable a voice is if that is true.
    """

    narratives: np.ndarray
    weight: float


NO_DOUBTS: Final = Doubts(np.full(len(VOICES), NOBODY, np.int64), 0.0)
