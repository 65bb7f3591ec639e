"""Plausible ranges of what nobody knows exactly, and how evenly they are gone through."""

import math
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from sim.base.parameters import declarations
from sim.beliefs.bayesian_source import BayesianSource
from sim.rebuttals._contract import Shared

# From here on a range is one of scales: .005 to .5 is gone through as 1 to 100 is, by factors and not by differences.
_DECADE = 10.0
_BELIEF = ("repetition_discount", "correction_discount", "memory_half_life", "belief_half_life")
_RING = ("blow", "parry", "lasting")


class Span(NamedTuple):
    """What a parameter (``name``, dotted) may be: any value from ``low`` to ``high``."""

    name: str
    low: float
    high: float

    @property
    def by_factors(self) -> bool:
        """Whether values are spread evenly on a logarithmic scale."""
        return self.low > 0.0 and self.high >= _DECADE * self.low

    def at(self, share: float) -> float:
        """Return the value that lies at a share of the way from the low end to the high one."""
        if self.by_factors:
            return math.exp(math.log(self.low) + share * math.log(self.high / self.low))
        return self.low + share * (self.high - self.low)


@cache
def calibrated_spans() -> tuple[Span, ...]:
    """Return the ranges that the calibration left plausible; a range of one value is left out."""
    from omegaconf import OmegaConf

    from experiments.configuration_folder import configuration_folder

    file = configuration_folder() / "calibration" / "default.yaml"
    found = OmegaConf.load(file).parameters.items()
    spans = (Span(str(name), *map(float, block.range)) for name, block in found)
    return tuple(span for span in spans if span.high > span.low)


def ring_spans(names: Iterable[str] = _RING) -> tuple[Span, ...]:
    """Return the declared plausible ranges of the ring's numbers, which are never fitted."""
    declared = {found.name: found.plausible for found in declarations(Shared)}
    return tuple(Span(f"rebuttals.{name}", *declared[name]) for name in names if declared.get(name))  # type: ignore[misc]


def memory_spans() -> tuple[Span, ...]:
    """Return the declared plausible ranges of γ, γ_c, H_n and H_b: how repetition wears out and what is forgotten."""
    declared = {found.name: found.plausible for found in declarations(BayesianSource)}
    return tuple(Span(f"belief.{name}", *declared[name]) for name in _BELIEF if declared.get(name))  # type: ignore[misc]
