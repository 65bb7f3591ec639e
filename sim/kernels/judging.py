"""What readers make of the notes under a post: the chance of each reading."""

import numpy as np

from sim.base.chance import Stream, draws, purpose
from sim.base.compiled import compiled

_JUDGE = purpose("member.judges_note")


@compiled
def luck_of_readings(members: np.ndarray, keys: np.ndarray, stream: Stream, tick: int) -> np.ndarray:
    """Return three uniform draws [k, 3] a reading, keyed by post and reader: to propose, to rate, to find helpful."""
    luck = np.empty((len(members), 3), np.float64)
    for place in range(len(members)):
        u = draws(stream, _JUDGE, tick, keys[place], members[place])
        luck[place, 0], luck[place, 1], luck[place, 2] = u.first, u.second, u.third
    return luck
