"""H9: does a platform's block at home cost the state belief abroad?"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of, ratio
from experiments.evidence.judgement import Line, at_least, at_most
from experiments.evidence.lives import Lives
from sim.base.parameters import parameter

_LOST = "share of the gain abroad that is lost"


class BlockAtHome(WorldHypothesis):
    """A salient block of the platform at home lowers the belief that a campaign gains abroad later by a tenth.

    The news of the block breaks as the campaign begins, and as it is salient it is told again and again; the gain is
    the excess of belief over the world without it.
    """

    id: ClassVar[str] = "H9"
    expected: ClassVar[str] = "fall of the excess of belief abroad, in parts of it: at least .1"
    refuted_if: ClassVar[str] = "none: not above 0"
    source: ClassVar[str] = "expert conversation of 2019: using what is blocked at home costs trust"
    speaks_to: ClassVar[str] = "guo_2017, steady effort; the block is news about the state's voice"
    lines: ClassVar[tuple[Line, ...]] = (Line(_LOST, at_least(0.1), at_most(0.0)),)
    seconds: ClassVar[float] = 20.0
    reports: int = parameter(
        10,
        unit="reports",
        bounds=(1, 1000),
        meaning="How often it is told.",
        source="Assumption: five days, twice a day",
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the share of the gain that the news of a block takes, and trust in the state with and without it."""
        block = f"shocks.dated=[{{kind: block, hour: 1.0, reports: {self.reports}}}]"
        # Nothing else is dated in either world.
        common = ("strategy=broadcast", "shocks.dated=[]", *self.size())
        gains, trust = {}, {}
        for name, rules in (("without", common), ("with", (common[0], block, *common[2:]))):
            pair = lives.pair(replicate, "guo_2017", *rules)
            gains[name] = pair.number("markets", "credibility_excess_abroad")
            trust[f"trust, {name}"] = float(np.mean(pair.record.steps["trust_state"]))
        # Where the campaign gains nothing, nothing of it can be lost.
        left = ratio(gains["with"], gains["without"]) if (gains["without"] or 0.0) > 0.0 else None
        return {_LOST: None if left is None else 1.0 - left} | trust

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return trust in the state."""
        trust = [mean_of(measured, f"trust, {name}").value for name in ("without", "with")]
        return [f"trust in the state {trust[0]:.4f} without and {trust[1]:.4f} with the news, mean over the run"]
