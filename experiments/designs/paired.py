"""Every point under each policy, with the same seeds."""

from typing import ClassVar, Literal

from experiments.designs.grid import Grid


class Paired(Grid):
    """A grid in which policies, named groups of settings, meet the same worlds: what differs is the policy.

    Names: paired design, common random numbers.
    """

    kind: Literal["paired"] = "paired"  # type: ignore[assignment]
    names: ClassVar[tuple[str, ...]] = ("policy",)
