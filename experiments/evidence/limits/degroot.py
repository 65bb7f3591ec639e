"""L6: where a lazy walk on a network ends."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Item, Outcome, around
from experiments.evidence.mills import degrees, first_opinions, mill, milled, opinions, poisson_graph, with_ring
from sim.base.parameters import parameter

_WITHIN = 1e-5
_CLAIMS = 3
_WALK = {"kind": "degroot", "stays": 0.5, "opinions": {"start": "uniform"}}


class DeGroot(Item):
    """Members who move half-way to the mean of their neighbours agree on the mean weighted by numbers of neighbours."""

    id: ClassVar[str] = "L6"
    expected: ClassVar[str] = "Σ dᵢxᵢ / Σ dᵢ for every member; shown is how far the farthest one ends from it"
    tolerance: ClassVar[str] = "10^−5"
    source: ClassVar[str] = "DeGroot 1974; Golub & Jackson 2010"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 0.5
    members: int = parameter(
        400, unit="members", bounds=(10, 20_000), meaning="Size of the network.", source="Assumption: any"
    )
    neighbours: float = parameter(
        5.0, unit="members", bounds=(1.0, 50.0), meaning="Mean number of neighbours, a ring apart.", source="Assumption"
    )
    ticks: int = parameter(
        500, unit="ticks", bounds=(10, 100_000), meaning="Length of the walk.", source="Assumption: long enough to mix"
    )

    def examine(self, seed: int) -> Outcome:
        """Walk from opinions anywhere, on an undirected random graph."""
        graph = with_ring(poisson_graph(self.members, self.neighbours, seed))
        market = milled(mill(_WALK, edges=graph, ticks=self.ticks, n_claims=_CLAIMS), seed)
        weights, first = degrees(graph), first_opinions(market)
        expected = weights @ first / weights.sum()
        off = float(np.abs(opinions(market) - expected).max())
        plain = float(np.abs(first.mean(axis=0) - expected).max())
        note = f"The plain mean of first opinions lies {plain:.4f} away."
        return Outcome((around("farthest member", 0.0, off, _WITHIN),), note=note)
