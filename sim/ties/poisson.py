"""Anyone may follow anyone."""

from typing import Literal

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.kernels.growth import follow_at_random
from sim.kernels.wiring import compress
from sim.state.inputs import Inputs
from sim.state.ties import Ties
from sim.ties._contract import Network


class Poisson(Network):
    """Each member follows each other one with the same chance: numbers of followees and followers are Poisson.

    In a market hardly larger than the number of followees they are binomial, and at members - 1 everyone follows all.

    Names: Erdos-Renyi graph, Poisson random graph, directed G(n, p).
    Source: Erdos & Renyi 1959; Newman, Strogatz & Watts 2001.
    """

    kind: Literal["poisson"] = "poisson"
    followees: float = parameter(
        20.0,
        unit="members",
        bounds=(0, 1000),
        plausible=(8.0, 60.0),
        meaning="How many others a member follows, on average.",
        source="Assumption: the size for which the engine is measured",
    )

    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return ties drawn by keyed chance."""
        pairs = follow_at_random(len(segment), self.followees, stream)
        return compress(len(segment), pairs[:, 0], pairs[:, 1])
