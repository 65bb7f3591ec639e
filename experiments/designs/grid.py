"""Every combination of all values."""

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Literal

from experiments.designs._contract import Axis, Design, Values


class Grid(Design):
    """Every value of each axis with every value of the others; the last axis varies fastest.

    Names: full factorial design.
    """

    kind: Literal["grid"] = "grid"

    def points(self, axes: Sequence[Axis], seed: int) -> list[Values]:
        """Return the product of the axes' values."""
        return list(product(*(axis.values for axis in axes)))

    def n_points(self, axes: Sequence[Axis]) -> int:
        """Return the product of the numbers of values."""
        return prod(len(axis.values) for axis in axes)
