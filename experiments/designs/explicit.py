"""Points written down one by one."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from experiments.designs._contract import Axis, Design, Values


class Explicit(Design):
    """The points of a CSV file: its header names the keys, each line is a point.

    The study reads the file and hands its columns over as axes of equal length.
    Names: list of design points.
    """

    kind: Literal["explicit"] = "explicit"
    path: str | None = Field(None, description="The CSV file: a header of keys, a line a point.")

    def choice(self) -> dict[str, Any]:
        """Return its settings without the file's path: the points are what it holds, wherever it lies."""
        return self.model_dump(mode="json", exclude={"path"})

    def points(self, axes: Sequence[Axis], seed: int) -> list[Values]:
        """Return the lines."""
        return list(zip(*(axis.values for axis in axes), strict=True))

    def n_points(self, axes: Sequence[Axis]) -> int:
        """Return the number of lines."""
        return max((len(axis.values) for axis in axes), default=0)

    def refuses(self, axes: Sequence[Axis]) -> list[tuple[str, str]]:
        """Refuse to have no file, and keys that vary beside it."""
        if self.path is None:
            return [("design.path", "must be given: a CSV file, its header the keys, a line a point")]
        beside = [axis.key for axis in axes if axis.source != self.path]
        return [(key, "varies beside the points of design.path; give it one value, or a column") for key in beside]
