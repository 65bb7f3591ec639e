"""On how few people the operation's posts land."""

from typing import ClassVar

from experiments.evidence._contract import Outcome, between
from experiments.evidence.targets._target import Target
from experiments.evidence.watching import ONE_MARKET, lived
from experiments.evidence.worlds import Worlds
from sim.metrics.concentration import top_share


class ExposureConcentration(Target):
    """One member in a hundred gets at least half of all exposures to the covert operation.

    Covert accounts alone, with the follower counts of the accounts disclosed in 2019, among 20,000 members who stand
    for an audience of four million. An exposure is a reading of a post that asserts one of the operation's narratives.
    """

    id: ClassVar[str] = "exposure_concentration"
    expected: ClassVar[str] = "the top 1 % of members have at least 50 % of exposures"
    tolerance: ClassVar[str] = "none"
    source: ClassVar[str] = "Eady et al. 2023 (1 % had 70 %); Grinberg et al. 2019 (1 % had 80 %)"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 3.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the share of exposures that falls to the most exposed hundredth of all members."""
        design = ONE_MARKET | {"ticks": 96, "members": 20_000, "operation.audience": 4e6}
        design |= {"operation.overt": 0, "operation.covert": 6000, "operation.stops_at": 72.0}
        record = lived(worlds("guo_2017", "strategy=broadcast", "rebuttals=crowd", changes=design), seed)
        exposures = record.exposures_of
        share = top_share(exposures, 0.01) if exposures.any() else None
        note = f"{int((exposures > 0).sum())} members exposed, {int(exposures.sum())} times."
        return Outcome((between("share", 0.5, 1.0, share),), note=note)
