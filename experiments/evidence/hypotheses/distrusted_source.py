"""H1: how much less is believed of what a distrusted source says?"""

from collections.abc import Sequence
from typing import Any, ClassVar

from experiments.analysis.ratios import ratio_of_means
from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, ratio
from experiments.evidence.judgement import Estimate, Line, at_least, below
from experiments.evidence.lives import Lives
from sim.base.parameters import parameter

_RATIO = "gain per exposure, distrusted over neutral"


class DistrustedSource(WorldHypothesis):
    """An exposure to a distrusted source gains less than a quarter of the belief that one to a neutral source gains.

    The same overt accounts say the same, in one world as the state's voice with the trust it has, in the other as a
    voice that is neither trusted nor distrusted and would say either thing by chance. Gain per exposure: belief of all
    members above that without the campaign, mean over the run, for each time that somebody read one of its posts.
    """

    id: ClassVar[str] = "H1"
    expected: ClassVar[str] = "belief gained per exposure, distrusted over neutral source: below 1/4"
    refuted_if: ClassVar[str] = "a half or more"
    source: ClassVar[str] = "expert conversation of 2019: audiences refuse to believe what they see"
    speaks_to: ClassVar[str] = "guo_2017, overt accounts only, steady effort, open in all markets"
    lines: ClassVar[tuple[Line, ...]] = (Line(_RATIO, below(0.25), at_least(0.5)),)
    seconds: ClassVar[float] = 15.0
    neutral: float = parameter(
        0.5, unit="probability", bounds=(0.01, 0.99), meaning="Trust in the neutral voice.", source="Assumption: even"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the gain per exposure from the source as it is, and as if it were neutral."""
        as_neutral = {"belief.trust.state": self.neutral, "belief.says_anyway.state": 0.5}
        return {
            "distrusted": self._gain(lives, replicate, {}),
            "neutral": self._gain(lives, replicate, as_neutral),
        }

    def estimates(self, measured: Sequence[Numbers]) -> dict[str, Estimate]:
        """Return the ratio of the means, with Fieller's interval."""
        neutral, distrusted = (dict(enumerate(row[name] for row in measured)) for name in ("neutral", "distrusted"))
        if len(measured) == 1:
            # Nothing gained from a neutral source leaves nothing to compare with.
            gained = neutral[0] is not None and neutral[0] > 0.0
            return {_RATIO: Estimate(ratio(distrusted[0], neutral[0]) if gained else None)}
        found = ratio_of_means(neutral, distrusted)
        return {_RATIO: Estimate(found.estimate, found.low, found.high, found.reason)}

    def _gain(self, lives: Lives, replicate: int, trust: dict[str, Any]) -> float | None:
        design = {"operation.covert": 0} | trust
        pair = lives.pair(replicate, "guo_2017", "strategy=broadcast", "censorship=open", *self.size(), changes=design)
        gained = pair.number("credibility", "credibility_excess")
        exposures = float(pair.record.exposures_of.sum()) / self.members
        return ratio(gained, exposures)
