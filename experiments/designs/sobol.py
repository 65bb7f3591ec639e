"""A sample from which the shares of variance can be told apart."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from experiments.designs._contract import Axis, Design, Values
from experiments.extras import require
from sim.base.parameters import parameter


class Sobol(Design):
    """Saltelli's extension of a Sobol sequence: ``samples`` base points, 2d + 2 runs each for d axes.

    First-order, total and second-order indices can be estimated from its runs, in the order of the points.
    Source: Saltelli 2002; Saltelli et al. 2010. Names: Saltelli sample.
    """

    kind: Literal["sobol"] = "sobol"
    samples: int = parameter(
        64,
        unit="base points",
        bounds=(1, 65_536),
        meaning="Base points, a power of two.",
        source="Assumption: coarse, to begin with",
    )
    takes_intervals: ClassVar[bool] = True

    def refuses(self, axes: Sequence[Axis]) -> list[tuple[str, str]]:
        """Refuse also a number of base points for which the sequence is not balanced."""
        balanced = self.samples & (self.samples - 1) == 0
        wrong = [] if balanced else [("design.samples", f"must be a power of two, and {self.samples} is none")]
        return super().refuses(axes) + wrong

    def points(self, axes: Sequence[Axis], seed: int) -> list[Values]:
        """Return the sample; another seed scrambles it otherwise."""
        require("analysis", "design=sobol")
        from SALib.sample import sobol

        problem = {"num_vars": len(axes), "names": [axis.key for axis in axes], "bounds": [[0.0, 1.0]] * len(axes)}
        shares = sobol.sample(problem, self.samples, calc_second_order=True, scramble=True, seed=seed)
        return [tuple(axis.at(share) for axis, share in zip(axes, row, strict=True)) for row in shares]

    def n_points(self, axes: Sequence[Axis]) -> int:
        """Return 2d + 2 for each base point."""
        return self.samples * (2 * len(axes) + 2)
