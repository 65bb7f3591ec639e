"""A base point, and from it one axis at a time."""

from collections.abc import Sequence
from typing import Literal

from experiments.designs._contract import Axis, Design, Values


class OneAtATime(Design):
    """The first value of every axis is the base; each other value is tried alone. It sees no interactions.

    Names: one-factor-at-a-time, tornado design.
    """

    kind: Literal["one_at_a_time"] = "one_at_a_time"

    def points(self, axes: Sequence[Axis], seed: int) -> list[Values]:
        """Return the base, then each departure from it."""
        base = tuple(axis.values[0] for axis in axes)
        return [base] + [
            (*base[:row], value, *base[row + 1 :]) for row, axis in enumerate(axes) for value in axis.values[1:]
        ]

    def n_points(self, axes: Sequence[Axis]) -> int:
        """Return one, and one for every other value."""
        return 1 + sum(len(axis.values) - 1 for axis in axes)
