"""What a calibration found: one set of values, the range of others nearly as good, and the verdict on every target."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from experiments.calibration.goal import Goal, met
from experiments.calibration.search import Trial
from experiments.calibration.stages import Stages
from experiments.evidence._contract import Check, Outcome
from experiments.evidence.targets._target import distance_in_tolerances

_DIGITS = 2

_HEAD = """\
# Calibrated parameters: made by `{command}`, not by hand.
# Every scenario starts from them; calibration=none starts from the declared defaults. What the numbers mean, and how
# the search goes, is told in docs/calibration.md. Targets that are held out were never shown to the search.
"""


class Calibrated(NamedTuple):
    """The best joint trial, its values rounded to what a search can tell apart, and the ``ranges`` around them."""

    values: dict[str, float]
    ranges: dict[str, tuple[float, float]]
    best: Trial


def calibrated(both: Stages) -> Calibrated:
    """Return the values of the best joint trial, and for each the range that the targets leave open.

    The range is that of the trials of the parameter's group that meet every target that the group's best trial meets,
    the other groups being where they stood then; the value itself is in it. As trials crowd where the loss is low, a
    range is no posterior.
    """
    best = both.jointly.best()
    values = {name: rounded(value) for name, value in best.values.items()}
    ranges = {}
    for group in both.groups:
        enough = set(group.best().met)
        kept = [trial for trial in group.finished() if enough <= set(trial.met)]
        for one in group.parameters:
            found = [*(trial.values[one.name] for trial in kept), values[one.name]]
            ranges[one.name] = (rounded(min(found)), rounded(max(found)))
    return Calibrated(values, ranges, best)


def rounded(value: float, digits: int = _DIGITS) -> float:
    """Return a value to so many significant digits."""
    return float(f"{value:.{digits}g}")


def document(
    found: Calibrated, goal: Goal, outcomes: Mapping[str, Outcome], procedure: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the whole result as plain nested data; ``outcomes`` of all targets at the rounded values, by ID."""
    held_out = {target.id for target in goal.held_out}
    return {
        "procedure": dict(procedure) | {"best_trial": found.best.number, "loss": _plain(found.best.loss)},
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


def _plain(number: float | None) -> float | None:
    """Return a number to four digits; None where it is undefined, or where there is no such bound."""
    return rounded(float(number), 4) if number is not None and math.isfinite(number) else None
