"""L5: when a report costs its messenger trust."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import first_reports
from sim.base.parameters import parameter
from sim.kernels.curves import LEAST_TRUST

_SPREADS = (2.0, 1.5)
# Where prior and chance lie closer together than this, single precision cannot tell the sides apart.
_TOO_CLOSE = 1e-3


class TrustFalls(Item):
    """Trust in a source falls exactly where its claim was thought less probable than its being said anyway.

    Members with all kinds of priors and of trust read one report by one overt account. The engine keeps trust between
    .01 and .99, so that those few whom chance seats beyond that are not asked.
    """

    id: ClassVar[str] = "L5"
    expected: ClassVar[str] = "the sign of r' − r is that of h − a, whatever r: share of readers for whom it is, 1"
    tolerance: ClassVar[str] = "exact"
    source: ClassVar[str] = "Bovens & Hartmann 2003, ch. 3: r' = rh / (rh + (1−r)a)"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 0.3
    a: float | None = parameter(
        None,
        unit="probability",
        bounds=(0.05, 0.95),
        meaning="Chance to say it anyway; unset: .1, .3, .5, .7 and .9.",
        source="L5",
    )

    def examine(self, seed: int) -> Outcome:
        """Let members read one report of a claim."""
        chances = (0.1, 0.3, 0.5, 0.7, 0.9) if self.a is None else (self.a,)
        return Outcome(tuple(self._check(a, seed) for a in chances))

    def _check(self, a: float, seed: int) -> Check:
        read = first_reports(0.5, 0.5, a, spreads=_SPREADS, seed=seed)
        inside = np.abs(read.trust_prior - 0.5) < 0.5 - LEAST_TRUST
        clear = inside & (np.abs(read.prior - a) > _TOO_CLOSE)
        agree = np.sign(read.trust - read.trust_prior) == np.sign(read.prior - a)
        got = float(agree[clear].mean()) if clear.any() else None
        return around(f"a = {a:g}, {int(clear.sum())} readers", 1.0, got, 0.0)
