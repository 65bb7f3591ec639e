"""What every strategy promises: each tick it reads what an operation can observe, and gives orders."""

from abc import abstractmethod
from typing import ClassVar, Final, NamedTuple

import numpy as np

from sim.base.chance import Stream
from sim.base.parameters import Declared
from sim.kernels.publishing import Orders
from sim.state.narratives import Narratives

OVERT: Final = 0
COVERT: Final = 1
NO_STREAM: Final = Stream(0, 0)


class Returns(NamedTuple):
    """What the operation's own ``posts`` [S, 2, J] drew in ``engagements`` [S, 2, J] since the last look.

    By persona segment and voice (``OVERT``, ``COVERT``) of the account, and by narrative. An engagement is a like, a
    share, a quote or a comment, friendly or not: an operation sees it under each of its posts, but not who it is from.
    """

    posts: np.ndarray
    engagements: np.ndarray


class Strength(NamedTuple):
    """The operation's accounts: active by voice, in reserve, of these due to join by date; lost since the last look."""

    n_overt: int = 0
    n_covert: int = 0
    n_reserve: int = 0
    n_due: int = 0
    n_lost: int = 0


def no_returns(n_segments: int, n_narratives: int) -> Returns:
    """Return the returns of an operation that has not posted."""
    return Returns(*(np.zeros((n_segments, 2, n_narratives)) for _ in Returns._fields))


class Sighting(NamedTuple):
    """What an operation can see: nothing but public engagement and its own losses.

    ``hours`` since the start and ``tick_hours``; ``engagement`` [J] likes, shares, quotes and comments on each
    narrative's posts in the last day, per 1,000 members; ``own`` [J] whether the narrative serves the operation;
    ``rivals`` [J] whether one of its own was cut to answer it; ``n_active`` and ``n_reserve`` accounts of its own;
    ``leaked`` [J] how often each narrative was read in the state's own market in the last day, per 1,000 members there;
    ``tick``; ``counters`` [J] whether it is its own and cut to answer another; ``returns`` and ``strength`` of its own;
    ``overt_only`` [J] whether it leaves the narrative to its overt accounts.
    """

    hours: float
    tick_hours: float
    engagement: np.ndarray
    own: np.ndarray
    rivals: np.ndarray
    n_active: int
    n_reserve: int
    tick: int = 0
    counters: np.ndarray = np.zeros(0, np.bool_)
    returns: Returns = no_returns(1, 0)
    strength: Strength = Strength()
    leaked: np.ndarray = np.zeros(0)
    overt_only: np.ndarray = np.zeros(0, np.bool_)

    def open_to_voices(self, narratives: np.ndarray) -> np.ndarray:
        """Return which of the ``narratives`` [J] its overt and its covert accounts may post about [2, J]."""
        allowed = np.stack([narratives, narratives])
        if len(self.overt_only):
            allowed[COVERT] &= ~self.overt_only
        return allowed


class Plan:
    """What a strategy keeps in mind from tick to tick, and the stream under which it draws."""

    def __init__(self, stream: Stream = NO_STREAM) -> None:
        """Begin with nothing done and nothing learned."""
        self.stream = stream
        self.burst_ends = 0.0
        self.recruits_due = 0.0
        self.lessons: Returns | None = None
        self.losses: list[tuple[float, int]] = []
        self.cool_until = 0.0
        self.unreplaced = 0
        self.joins_due = 0.0


class Strategy(Declared):
    """A strategy: stateless settings; what it must remember stands in the plan.

    ``speaks`` is False for the one that does nothing, ever.
    """

    speaks: ClassVar[bool] = True

    @abstractmethod
    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the orders of one tick; may write in the plan."""

    def lacks(self, narratives: Narratives) -> str | None:
        """Return what the strategy cannot do without and does not find among the narratives, None if it has all."""
        return None


def left_to_overt(orders: Orders, overt_only: np.ndarray, n_segments: int) -> Orders:
    """Return the orders with what covert accounts would post about narratives ``overt_only`` [J] spread on the others.

    Where they have no other, covert accounts do not post. Strategies that choose among narratives have chosen among
    those that are open to the voice: for them this changes nothing.
    """
    if not overt_only.any():
        return orders
    alike = np.tile(orders.narratives, (n_segments, 2, 1))
    shares = np.diff(orders.by_persona if len(orders.by_persona) else alike, axis=-1, prepend=0.0)
    shares[:, COVERT, overt_only] = 0.0
    return orders._replace(by_persona=cumulative(shares))


def even(chosen: np.ndarray) -> np.ndarray:
    """Return shares of effort [..., J] spread evenly over what is ``chosen`` [..., J], if anything is."""
    return np.asarray(chosen / np.maximum(chosen.sum(axis=-1, keepdims=True), 1))


def cumulative(shares: np.ndarray) -> np.ndarray:
    """Return cumulative shares [..., J] that end at exactly 1, or at 0 where there is nothing to share."""
    sums = np.cumsum(shares, axis=-1)
    last = sums[..., -1:]
    return np.divide(sums, last, out=np.zeros_like(sums), where=last > 0.0)


def silence(n_narratives: int) -> Orders:
    """Return the orders to do nothing: nobody speaks, nobody joins."""
    return Orders(0.0, 0.0, 0.0, np.zeros(n_narratives), 0, joins=0)
