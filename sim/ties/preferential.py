"""Those who have followers get more."""

from typing import Literal

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.kernels.growth import grow_by_preference, room_for_followees
from sim.kernels.wiring import turned
from sim.state.inputs import Inputs
from sim.state.ties import Ties
from sim.ties._contract import Network


class Preferential(Network):
    """Members arrive one after the other and follow those who are there already, the popular sooner.

    Numbers of followers have a density with a power-law tail of the declared exponent g: a newcomer chooses in
    proportion to followers with chance 1/(g - 1), else at random. Who came early does not follow who came late.

    Names: directed preferential attachment, cumulative advantage, Price model.
    Source: Price 1976; Krapivsky & Redner 2001; exponent 2 + a/m for m followees and initial attractiveness a
    (Dorogovtsev, Mendes & Samukhin 2000).
    """

    kind: Literal["preferential"] = "preferential"
    followees: float = parameter(
        20.0,
        unit="members",
        bounds=(0, 1000),
        plausible=(8.0, 60.0),
        meaning="How many others a member follows, on average.",
        source="Assumption: the size for which the engine is measured",
    )
    popularity_exponent: float = parameter(
        2.3,
        unit="1",
        bounds=(2, 1e6),
        plausible=(2.05, 4.0),
        meaning="Exponent of the density of follower counts: 2 is the most unequal, large is no preference.",
        source="Kwak, Lee, Park & Moon 2010: 2.276 on a follower network",
    )

    def wire(self, segment: np.ndarray, stream: Stream, inputs: Inputs) -> Ties:
        """Return ties grown by keyed chance, the members arriving in the order of their rows."""
        n = len(segment)
        start = room_for_followees(n, self.followees, stream)
        followees = grow_by_preference(start, 1.0 / (self.popularity_exponent - 1.0), stream)
        return Ties(*turned(n, start, followees))
