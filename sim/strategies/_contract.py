"""What every strategy promises: each tick it reads what an operation can observe, and gives orders."""

from abc import abstractmethod
from typing import NamedTuple

import numpy as np

from sim.base.parameters import Declared
from sim.kernels.publishing import Orders


class Sighting(NamedTuple):
    """What an operation can see: nothing but public engagement and its own losses.

    ``hours`` since the start and ``tick_hours``; ``engagement`` [J] likes, shares, quotes and comments on each
    narrative's posts in the last day, per 1,000 members; ``own`` [J] whether the narrative serves the operation;
    ``rivals`` [J] whether one of its own was cut to answer it; ``n_active`` and ``n_reserve`` accounts of its own.
    """

    hours: float
    tick_hours: float
    engagement: np.ndarray
    own: np.ndarray
    rivals: np.ndarray
    n_active: int
    n_reserve: int


class Plan:
    """What a strategy keeps in mind from tick to tick."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self.burst_ends = 0.0
        self.recruits_due = 0.0


class Strategy(Declared):
    """A strategy: stateless settings; what it must remember stands in the plan."""

    @abstractmethod
    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the orders of one tick; may write in the plan."""


def silence(n_narratives: int) -> Orders:
    """Return the orders to do nothing."""
    return Orders(0.0, 0.0, 0.0, np.zeros(n_narratives), 0)
