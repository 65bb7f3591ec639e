"""H3: do poor ideas last half a dozen rounds?"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from scipy.stats import qmc

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis
from experiments.evidence.judgement import Line, Side, above, at_least
from experiments.evidence.lives import Lives
from experiments.evidence.ranges import ring_spans
from experiments.evidence.rounds import FRAGILE, contested, median_rounds
from sim.base.parameters import parameter

_CLAIMED, _REFUTING = Side(4.0, 9.0), Side(3.0, 12.0, closed=False, outside=True)
_INSIDE, _OUTSIDE = "share of the range with a median of 4 to 9", "share of the range with a median outside 3 to 12"
_MEDIAN = "median rounds"


class RoundsInTheOpen(WorldHypothesis):
    """Fragile posts that are contested last four to nine rounds in the open.

    Blow and parry have no published value, so that the claim is judged over their plausible ranges (a Sobol sequence,
    the same in every replicate): evenly, a range of a decade or more by factors. At each pair of values, the median
    round in which contested posts of fragility .8 or more that serve the state fall; those that never fall are
    censored, and where half never do the median is infinite.
    """

    id: ClassVar[str] = "H3"
    expected: ClassVar[str] = "median rounds of 4 to 9 over at least half of the plausible range of blow and parry"
    refuted_if: ClassVar[str] = "the plausible range of blow and parry puts more than half its mass outside 3 to 12"
    source: ClassVar[str] = "expert conversation of 2019: about half a dozen rounds"
    speaks_to: ClassVar[str] = "guo_2017, steady effort, open in all markets"
    lines: ClassVar[tuple[Line, ...]] = (Line(_INSIDE, at_least(0.5)), Line(_OUTSIDE, Side(high=0.5), above(0.5)))
    lines_at_a_point: ClassVar[tuple[Line, ...] | None] = (Line(_MEDIAN, _CLAIMED, _REFUTING),)
    seconds: ClassVar[float] = 90.0
    points: int = parameter(
        32, unit="points", bounds=(4, 4096), meaning="Values of blow and parry.", source="Assumption: a power of two"
    )
    members: int = parameter(
        300, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        240, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: ten days"
    )
    replicates: int = parameter(
        8, unit="replicates", bounds=(2, 1_000), meaning="Repetitions of the whole range.", source="Assumption: few"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the share of the range inside and outside, and the median at each of its points."""
        medians = {str(place): self._median(lives, replicate, point) for place, point in enumerate(self._range())}
        known = np.array([median for median in medians.values() if median is not None])
        if len(known) == 0:
            return {_INSIDE: None, _OUTSIDE: None} | medians
        inside = float(np.mean([_CLAIMED.contains(median, median) for median in known]))
        outside = float(np.mean([_REFUTING.contains(median, median) for median in known]))
        return {_INSIDE: inside, _OUTSIDE: outside} | medians

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return how the medians spread over all points and replicates."""
        found = [row[str(place)] for row in measured for place in range(self.points)]
        known = [median for median in found if median is not None]
        if not known:
            return ["no fragile post was contested anywhere"]
        quarters = ", ".join(f"{value:g}" for value in np.quantile(known, (0.25, 0.5, 0.75), method="nearest"))
        by_difference = self._even_by_difference(measured)
        return [
            f"with the range gone through evenly by differences, {by_difference:.0%} of it is outside 3 to 12",
            f"quartiles of the median {quarters}; at {np.mean(np.isinf(known)):.0%} of points half never fall",
            f"nothing was contested in {len(found) - len(known)} of {len(found)} worlds",
        ]

    def _even_by_difference(self, measured: Sequence[Numbers]) -> float:
        """Return the share outside 3 to 12 where every value of blow weighs alike, and not every factor."""
        blows = np.array([point["rebuttals.blow"] for point in self._range()] * len(measured))
        medians = [row[str(place)] for row in measured for place in range(self.points)]
        outside = np.array([median is not None and _REFUTING.contains(median, median) for median in medians])
        known = np.array([median is not None for median in medians])
        # A value that was drawn by factors stands for as many others as it is large.
        return float(np.sum(blows * outside) / np.sum(blows * known))

    def measure_at_a_point(self, lives: Lives) -> dict[str, float | None]:
        """Return the median at the values of blow and parry that the point has."""
        return {_MEDIAN: self._median(lives, 0, {})}

    def _range(self) -> list[dict[str, float]]:
        spans = ring_spans(("blow", "parry"))
        shares = qmc.Sobol(len(spans), scramble=False).random(self.points)
        return [{span.name: span.at(float(share)) for span, share in zip(spans, row, strict=True)} for row in shares]

    def _median(self, lives: Lives, replicate: int, ring: Mapping[str, float]) -> float | None:
        record = lives.record(
            replicate, "guo_2017", "strategy=broadcast", "censorship=open", *self.size(), changes=ring
        )
        return median_rounds(*contested(record.posts, record.campaign, FRAGILE))
