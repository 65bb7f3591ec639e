"""Labels: what was found in violation, and what the state says openly, is marked."""

from typing import ClassVar

from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart


class Label(EnforcementPart):
    """Posts found in violation carry a label, and so do all of the state's overt accounts; readers endorse them less.

    A label leaves the perceived accuracy of a post as it was, and it does not say who is behind a covert account.

    Names: content label, state-affiliated media label, soft moderation (Zannettou 2021).
    Assumption: it lessens what readers do with a post and leaves what they believe of it.
    """

    needs_verdicts: ClassVar[bool] = True
    labels: ClassVar[bool] = True
    cut: float = parameter(
        0.25,
        unit="share",
        bounds=(0, 1),
        plausible=(0.2, 0.31),
        meaning="Share by which readers like and share a labelled post less.",
        source="State-media labels: 20 to 31 % fewer likes, no effect on the perceived accuracy of a single post",
    )

    def endorsement_left(self) -> float:
        """Return what the cut leaves."""
        return 1.0 - self.cut
