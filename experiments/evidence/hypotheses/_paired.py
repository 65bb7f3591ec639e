"""What the hypotheses that compare worlds in pairs share: how many, how large, how long, and when they are settled."""

from typing import ClassVar

from experiments.evidence._contract import Item
from sim.base.parameters import parameter


class PairedHypothesis(Item):
    """A hypothesis that is settled by the interval of a number over pairs of worlds."""

    tolerance: ClassVar[str] = "95% interval over pairs wholly on one side"
    fast: ClassVar[bool] = False
    replicates: int = parameter(8, unit="pairs", bounds=(3, 1_000), meaning="Paired runs.", source="Assumption: enough")
    members: int = parameter(
        500, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        480, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: 20 d"
    )

    def size(self) -> tuple[str, str]:
        """Return the overrides that say how large a world is and how long it lasts."""
        return f"members={self.members}", f"ticks={self.ticks}"
