"""H2: do campaigns that reach more people win more belief?"""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, ClassVar

import numpy as np
from scipy import stats
from scipy.stats import qmc

from experiments.analysis.intervals import UPPER_TAIL
from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis
from experiments.evidence.judgement import Estimate, Line, above, at_most
from experiments.evidence.lives import Lives
from sim.base.parameters import parameter

# What campaigns differ in, and between which values: the plausible ranges of their declarations.
_CAMPAIGNS = {
    "narratives.claims.plan_is_for_everyone.appeal": (0.3, 1.0),
    "narratives.claims.plan_is_for_everyone.fragility": (0.0, 1.0),
    "strategy.overt_posts": (0.5, 10.0),
}
_FEWEST = 8


class BuzzAndBelief(WorldHypothesis):
    """Buzz is not soft power: where comments are open, campaigns that reach more win no more belief; closed, they do.

    Campaigns of the cartoon's kind differ in appeal, fragility and effort (a Sobol sequence over the declared ranges),
    each run with comments open, and closed: nobody answers. Over campaigns, Spearman's rank correlation of the peak of
    reach with the gain of belief over all members (mean over the run, against the world without the campaign).
    """

    id: ClassVar[str] = "H2"
    expected: ClassVar[str] = "correlation of reach and belief gained: at most .2 with comments open, above 0 closed"
    refuted_if: ClassVar[str] = "a correlation above .2 with comments open"
    source: ClassVar[str] = "expert conversation of 2019: buzz is not soft power; interval: Bonett & Wright 2000"
    speaks_to: ClassVar[str] = "cartoon_2015, charm, campaigns over the declared ranges of appeal, fragility and effort"
    lines: ClassVar[tuple[Line, ...]] = (
        Line("correlation, comments open", at_most(0.2), above(0.2)),
        Line("correlation, comments closed", above(0.0)),
    )
    not_audited: ClassVar[str | None] = "a correlation takes scores of campaigns at every point"
    seconds: ClassVar[float] = 50.0
    replicates: int = parameter(
        96,
        unit="campaigns",
        bounds=(_FEWEST, 10_000),
        meaning="Campaigns.",
        source="Assumption: intervals of about ±.2",
    )
    members: int = parameter(
        300, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        240, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: three days after it"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return reach and gain of one campaign, with comments open and closed."""
        design = campaign(replicate, lives.seed)
        numbers: dict[str, float | None] = {}
        for comments, rebuttals in (("open", "crowd_and_professionals"), ("closed", "none")):
            overrides = (f"rebuttals={rebuttals}", *self.size())
            pair = lives.pair(replicate, "cartoon_2015", *overrides, changes=design)
            numbers[f"reach, {comments}"] = pair.number("reach", "reach_peak")
            numbers[f"gain, {comments}"] = pair.number("credibility", "credibility_excess")
        return numbers

    def estimates(self, measured: Sequence[Numbers]) -> dict[str, Estimate]:
        """Return the correlation over campaigns, with comments open and closed."""
        found = {}
        for comments in ("open", "closed"):
            pairs = [(row[f"reach, {comments}"], row[f"gain, {comments}"]) for row in measured]
            found[f"correlation, comments {comments}"] = rank_correlation(
                [(reach, gain) for reach, gain in pairs if reach is not None and gain is not None]
            )
        return found

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return the mean gains."""
        return [
            f"mean gain with comments {comments} {np.mean([row[f'gain, {comments}'] for row in measured]):.4f}"
            for comments in ("open", "closed")
        ]


def campaign(number: int, seed: int) -> dict[str, Any]:
    """Return what one campaign is like, by dotted name."""
    shares = _sequence(seed, 2 ** max(math.ceil(math.log2(number + 1)), 7))[number]
    ranges = _CAMPAIGNS.items()
    return {name: low + float(share) * (high - low) for (name, (low, high)), share in zip(ranges, shares, strict=True)}


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> Estimate:
    """Return Spearman's correlation of the pairs, with its interval by Fisher's z.

    Standard error of z: sqrt((1 + r²/2) / (n − 3)). Source: Bonett & Wright 2000, Psychometrika 65, eq. 6.
    """
    n = len(pairs)
    if n < _FEWEST:
        return Estimate(None, reason=f"{n} campaigns, at least {_FEWEST} are needed")
    first, second = np.array(pairs).T
    if np.ptp(first) == 0.0 or np.ptp(second) == 0.0:
        return Estimate(None, reason="one of the two is the same in every campaign")
    r = float(stats.spearmanr(first, second).statistic)
    if abs(r) >= 1.0:
        return Estimate(r, r, r)
    reach = float(stats.norm.ppf(UPPER_TAIL)) * math.sqrt((1.0 + r**2 / 2.0) / (n - 3))
    return Estimate(r, math.tanh(math.atanh(r) - reach), math.tanh(math.atanh(r) + reach))


@cache
def _sequence(seed: int, n: int) -> np.ndarray:
    return np.asarray(qmc.Sobol(len(_CAMPAIGNS), rng=seed).random(n))
