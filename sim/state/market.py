"""The market as those see it who act on threads: posts, which of them are alive, and what they are about."""

from typing import NamedTuple

import numpy as np

from sim.state.narratives import Narratives
from sim.state.posts import Posts


class Market(NamedTuple):
    """``posts`` in use, the rows of those ``alive`` (no fate yet), and the ``narratives``."""

    posts: Posts
    alive: np.ndarray
    narratives: Narratives
