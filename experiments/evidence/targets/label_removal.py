"""What lifting labels and down-ranking together did."""

from typing import ClassVar

from experiments.evidence._contract import Outcome, around
from experiments.evidence.effect_sizes import change
from experiments.evidence.targets._labelled import endorsements
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds

# A platform that turns down whatever its labels mark: nothing is waited for, and state media are found. The model's
# platform judges posts and not accounts, so its threshold is set below what a post of the operation looks like.
_AT_ONCE = {"delay": 0.0, "threshold": 0.2, "search_mistakes": 0.0}


class LabelRemoval(Target):
    """Without label and down-ranking, state media drew 70 % more likes and shares.

    Two markets that share every draw: one labels overt accounts and turns their posts down at once, the other does
    neither. The study compared twelve outlets before and after and has no interval; 20 points either way are accepted.
    """

    id: ClassVar[str] = "label_removal"
    expected: ClassVar[str] = "70 % more likes and shares"
    tolerance: ClassVar[str] = "± 20 points"
    source: ClassVar[str] = "NewsGuard 2023: 2.93 to 4.98 million likes and reposts of 12 state outlets in 90 days"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 2.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return by how much likes and shares grow when both are lifted."""
        free = endorsements(worlds, seed, {})
        held = endorsements(worlds, seed, _AT_ONCE | {"label": {}, "downrank": {}})
        grown = change(free.likes + free.shares, held.likes + held.shares)
        return Outcome((around("growth", 0.7, grown, 0.2),), note=f"{held.likes + held.shares} before.")
