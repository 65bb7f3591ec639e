"""L4: what a reader makes of one report, and of its messenger."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import first_reports
from sim.base.parameters import parameter

_WITHIN = 1e-6


class BovensHartmann(Item):
    """After one report, belief and trust are what Bayes' rule makes of the prior and of the source's reliability.

    An unreliable source would say it anyway with chance a. Members of a market in which one overt account posts; those
    who have read a single report are asked.
    """

    id: ClassVar[str] = "L4"
    expected: ClassVar[str] = (
        "h' = h(r + (1−r)a) / (h(r + (1−r)a) + (1−h)(1−r)a), r' = rh / (rh + (1−r)a); for r = a = .5: h = .2: .4286, "
        ".2857; h = .5: .75, .50; h = .8: .9231, .6154"
    )
    tolerance: ClassVar[str] = "± 10^−6 (single precision), for every reader"
    source: ClassVar[str] = "Bovens & Hartmann 2003, Bayesian Epistemology, ch. 3"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 0.3
    h: float | None = parameter(
        None, unit="probability", bounds=(0.01, 0.99), meaning="Prior of the claim; unset: .2, .5, .8.", source="L4"
    )
    r: float = parameter(
        0.5, unit="probability", bounds=(0.01, 0.99), meaning="Prior trust in the source.", source="L4"
    )
    a: float = parameter(0.5, unit="probability", bounds=(0.01, 0.99), meaning="Chance to say it anyway.", source="L4")

    def examine(self, seed: int) -> Outcome:
        """Let members read one report of a claim."""
        checks: list[Check] = []
        for h in (0.2, 0.5, 0.8) if self.h is None else (self.h,):
            said_if_true, said_if_false = self.r + (1 - self.r) * self.a, (1 - self.r) * self.a
            belief = h * said_if_true / (h * said_if_true + (1 - h) * said_if_false)
            reliability = self.r * h / (self.r * h + said_if_false)
            read = first_reports(h, self.r, self.a, spreads=(0.0, 0.0), seed=seed)
            checks += [
                around(f"belief, h = {h:g}", belief, _farthest(read.belief, belief), _WITHIN),
                around(f"reliability, h = {h:g}", reliability, _farthest(read.trust, reliability), _WITHIN),
            ]
        return Outcome(tuple(checks))


def _farthest(values: np.ndarray, expected: float) -> float | None:
    """Return the value [k] that is farthest from what is expected, None if there is none."""
    return float(values[np.argmax(np.abs(values - expected))]) if len(values) else None
