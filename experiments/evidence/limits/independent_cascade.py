"""L2: how far a cascade reaches that comes off at all."""

import math
from typing import ClassVar

from scipy.special import lambertw

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import cascade_sizes
from sim.base.parameters import parameter

_WITHIN = 0.02
_MAJOR = 0.05
_CLAIMS = 40


class IndependentCascade(Item):
    """A major outbreak on a Poisson random graph reaches the share z = 1 − e^(−Rz) of all.

    Whoever caught a claim passes it on once along each tie; R is the mean number of others that one infects.
    """

    id: ClassVar[str] = "L2"
    expected: ClassVar[str] = "z = 1 − e^(−Rz): .5828 for R = 1.5, .7968 for R = 2; runs that reach more than 5%"
    tolerance: ClassVar[str] = "± .02"
    source: ClassVar[str] = "Kempe, Kleinberg & Tardos 2003; Newman 2002 (size of outbreaks on random graphs)"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 4.5
    R: float | None = parameter(
        None, unit="members", bounds=(1.1, 5.0), meaning="Infected by one; unset: 1.5 and 2.", source="L2"
    )
    members: int = parameter(
        8_000, unit="members", bounds=(5_000, 1_000_000), meaning="Size of the network.", source="L2: at least 5,000"
    )
    followees: float = parameter(
        10.0, unit="members", bounds=(5.0, 100.0), meaning="Mean number of followees.", source="Assumption: any"
    )

    def examine(self, seed: int) -> Outcome:
        """Start cascades from one member each, and average the major ones."""
        return Outcome(tuple(self._check(infects, seed) for infects in ((1.5, 2.0) if self.R is None else (self.R,))))

    def _check(self, infects: float, seed: int) -> Check:
        sizes = cascade_sizes(infects, (self.members, self.followees), 1, _CLAIMS, seed) / self.members
        major = sizes[sizes > _MAJOR]
        got = float(major.mean()) if len(major) else None
        return around(f"R = {infects:g}, {len(major)} major", outbreak_size(infects), got, _WITHIN)


def outbreak_size(infects: float) -> float:
    """Return the positive root of z = 1 − e^(−Rz), R the number infected, by the main branch of Lambert's function."""
    return float(1.0 + lambertw(-infects * math.exp(-infects)).real / infects)
