"""A screening: which axes matter at all."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from experiments.designs._contract import Axis, Design, Values
from experiments.extras import require
from sim.base.parameters import parameter


class Morris(Design):
    """Trajectories through a lattice, each step along one axis: the mean and spread of what a step changes.

    Source: Morris 1991; Campolongo et al. 2007. Names: elementary effects, screening design.
    """

    kind: Literal["morris"] = "morris"
    trajectories: int = parameter(
        10, unit="trajectories", bounds=(2, 10_000), meaning="Trajectories.", source="Campolongo et al. 2007: 10"
    )
    levels: int = parameter(
        4, unit="levels", bounds=(2, 64), meaning="Levels of the lattice, even.", source="Campolongo et al. 2007: 4"
    )
    takes_intervals: ClassVar[bool] = True

    def refuses(self, axes: Sequence[Axis]) -> list[tuple[str, str]]:
        """Refuse also an odd number of levels: steps of half the lattice would favour its middle."""
        odd = [("design.levels", f"must be even, and {self.levels} is odd")] if self.levels % 2 else []
        return super().refuses(axes) + odd

    def points(self, axes: Sequence[Axis], seed: int) -> list[Values]:
        """Return the trajectories one after the other; another seed gives others."""
        require("analysis", "design=morris")
        from SALib.sample import morris

        problem = {"num_vars": len(axes), "names": [axis.key for axis in axes], "bounds": [[0.0, 1.0]] * len(axes)}
        shares = morris.sample(problem, self.trajectories, num_levels=self.levels, seed=seed)
        return [tuple(axis.at(share) for axis, share in zip(axes, row, strict=True)) for row in shares]

    def n_points(self, axes: Sequence[Axis]) -> int:
        """Return d + 1 for each trajectory."""
        return self.trajectories * (len(axes) + 1)
