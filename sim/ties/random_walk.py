"""Whom your friends follow, you meet."""

from typing import Literal

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.kernels.growth import grow_by_walks, room_for_followees
from sim.kernels.wiring import turned
from sim.state.inputs import Inputs
from sim.state.ties import Ties
from sim.ties._contract import Network


class RandomWalk(Network):
    """Members arrive one after the other; each follows someone at random, then often those whom that one follows.

    This makes clustered networks in which some are followed by many. Who came early does not follow who came late.

    Names: random-walk growth model, directed triadic closure, friend-of-a-friend network.
    Source: Vazquez 2003, Physical Review E 67, 056104; the synthetic networks of Truong et al. 2024 (SimSoM).
    """

    kind: Literal["random_walk"] = "random_walk"
    followees: float = parameter(
        20.0,
        unit="members",
        bounds=(0, 1000),
        plausible=(3.0, 60.0),
        meaning="How many others a member follows, on average.",
        source="Assumption: the size for which the engine is measured; SimSoM's synthetic networks have 3",
    )
    closure: float = parameter(
        0.5,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.1, 0.9),
        meaning="Chance that a further followee is one of those whom the first one follows.",
        source="Truong et al. 2024 (SimSoM), p = .5",
    )

    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return ties grown by keyed chance, the members arriving in the order of their rows."""
        n = len(segment)
        start = room_for_followees(n, self.followees, stream)
        followees = grow_by_walks(start, self.closure, stream)
        return Ties(*turned(n, start, followees))
