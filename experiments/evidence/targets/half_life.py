"""How soon a post has had half of its impressions."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Outcome, around
from experiments.evidence.targets._target import Target
from experiments.evidence.watching import ONE_MARKET, ImpressionLog, Impressions, lived
from experiments.evidence.worlds import Worlds

_MINUTES = 60.0
# A post shown less often has no half-life to speak of.
_SHOWN = 10


class HalfLife(Target):
    """Half of a post's impressions have happened within about 80 minutes.

    The open market of 2017 with a steady operation, in ticks of ten minutes, for three days; posts of the first two,
    so that a day is left for each. An impression is an item that a visitor looks at, read or not. A post's half-life is
    the median age at which it was shown; the statistic is the median over posts shown at least ten times.
    """

    id: ClassVar[str] = "half_life"
    expected: ClassVar[str] = "80 minutes"
    tolerance: ClassVar[str] = "± 25 %"
    source: ClassVar[str] = "Pfeffer, Matter & Sargsyan 2023, The Half-Life of a Tweet (ICWSM 17)"
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 3.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the median half-life of posts, in minutes."""
        design = ONE_MARKET | {"tick_minutes": 10.0, "ticks": 432, "members": 3000}
        log = ImpressionLog()
        record = lived(worlds("guo_2017", "strategy=broadcast", changes=design), seed, log)
        shown = log.impressions()
        early = record.posts.born[shown.posts] < 288
        lives = half_lives(Impressions(shown.posts[early], shown.ages[early]), _SHOWN)
        typical = float(np.median(lives)) * _MINUTES if len(lives) else None
        return Outcome((around("minutes", 80.0, typical, 20.0),), note=f"{len(lives)} posts.")


def half_lives(shown: Impressions, at_least: int) -> np.ndarray:
    """Return the median age of the impressions of each post that had ``at_least`` so many, in hours."""
    order = np.lexsort((shown.ages, shown.posts))
    _, first, n_shown = np.unique(shown.posts[order], return_index=True, return_counts=True)
    enough = n_shown >= at_least
    pairs = zip(first[enough], n_shown[enough], strict=True)
    return np.array([np.median(shown.ages[order][start : start + n]) for start, n in pairs])
