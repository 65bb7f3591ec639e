"""What a calibration found: one set of values, the range of others nearly as good, and the verdict on every target."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from experiments.calibration.fitted import Fitted
from experiments.calibration.goal import Goal, met
from experiments.calibration.search import Trial
from experiments.evidence._contract import Check, Outcome
from experiments.evidence.targets._target import distance_in_tolerances

# The share of trials that are near enough to the best for their values to count as plausible.
KEPT = 0.1
_DIGITS = 2

_HEAD = """\
# The calibrated parameters: made by `{command}`, not by hand.
# They are the defaults of the parameters' declarations; a test keeps both equal. What every number means, and how the
# search goes, is told in docs/calibration.md. Targets that are held out were never shown to the search.
"""


class Calibrated(NamedTuple):
    """The best trial's values, rounded to what the search can tell apart; ``ranges`` over the best tenth of trials."""

    values: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    best: Trial
    n_kept: int
    worst_kept: float


def calibrated(trials: Sequence[Trial], parameters: Sequence[Fitted]) -> Calibrated:
    """Return the best values and the plausible ranges of finished trials.

    The best trial has the lowest loss. Kept are the tenth of trials with the lowest losses, at least two, as in
    approximate Bayesian computation by rejection; as trials crowd where the loss is low, ranges are no posterior.
    """
    ordered = sorted(trials, key=lambda trial: (trial.loss, trial.number))
    kept = ordered[: max(2, math.ceil(KEPT * len(ordered)))]
    values = {one.name: rounded(ordered[0].values[one.name]) for one in parameters}
    ranges = {one.name: _range_of([trial.values[one.name] for trial in kept]) for one in parameters}
    return Calibrated(values, ranges, ordered[0], len(kept), kept[-1].loss)


def rounded(value: float, digits: int = _DIGITS) -> float:
    """Return a value to so many significant digits."""
    return float(f"{value:.{digits}g}")


def document(
    found: Calibrated, goal: Goal, outcomes: Mapping[str, Outcome], procedure: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the whole result as plain nested data; ``outcomes`` of all targets at the rounded values, by ID."""
    held_out = {target.id for target in goal.held_out}
    return {
        "procedure": dict(procedure)
        | {
            "best_trial": found.best.number,
            "loss": _plain(found.best.loss),
            "kept_trials": found.n_kept,
            "loss_of_the_last_kept": _plain(found.worst_kept),
        },
        "held_out": {
            "always": sorted(held_out - set(goal.drawn)),
            "drawn": list(goal.drawn),
        },
        "parameters": {
            name: {"value": value, "range": list(found.ranges[name])} for name, value in found.values.items()
        },
        "targets": {name: _verdict(name in held_out, outcome) for name, outcome in outcomes.items()},
    }


def written(content: Mapping[str, Any], command: str) -> str:
    """Return the result as YAML, with a head that says what it is."""
    text: str = yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=120)
    return _HEAD.format(command=command) + text


def _verdict(held_out: bool, outcome: Outcome) -> dict[str, Any]:
    return {
        "met": met(outcome),
        "held_out": held_out,
        "distance": _plain(distance_in_tolerances(outcome.checks)),
        "checks": {check.name: _numbers(check) for check in outcome.checks},
    }


def _numbers(check: Check) -> dict[str, float | None]:
    accepted = {"expected": check.expected, "low": check.low, "high": check.high}
    return {"got": _plain(check.got)} | {name: _plain(number) for name, number in accepted.items()}


def _range_of(values: Sequence[float]) -> tuple[float, float]:
    return rounded(min(values)), rounded(max(values))


def _plain(number: float | None) -> float | None:
    """Return a number to four digits; None where it is undefined, or where there is no such bound."""
    return rounded(float(number), 4) if number is not None and math.isfinite(number) else None
