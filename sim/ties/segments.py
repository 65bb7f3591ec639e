"""Followers who prefer their own segment, and the popular."""

from typing import Literal

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.kernels.wiring import follow_by_popularity, numbers_of_followees, popularity, turned
from sim.state.inputs import Inputs
from sim.state.ties import Ties
from sim.ties._contract import Network


class Segments(Network):
    """Each member follows others by popularity, mostly within the own segment.

    Names: homophilous preferential network, stochastic block model with degree correction (Karrer & Newman 2011).
    Assumption: popularity and homophily are all that decides whom a member follows.
    """

    kind: Literal["segments"] = "segments"
    followees: float = parameter(
        20.0,
        unit="members",
        bounds=(0, 1000),
        plausible=(8.0, 60.0),
        meaning="How many others a member follows, on average.",
        source="Assumption: the size for which the engine is measured",
    )
    followees_spread: float = parameter(
        0.6,
        unit="log",
        bounds=(0, 2),
        plausible=(0.2, 1.2),
        meaning="Standard deviation of the logarithm of that number between members.",
        source="Assumption: moderately unequal",
    )
    popularity_tail: float = parameter(
        1.5,
        unit="1",
        bounds=(1.05, 10),
        plausible=(1.2, 3.0),
        meaning="Pareto exponent of popularity: the smaller, the more a few are followed by many.",
        source="Assumption: mechanism sketch; follower counts with exponent 2 to 2.5 of the density (Kwak et al. 2010)",
    )
    homophily: float = parameter(
        0.7,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.3, 0.95),
        meaning="Chance that a tie stays within the member's own segment.",
        source="Assumption: within the homophily of Twitter follow ties (Colleoni, Rozza & Arvidsson 2014)",
    )

    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return ties drawn for each member by keyed chance."""
        n = len(segment)
        numbers = numbers_of_followees(n, self.followees, self.followees_spread, stream)
        start = np.concatenate([[0], np.cumsum(numbers)])
        order = np.argsort(segment, kind="stable")
        mass = np.concatenate([[0.0], np.cumsum(popularity(n, self.popularity_tail, stream)[order])])
        bounds = np.searchsorted(segment[order], np.arange(int(segment.max()) + 2))
        followees = follow_by_popularity(start, bounds, order, mass, self.homophily, stream)
        return Ties(*turned(n, start, followees))
