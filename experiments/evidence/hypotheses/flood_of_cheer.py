"""H15: does a flood of cheer hurt the rival it drowns?"""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Outcome, Verdict, between
from experiments.evidence.hypotheses._paired import PairedHypothesis
from experiments.evidence.pairs import difference, lived
from sim.run import RunResult

_HOLDS_WITHIN = 0.02
_REFUTED_BEYOND = 0.05
_RIVAL = 0


class FloodOfCheer(PairedHypothesis):
    """A flood of cheer changes how far the rival's claim reaches, and not how far it is believed.

    The operation floods with a narrative that answers nothing, or is silent. The rival's credibility is the mean
    belief at the end among those who met its claim.
    """

    id: ClassVar[str] = "H15"
    expected: ClassVar[str] = "difference in the rival's credibility within .02 of none; refuted from .05 on"
    source: ClassVar[str] = "King, Pan & Roberts 2017: posts of cheer distract and do not argue"
    seconds: ClassVar[float] = 25.0

    def examine(self, seed: int) -> Outcome:
        """Run the market with and without the flood, under the same chance."""
        common = ("narratives=critic_in_exile_and_cheer", *self.size())
        settings = {"silent": (*common, "strategy=silent"), "flood": (*common, "strategy=flood", "strategy.cheer=1")}
        runs = lived("guo_2017", settings, self.replicates, seed)
        believed = difference(runs, "flood", "silent", _credibility_of_rival)
        met = difference(runs, "flood", "silent", _reach_of_rival)
        check = between("rival's credibility, flood − silent", -_HOLDS_WITHIN, _HOLDS_WITHIN, believed.estimate)
        note = (
            f"95% interval {believed.low:.4f} to {believed.high:.4f}; the share who ever met it changes by "
            f"{met.estimate:.4f} ({met.low:.4f} to {met.high:.4f})."
        )
        return Outcome((check,), _verdict(believed.low, believed.high), note)


def _verdict(low: float | None, high: float | None) -> Verdict:
    if low is None or high is None:
        return "undecided"
    if max(abs(low), abs(high)) < _HOLDS_WITHIN:
        return "supported"
    return "refuted" if low >= _REFUTED_BEYOND or high <= -_REFUTED_BEYOND else "undecided"


def _credibility_of_rival(run: RunResult) -> float | None:
    met = run.record.acquainted[:, _RIVAL]
    return float(run.record.belief[met, _RIVAL].mean()) if met.any() else None


def _reach_of_rival(run: RunResult) -> float | None:
    return float(np.mean(run.record.acquainted[:, _RIVAL]))
