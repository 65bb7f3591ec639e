"""L1: the share of a large well-mixed population that never hears a rumour."""

import math
from typing import ClassVar

import numpy as np
from scipy.special import lambertw

from experiments.evidence._contract import Item, Outcome, around
from experiments.evidence.mills import mill, milled, standard_error
from sim.base.parameters import parameter

_BLOCK = 20
_TELLING_TIMES = 100


class MakiThompson(Item):
    """Of a rumour in a large well-mixed population, a fifth never hears.

    A teller calls others one at a time and stops at the first who knew. A tick in which few call approaches the
    published model, where calls come one after the other; great steps let several stop at once, and more hear.
    """

    id: ClassVar[str] = "L1"
    expected: ClassVar[str] = "the root of x = e^(-2(1 - x)), .203188"
    tolerance: ClassVar[str] = "3 standard errors"
    source: ClassVar[str] = "Maki & Thompson 1973; Sudbury 1985"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 7.0
    members: int = parameter(
        10_000, unit="members", bounds=(1_000, 1_000_000), meaning="Size of the population.", source="L1: at least 10^4"
    )
    calls: float = parameter(
        0.02, unit="probability a tick", bounds=(0.001, 1.0), meaning="Chance that a teller calls.", source="L1: <= .02"
    )
    runs: int = parameter(20, unit="runs", bounds=(2, 1_000), meaning="Independent rumours.", source="L1: at least 20")

    def examine(self, seed: int) -> Outcome:
        """Tell rumours, each to its end."""
        told = {"kind": "contagion", "mechanism": "rumour", "passes_on": self.calls, "stops": 1.0, "forgets": 0.0}
        never: list[float] = []
        while len(never) < self.runs:
            n_claims = min(_BLOCK, self.runs - len(never))
            world = mill(
                told | {"believing": 1.0 / self.members},
                members=self.members,
                ticks=math.ceil(_TELLING_TIMES / self.calls),
                n_claims=n_claims,
            )
            market = milled(world, seed + len(never) // _BLOCK, until_nobody_tells=True)
            never += (1.0 - market.members.columns.acquainted.mean(axis=0)).tolist()
        spread = float(np.std(never, ddof=1)) * math.sqrt(self.members)
        note = f"Standard deviation between runs {spread:.2f}/√N; about .55/√N is expected."
        got = float(np.mean(never))
        return Outcome((around("never hears", never_hears(), got, 3 * standard_error(never)),), note=note)


def never_hears() -> float:
    """Return the root of x = e^(-2(1 - x)) other than 1: -W(-2 e^-2)/2, W the principal branch of Lambert's function.

    Source: Sudbury 1985, The proportion of the population never hearing a rumour.
    """
    return float(-lambertw(-2.0 * math.exp(-2.0)).real / 2.0)
