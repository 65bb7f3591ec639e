"""L3: how many a cascade reaches that is bound to die out."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import cascade_sizes, standard_error
from sim.base.parameters import parameter

_CLAIMS = 40
_SEEDS = 5
_WORLDS = 3


class SubcriticalCascade(Item):
    """Where each infects fewer than one other, a cascade reaches 1/(1 − R) members for each with whom it began."""

    id: ClassVar[str] = "L3"
    expected: ClassVar[str] = "1/(1 − R), its seed counted"
    tolerance: ClassVar[str] = "3 standard errors"
    source: ClassVar[str] = "Harris 1963, The theory of branching processes (total progeny)"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 4.5
    R: float | None = parameter(
        None, unit="members", bounds=(0.05, 0.9), meaning="Infected by one; unset: .5 and .8.", source="L3"
    )
    members: int = parameter(
        6_000, unit="members", bounds=(1_000, 1_000_000), meaning="Size of the network.", source="Assumption: no echo"
    )
    followees: float = parameter(
        10.0, unit="members", bounds=(5.0, 100.0), meaning="Mean number of followees.", source="Assumption: any"
    )

    def examine(self, seed: int) -> Outcome:
        """Start cascades from a few members each, on several networks."""
        return Outcome(tuple(self._check(infects, seed) for infects in ((0.5, 0.8) if self.R is None else (self.R,))))

    def _check(self, infects: float, seed: int) -> Check:
        network = (self.members, self.followees)
        sizes = [cascade_sizes(infects, network, _SEEDS, _CLAIMS, seed + world) / _SEEDS for world in range(_WORLDS)]
        every = np.concatenate(sizes)
        return around(f"R = {infects:g}", 1.0 / (1.0 - infects), float(every.mean()), 3 * standard_error(every))
