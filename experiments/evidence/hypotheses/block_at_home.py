"""H9: does a platform's block at home cost the state belief abroad?"""

from typing import ClassVar

import numpy as np

from experiments.analysis.intervals import mean_interval
from experiments.evidence._contract import Outcome, between
from experiments.evidence.hypotheses._paired import PairedHypothesis
from experiments.evidence.pairs import judged, lived

_FALLS_BY = 0.1
_REFUTED_BELOW = 0.0


class BlockAtHome(PairedHypothesis):
    """A salient block of the platform at home lowers the belief that a campaign gains abroad later by a tenth.

    The news of the block breaks as the campaign begins; the gain is the excess of belief over the world without it.
    """

    id: ClassVar[str] = "H9"
    expected: ClassVar[str] = "fall of the excess of credibility abroad, in parts of it: at least .1; refuted at none"
    source: ClassVar[str] = "expert conversation of 2019: using what is blocked at home costs trust"
    seconds: ClassVar[float] = 25.0

    def examine(self, seed: int) -> Outcome:
        """Run the campaign with and without the news of a block, under the same chance."""
        common = ("strategy=broadcast", *self.size())
        block = "shocks.dated=[{kind: block, hour: 1.0}]"
        runs = lived("guo_2017", {"none": common, "block": (*common, block)}, self.replicates, seed)
        excess = {
            name: np.array([run.summary["credibility_excess_abroad"] for run in made]) for name, made in runs.items()
        }
        found = mean_interval(1.0 - excess["block"] / excess["none"])
        trust = {name: np.mean([run.summary["trust_state"] for run in made]) for name, made in runs.items()}
        check = between("share of the gain that is lost", _FALLS_BY, 1.0, found.mean)
        interval = "no interval" if found.low is None else f"95% interval {found.low:.4f} to {found.high:.4f}"
        note = f"{interval}; trust in the state {trust['none']:.4f} without and {trust['block']:.4f} with the news."
        return Outcome((check,), judged(found.low, found.high, _FALLS_BY, _REFUTED_BELOW), note)
