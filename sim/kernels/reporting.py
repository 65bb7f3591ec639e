"""Reporting: readers who disbelieve a post may tell the platform about it; nobody else sees that they did."""

import numpy as np

from sim.base.chance import Stream, draws, purpose
from sim.base.compiled import compiled
from sim.kernels.gathering import Deeds
from sim.state.posts import Posts
from sim.state.voices import ASSERTS

_REPORT = purpose("member.reports_post")


def reports(deeds: Deeds, posts: Posts, beliefs: np.ndarray, rate: float, when: tuple[Stream, int]) -> np.ndarray:
    """Return which of the deeds [k] come with a report: ``rate`` x disbelief in what the post says.

    ``posts`` columns; ``beliefs`` [k] each reader's probability for the narrative of the post it read; ``when`` is
    stream and tick. Keyed by post and reader.
    """
    believed = np.where(posts["stance"][deeds.posts] == ASSERTS, beliefs, 1.0 - beliefs)
    luck: np.ndarray = _luck(posts["key"][deeds.posts], deeds.members.astype(np.int64), when[0], when[1])
    return np.asarray(luck < rate * (1.0 - believed))


@compiled
def _luck(keys: np.ndarray, members: np.ndarray, stream: Stream, tick: int) -> np.ndarray:
    luck = np.empty(len(keys), np.float64)
    for place in range(len(keys)):
        luck[place] = draws(stream, _REPORT, tick, keys[place], members[place]).first
    return luck
