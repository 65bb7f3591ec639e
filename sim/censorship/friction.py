"""Friction: criticism is slowed down and quietly hidden; nobody sees a censor at work."""

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.censorship._contract import CensorshipPart, Criticism, found_by_now


class Friction(CensorshipPart):
    """Standing criticism is searched for and hidden silently; passing it on is made harder.

    Names: friction, throttling, silent deletion (Roberts 2018, Censored).
    Source: Roberts 2018, Censored: the three mechanisms. Assumption: a search has a half-life.
    """

    half_life: float = parameter(
        6.0,
        unit="hours",
        bounds=(0.01, 1e9),
        plausible=(0.5, 48.0),
        meaning="Time in which the search finds half of the standing criticism.",
        source="Zhu et al. 2013: deletions on Weibo peak within the first hours; starting value",
    )
    slowdown: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 0.9),
        meaning="Share of the wish to pass criticism on that friction defeats.",
        source="Assumption: half",
    )

    def finds(self, items: Criticism, stream: Stream) -> np.ndarray:
        """Return which standing items the search comes upon now."""
        return found_by_now(items, self.half_life, items.found_after)

    def slows(self) -> float:
        """Return the slowdown."""
        return self.slowdown
