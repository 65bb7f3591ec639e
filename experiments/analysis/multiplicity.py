"""Many comparisons at once: which differences would stand if none of the others were there to be lucky."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

SIGNIFICANCE = 0.05


def holm[Name: Hashable](p_values: Mapping[Name, float | None]) -> dict[Name, float | None]:
    """The p-value of every comparison adjusted for their number, so that one false alarm in 20 families is expected.

    `p_values` are pure numbers in [0, 1]; None (undefined) stays None and does not count. Estimator: the k-th smallest
    of m is multiplied by m − k + 1, never falls below its predecessor, and is at most 1. It controls the family-wise
    error under any dependence, as between metrics of the same runs. Raises ValueError outside [0, 1].
    Source: Holm 1979, Scandinavian Journal of Statistics 6, 65–70.
    """
    known = sorted(((value, name) for name, value in p_values.items() if value is not None), key=lambda pair: pair[0])
    adjusted: dict[Name, float | None] = dict.fromkeys(p_values)
    least = 0.0
    for place, (value, name) in enumerate(known):
        if not 0 <= value <= 1:
            raise ValueError(f"p-value of {name!r}: {value} is outside [0, 1]")
        least = max(least, min(1.0, (len(known) - place) * value))
        adjusted[name] = least
    return adjusted
