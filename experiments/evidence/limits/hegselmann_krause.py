"""L10: into how many camps means fall apart that only take in those near to them."""

from typing import Any, ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import everyone_tied, mill, opinions
from sim import Marketplace
from sim.base.parameters import parameter

_NODES = 501
_LONGEST = 200
_CAMPS = {0.25: 1, 0.18: 2, 0.14: 3, 0.112: 4}


class HegselmannKrause(Item):
    """From an even grid of 501, means over all within a bound come to rest in exactly so many clusters.

    By complete mixing and again along stored ties, which are two computations of the same. At other bounds, the same
    iteration in double precision says what to expect.
    """

    id: ClassVar[str] = "L10"
    expected: ClassVar[str] = "1, 2, 3, 4 clusters for ε = .25, .18, .14, .112, in finite time"
    tolerance: ClassVar[str] = "exact"
    source: ClassVar[str] = "Hegselmann & Krause 2002; bounds chosen where rounding decides nothing"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0
    epsilon: float | None = parameter(
        None, unit="probability", bounds=(0.05, 1.0), meaning="The bound; unset: those four.", source="L10"
    )

    def examine(self, seed: int) -> Outcome:
        """Iterate until nothing moves."""
        bounds = _CAMPS if self.epsilon is None else {self.epsilon: _in_double_precision(self.epsilon)}
        return Outcome(
            tuple(
                self._check(bound, camps, stored=stored, seed=seed)
                for bound, camps in bounds.items()
                for stored in (False, True)
            )
        )

    def _check(self, bound: float, camps: int, *, stored: bool, seed: int) -> Check:
        means: dict[str, Any] = {"kind": "bounded_confidence", "confidence": bound, "among": "neighbours"}
        means |= {"convergence": 1.0, "opinions": {"start": "grid"}}
        graph = everyone_tied(_NODES) if stored else None
        market = Marketplace(mill(means, edges=graph, members=_NODES, ticks=1), seed)
        got = len(np.unique(opinions(market))) if _comes_to_rest(market) else None
        return around(f"ε = {bound:g}, {'stored ties' if stored else 'complete mixing'}", camps, got, 0.0)


def _comes_to_rest(market: Marketplace) -> bool:
    for _ in range(_LONGEST):
        before = opinions(market)
        market.step()
        if np.array_equal(before, opinions(market)):
            return True
    return False


def _in_double_precision(bound: float) -> int:
    """Return the number of clusters of the plain iteration from the same grid."""
    values = np.linspace(0.0, 1.0, _NODES)
    for _ in range(_LONGEST):
        near = np.abs(values[:, None] - values) <= bound
        values = near @ values / near.sum(axis=1)
    return len(np.unique(np.round(values, 6)))
