"""H6: does transparency make persuasion dear?"""

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np
from scipy import stats

from experiments.analysis.intervals import CONFIDENCE
from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Estimate, Line, at_least, below
from experiments.evidence.lives import Lives
from sim.base.parameters import parameter

_FALL, _STEP, _LOST = (
    "fall with full disclosure",
    "smallest step from one disclosure to the next",
    "share of the fall lost without history, dates and reasons",
)
_STEPS = ("none", "headline", "partial", "full")
_RESAMPLES = 1_999


class PriceOfTransparency(WorldHypothesis):
    """The more is disclosed, the fewer an operation persuades for its money; most of that needs the complete data.

    The same operation under four disclosures. Members persuaded (sum of final belief above that of the world without
    the campaign, mean of narratives) over what the operation spent, as a ratio of means over replicates.
    """

    id: ClassVar[str] = "H6"
    expected: ClassVar[str] = (
        "persuaded per cost falls with every step of disclosure, by at least 10% in all; at least half of the fall is "
        "lost where history, suspension dates and reasons are withheld (partial)"
    )
    refuted_if: ClassVar[str] = "not monotone, or less than 10% (undecided where that without disclosure may be 0)"
    source: ClassVar[str] = (
        "expert conversation of 2019: with full transparency operations would be costly, ineffective"
    )
    speaks_to: ClassVar[str] = "transparency, four disclosures"
    lines: ClassVar[tuple[Line, ...]] = (
        Line(_FALL, at_least(0.1), below(0.1)),
        Line(_STEP, at_least(0.0), below(0.0)),
        Line(_LOST, at_least(0.5)),
    )
    not_audited: ClassVar[str | None] = "disclosures act after weeks, and take eight long worlds at every point"
    seconds: ClassVar[float] = 70.0
    replicates: int = parameter(
        12, unit="replicates", bounds=(3, 1_000), meaning="Paired repetitions.", source="Assumption: few"
    )
    ticks: int = parameter(
        720, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="until the operation stops"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return members persuaded and costs under each disclosure."""
        numbers: dict[str, float | None] = {}
        for disclosure in _STEPS:
            pair = lives.pair(replicate, "transparency", f"disclosure={disclosure}", *self.size())
            numbers[f"persuaded, {disclosure}"] = pair.number("persuasion", "persuaded")
            numbers[f"cost, {disclosure}"] = pair.record.spent
        return numbers

    def estimates(self, measured: Sequence[Numbers]) -> dict[str, Estimate]:
        """Return the falls as shares of persuasion per cost without disclosure, with bootstrap intervals over pairs."""
        names = [f"{what}, {disclosure}" for what in ("persuaded", "cost") for disclosure in _STEPS]
        rows = np.array([[row[name] for name in names] for row in measured], np.float64)
        found = falls(rows.mean(axis=0))
        if len(rows) == 1:
            return {name: Estimate(value if np.isfinite(value) else None) for name, value in found.items()}
        alone = mean_of(measured, "persuaded, none")
        if alone.low is None or alone.high is None or alone.low <= 0.0 <= alone.high:
            reason = f"persuaded without disclosure may be none: {alone}"
            return {name: Estimate(None, reason=reason) for name in found}
        return {name: _bootstrapped(rows, name) for name in found}

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return persuasion per cost under each disclosure."""
        told = []
        for step in _STEPS:
            persuaded, cost = (mean_of(measured, f"{what}, {step}").value or 0.0 for what in ("persuaded", "cost"))
            told.append(f"{step} {persuaded / cost:.5f}" if cost else f"{step} undefined")
        return [f"persuaded per cost unit: {', '.join(told)}"]


def falls(means: np.ndarray) -> dict[str, float]:
    """Return the falls, in parts of that under none, from mean persuaded and mean cost [8] under four disclosures."""
    persuaded, cost = np.split(means, 2)
    relative = persuaded / cost / (persuaded[0] / cost[0])
    fall, partial = 1.0 - relative[-1], 1.0 - relative[-2]
    steps = [before - after for before, after in pairwise(relative)]
    lost = 1.0 - partial / fall if fall > 0.0 else np.nan
    return {_FALL: float(fall), _STEP: float(min(steps)), _LOST: float(lost)}


def _bootstrapped(rows: np.ndarray, name: str) -> Estimate:
    """Return one of the falls with a percentile interval: pairs are drawn anew, and all means with them."""

    def resampled(places: np.ndarray) -> float:
        return falls(rows[places.astype(np.int64)].mean(axis=0))[name]

    with warnings.catch_warnings():
        # Where nothing falls in a resample, no share of the fall is lost: said below, in words.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (np.arange(len(rows)),),
            resampled,
            n_resamples=_RESAMPLES,
            confidence_level=CONFIDENCE,
            vectorized=False,
            method="percentile",
            rng=np.random.default_rng(len(rows)),
        ).confidence_interval
    value = falls(rows.mean(axis=0))[name]
    if not np.isfinite((value, found.low, found.high)).all():
        return Estimate(value if np.isfinite(value) else None, reason="undefined in some resamples")
    return Estimate(value, float(found.low), float(found.high))
