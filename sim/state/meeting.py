"""A meeting: what members who change their minds among each other know of each other in one tick."""

from typing import Final, NamedTuple

import numpy as np

from sim.base.chance import Stream
from sim.state.ties import Followees, Ties

NO_PARTNER: Final = -1
FREE: Final = 0
FOR: Final = 1
AGAINST: Final = -1


class Meeting(NamedTuple):
    """The meeting of n members about J narratives in the present tick.

    ``before`` [n, J] what each believed when the tick began: everyone reads this, and writes only its own row of the
    members' columns. ``followees`` and ``followers`` among members; both are empty with complete mixing, ``everyone``.
    ``partners`` [n] the row each is matched with, or ``NO_PARTNER``; empty where nobody is matched. ``committed`` [n]
    is ``FOR`` or ``AGAINST`` for those who never change their minds, ``FREE`` for all others.
    """

    before: np.ndarray
    followees: Followees
    followers: Ties
    everyone: bool
    partners: np.ndarray
    committed: np.ndarray
    stream: Stream
    tick: int
