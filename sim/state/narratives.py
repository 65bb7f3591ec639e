"""Narratives: labelled claims with numbers attached; no text is ever written."""

from typing import NamedTuple

import numpy as np


class Narratives(NamedTuple):
    """Columns of J narratives.

    ``side`` (+1 serves the state, -1 the critic, 0 nobody); ``appeal`` and ``fragility`` in [0, 1]; ``seasoning`` the
    standing a fresh post starts with; ``resonance`` [S, J] multiplier of appeal in each of S segments; ``counters`` the
    narrative it is cut to answer, or -1; ``published_per_day`` by the free voices of its own side; ``about`` the voice
    class that it says reports unreliably, -1 for claims about the world (empty where there is no news at all).
    """

    side: np.ndarray
    appeal: np.ndarray
    fragility: np.ndarray
    seasoning: np.ndarray
    resonance: np.ndarray
    counters: np.ndarray
    published_per_day: np.ndarray
    about: np.ndarray = np.zeros(0, np.int8)

    @property
    def is_news(self) -> np.ndarray:
        """Which narratives [J] are news about a voice class rather than claims of a side."""
        return self.about >= 0 if len(self.about) else np.zeros(len(self.side), np.bool_)
