"""The scene: everything a member can see or touch in one tick, as one bundle of columns for the kernels."""

from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream
from sim.state.doubts import NO_DOUBTS, Doubts
from sim.state.feeds import Feeds
from sim.state.members import Members
from sim.state.posts import Posts
from sim.state.visits import Visits


class Scene(NamedTuple):
    """The columns of the present tick; ``sides`` [J] whom each narrative serves, ``resonance`` [S, J] its
    appeal in each segment, ``voices`` [sources] the voice class that readers perceive in each source,
    ``log_odds`` whether belief is kept as log-odds rather than as a probability, ``kept`` whether items that were
    drawn stay in the feed, ``doubts`` which narratives are news about a voice.

    A member's step writes to its own rows of ``members``, ``visits`` and ``feeds`` only; posts are read as they stood
    when the tick began. That is why the order of members, and the number of threads, cannot matter.
    """

    members: Members
    visits: Visits
    feeds: Feeds
    posts: Posts
    sides: np.ndarray
    resonance: np.ndarray
    voices: np.ndarray
    stream: Stream
    tick: int
    tick_hours: float
    log_odds: bool = True
    kept: bool = False
    doubts: Doubts = NO_DOUBTS
