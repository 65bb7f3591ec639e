"""What the search is to reach, and what it must not see."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from experiments.evidence._contract import Outcome
from experiments.evidence.items import item_classes
from experiments.evidence.targets._target import Target, distance_in_tolerances
from experiments.evidence.worlds import Worlds
from sim.base.chance import AT_START, draws, purpose, stream

DRAWN = 2
_HOLDS_OUT = purpose("calibration.holds_out_target")


class Goal(NamedTuple):
    """The targets that are ``shown`` to the search, and those ``held_out``: some always, and the ``drawn`` ones."""

    shown: tuple[Target, ...]
    held_out: tuple[Target, ...]
    drawn: tuple[str, ...]

    def named(self, names: Collection[str]) -> tuple[Target, ...]:
        """Return the shown targets of these names."""
        return tuple(target for target in self.shown if target.id in names)

    def every(self) -> tuple[Target, ...]:
        """Return all targets, those shown first."""
        return self.shown + self.held_out


def goal(seed: int) -> Goal:
    """Return which targets are shown and which are held out: two are drawn, keyed by their name, whatever comes out."""
    targets = [item() for item in item_classes().values() if issubclass(item, Target)]
    open_ones = [target for target in targets if not target.held_out]
    drawn = sorted(open_ones, key=lambda target: _luck(target.id, seed))[:DRAWN]
    names = tuple(sorted(target.id for target in drawn))
    shown = tuple(target for target in open_ones if target.id not in names)
    return Goal(shown, tuple(target for target in targets if target not in shown), names)


def measured(targets: Sequence[Target], values: Mapping[str, float], seed: int) -> dict[str, Outcome]:
    """Return what each target gets at parameter ``values``, by its ID."""
    worlds = Worlds(values)
    return {target.id: target.measure(worlds, seed) for target in targets}


def loss(outcomes: Mapping[str, Outcome]) -> float:
    """Return the mean over targets of ln(1 + d^2), d the distance in tolerances, and 1 more where the target is missed.

    0 is on every expected number. A target that cannot be met should not buy its small gains with others: beyond a
    tolerance the loss grows ever more slowly. And of two sets of values that are as near, the one that meets more wins.
    Source: the Lorentzian or Cauchy loss of robust estimation (Barron 2019, A General and Adaptive Robust Loss
    Function, eq. 2).
    """
    lost = (math.log1p(distance_in_tolerances(of.checks) ** 2) + (not met(of)) for of in outcomes.values())
    return sum(lost) / len(outcomes)


def met(outcome: Outcome) -> bool:
    """Return whether every check of a target is accepted."""
    return all(check.met for check in outcome.checks)


def _luck(identity: str, seed: int) -> float:
    return draws(stream(seed), _HOLDS_OUT, AT_START, purpose(identity), 0).first
