"""The design of the audit: which numbers it varies, over which ranges, and at which points."""

from collections.abc import Mapping

import numpy as np

from experiments.evidence.ranges import Span, calibrated_spans, memory_spans, ring_spans
from experiments.evidence.worlds import values_in_force

# No world of the audit has notes or warned members: their numbers would act on nothing.
_NOT_THERE = ("rebuttals.notes.", "rebuttals.inoculation.")


def spans() -> tuple[Span, ...]:
    """Return what is varied: every calibrated range, how repetition and memory fade, and the ring."""
    calibrated = (span for span in calibrated_spans() if not span.name.startswith(_NOT_THERE))
    return (*calibrated, *memory_spans(), *ring_spans())


def left_out() -> tuple[str, ...]:
    """Return the calibrated numbers that are not varied: they act on nothing here, or their range is one value."""
    varied = {span.name for span in spans()}
    return tuple(name for name in values_in_force() if name not in varied)


def problem(varied: tuple[Span, ...]) -> dict[str, object]:
    """Return the design as SALib describes one: shares of each range."""
    return {
        "num_vars": len(varied),
        "names": [span.name for span in varied],
        "bounds": [[0.0, 1.0]] * len(varied),
    }


def points(varied: tuple[Span, ...], samples: int, seed: int) -> np.ndarray:
    """Return the points [samples · (d + 2), d] as shares of each range, base point by base point.

    A base point has the point A, then A with one coordinate at a time from B, then B.
    Source: Saltelli et al. 2010 (radial design for first-order and total indices); the sequence is Sobol's, scrambled.
    """
    from SALib.sample import sobol

    # SALib takes a seed of 0 for none.
    return np.asarray(
        sobol.sample(problem(varied), samples, calc_second_order=False, scramble=True, seed=seed + 1), np.float64
    )


def values_at(varied: tuple[Span, ...], shares: np.ndarray) -> Mapping[str, float]:
    """Return the values in force with those of a point [d] over them, by dotted name."""
    return values_in_force() | {span.name: span.at(float(share)) for span, share in zip(varied, shares, strict=True)}
