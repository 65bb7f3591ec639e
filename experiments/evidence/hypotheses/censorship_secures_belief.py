"""H5: does silencing rebuttals secure belief, and more so than enforcement takes away?"""

import math
from typing import ClassVar, Literal

from pydantic import Field

from experiments.evidence._contract import Outcome, between
from experiments.evidence.hypotheses._paired import PairedHypothesis
from experiments.evidence.pairs import difference, judged, lived, summarised

_HOLDS_FROM = 0.2
_REFUTED_BELOW = 0.05


class CensorshipSecuresBelief(PairedHypothesis):
    """Full censorship secures belief: it gains at least .2 on the open market, and more than enforcement costs there.

    Mean belief at the end among those who met a narrative of the operation, whose effort is steady; with a reactive one
    (a setting) the censor silences the rival that sets it off.
    """

    id: ClassVar[str] = "H5"
    expected: ClassVar[str] = (
        "belief(full) − belief(open) at least .2, and above belief(no enforcement) − belief(maximal); refuted below .05"
    )
    source: ClassVar[str] = "expert conversation of 2019: only force secures dominance"
    seconds: ClassVar[float] = 35.0
    strategy: Literal["broadcast", "reactive"] = Field("broadcast", description="How the operation spends its effort.")

    def examine(self, seed: int) -> Outcome:
        """Run the open market, the censored one and the strictly enforced one under the same chance."""
        common = (f"strategy={self.strategy}", *self.size())
        settings = {
            "open": common,
            "full": (*common, "censorship=full"),
            "maximal": (*common, "enforcement=maximal"),
        }
        runs = lived("guo_2017", settings, self.replicates, seed)
        gained = difference(runs, "full", "open", summarised("credibility_final"))
        lost = difference(runs, "open", "maximal", summarised("credibility_final"))
        verdict = judged(gained.low, gained.high, _HOLDS_FROM, _REFUTED_BELOW)
        if verdict == "supported" and (gained.low or 0.0) <= (lost.high or 0.0):
            verdict = "undecided"
        checks = (between("belief(full) − belief(open)", _HOLDS_FROM, math.inf, gained.estimate),)
        note = (
            f"95% interval {gained.low:.4f} to {gained.high:.4f}; enforcement takes {lost.estimate:.4f} "
            f"({lost.low:.4f} to {lost.high:.4f})."
        )
        return Outcome(checks, verdict, note)
