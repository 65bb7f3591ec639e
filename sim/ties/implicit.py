"""Anyone may follow anyone, and nobody keeps a list of it."""

import math
from typing import ClassVar, Literal

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.state.inputs import Inputs
from sim.state.ties import Ties, Unstored, no_ties
from sim.ties._contract import Network

_FOLLOWERS_A_BLOCK = 8.0
"""Followers of a member in a block of rows, on average: fewer, and blocks without any cost draws of their own."""


class Implicit(Network):
    """The same network as ``poisson`` in distribution, of which no tie is stored: it is drawn anew whenever asked for.

    For audiences whose ties would not fit into memory. A tie costs a part of a keyed draw each time that something
    goes along it, and no memory. It cannot be cut by a firewall, nor be seen from the follower's side: one market, and
    belief that is formed by what is read.

    Names: procedural generation, on-the-fly or counter-based random graph.
    Source: Funke et al. 2019, Communication-free massively distributed graph generation.
    """

    stored: ClassVar[bool] = False
    kind: Literal["implicit"] = "implicit"
    followees: float = parameter(
        20.0,
        unit="members",
        bounds=(0, 1000),
        plausible=(8.0, 60.0),
        meaning="How many others a member follows, on average.",
        source="Assumption: the size for which the engine is measured",
    )

    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return ties of which none is stored."""
        n, others = len(segment), max(len(segment) - 1, 1)
        chance = min(self.followees / others, 1.0)
        block = min(n, math.ceil(_FOLLOWERS_A_BLOCK / chance)) if chance > 0.0 else n
        return no_ties(n)._replace(unstored=Unstored(stream, n, chance, max(block, 1)))
