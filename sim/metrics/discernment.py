"""Discernment: does the market tell the sound from the fragile?"""

from collections.abc import Mapping
from typing import ClassVar

from sim.kernels.ranking import auc
from sim.metrics._contract import Key, Measured, Metric, Undefined
from sim.state.posts import Posts
from sim.state.record import Record

_MIDDLE = 0.5


class Discernment(Metric):
    """Chance that, of a sound and a fragile contested post, the sound one stands higher at its end.

    Names: area under the ROC curve, Mann-Whitney statistic, truth discernment (Pennycook & Rand 2019).
    Source: Hanley & McNeil 1982 (the area as a Mann-Whitney statistic). Assumption: standing is the market's verdict.
    """

    keys: ClassVar[Mapping[str, Key]] = {
        "discernment": Key(
            "probability", "AUC of final standing against fragility, over contested posts; .5 is chance.", "higher"
        ),
    }

    def measure(self, record: Record, quiet: Record) -> dict[str, Measured]:
        """Return the area under the curve; undefined unless both kinds were contested."""
        return {"discernment": discernment(record.posts)}


def discernment(posts: Posts) -> Measured:
    """Return P(standing of a sound post > that of a fragile one) + half of ties; sound: fragility below one half."""
    contested = posts.rounds > 0
    sound = posts.fragility[contested] < _MIDDLE
    if sound.all() or not sound.any():
        return Undefined("sound and fragile posts were not both contested")
    return auc(posts.standing[contested], sound)
