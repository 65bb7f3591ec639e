"""How few pass on most of what overt voices say."""

from typing import ClassVar

from experiments.evidence._contract import Outcome, around
from experiments.evidence.effect_sizes import share_of_top
from experiments.evidence.targets._target import Target
from experiments.evidence.watching import ONE_MARKET, lived
from experiments.evidence.worlds import Worlds


class Amplification(Target):
    """One in a hundred amplifiers makes half of all shares of overt voices' posts.

    The diplomats of the study, 189 accounts that post four times a day, for two months (the study had eight), before
    1,000 members. Amplifiers are the members who passed on at least one post that asserts the operation's narratives;
    what covert accounts pass on is not counted.
    """

    id: ClassVar[str] = "amplification"
    expected: ClassVar[str] = "the top 1 % of amplifiers make 50 % of shares"
    tolerance: ClassVar[str] = "± 10 points"
    source: ClassVar[str] = "Schliebs, Bailey, Bright & Howard 2021, China's Public Diplomacy Operations"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 4.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the share of shares that falls to the busiest hundredth of those who shared."""
        design = ONE_MARKET | {"ticks": 1440, "members": 1000, "operation.stops_at": 1440.0}
        # 201,382 posts by 189 accounts in 259 days.
        design |= {"operation.overt": 189, "strategy.overt_posts": 4.1}
        shares = lived(worlds("diplomats_2019", changes=design), seed).amplified_by
        note = f"{int((shares > 0).sum())} amplifiers, {int(shares.sum())} shares."
        return Outcome((around("share", 0.5, share_of_top(shares, 0.01), 0.1),), note=note)
