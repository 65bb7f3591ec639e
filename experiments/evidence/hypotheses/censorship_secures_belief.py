"""H5: does silencing rebuttals secure belief, and more so than enforcement takes away?"""

import math
from typing import ClassVar, Literal

from pydantic import Field

from experiments.evidence._contract import Item, Outcome, between
from experiments.evidence.pairs import difference, judged, lived, summarised
from sim.base.parameters import parameter

_HOLDS_FROM = 0.2
_REFUTED_BELOW = 0.05


class CensorshipSecuresBelief(Item):
    """Full censorship secures belief: it gains at least .2 on the open market, and more than enforcement costs there.

    Mean belief at the end among those who met a narrative of the operation, whose effort is steady; with a reactive one
    (a setting) the censor silences the rival that sets it off.
    """

    id: ClassVar[str] = "H5"
    expected: ClassVar[str] = (
        "belief(full) − belief(open) at least .2, and above belief(no enforcement) − belief(maximal); refuted below .05"
    )
    tolerance: ClassVar[str] = "95% interval over pairs wholly on one side"
    source: ClassVar[str] = "expert conversation of 2019: only force secures dominance"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 35.0
    replicates: int = parameter(8, unit="pairs", bounds=(3, 1_000), meaning="Paired runs.", source="Assumption: enough")
    members: int = parameter(
        500, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        480, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: 20 d"
    )
    strategy: Literal["broadcast", "reactive"] = Field("broadcast", description="How the operation spends its effort.")

    def examine(self, seed: int) -> Outcome:
        """Run the open market, the censored one and the strictly enforced one under the same chance."""
        common = (f"strategy={self.strategy}", f"members={self.members}", f"ticks={self.ticks}")
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
