"""A space-filling sample."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from experiments.designs._contract import Axis, Design, Values
from sim.base.parameters import parameter


class Latin(Design):
    """A Latin hypercube: each of ``samples`` equal slices of every axis is met exactly once.

    Source: McKay, Beckman and Conover 1979. Names: Latin hypercube sample.
    """

    kind: Literal["latin"] = "latin"
    samples: int = parameter(
        64, unit="points", bounds=(1, 1_000_000), meaning="Points.", source="Assumption: some for each of a few axes"
    )
    takes_intervals: ClassVar[bool] = True

    def points(self, axes: Sequence[Axis], seed: int) -> list[Values]:
        """Return the sample; another seed gives another."""
        from scipy.stats import qmc

        shares = qmc.LatinHypercube(len(axes), rng=seed).random(self.samples)
        return [tuple(axis.at(share) for axis, share in zip(axes, row, strict=True)) for row in shares]

    def n_points(self, axes: Sequence[Axis]) -> int:
        """Return the number asked for."""
        return self.samples
