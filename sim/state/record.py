"""The record of a run: what was seen each tick, and how the columns stood at the end."""

from typing import NamedTuple

import numpy as np

from sim.state.accounts import Accounts
from sim.state.comments import Comments
from sim.state.ledger import Event
from sim.state.narratives import Narratives
from sim.state.posts import Posts
from sim.state.release import StudyRow


class Record(NamedTuple):
    """One world's record.

    ``steps`` one column [ticks] a series; ``posts`` and ``comments`` the rows in use; ``roles`` [sources] who each
    author is; ``campaign`` [J] which narratives serve the operation; ``belief`` [n, J] final probabilities;
    ``segment`` [n]; ``spent`` the operation's costs; ``tick_hours``; ``platform_spent`` the platforms' costs;
    ``acquainted`` [n, J] whether a member ever met the narrative; ``market_of`` [sources] where each stands, a row
    of ``market_names``, which is empty where there is one market for all; ``studies`` by researchers, a row each, and
    ``research_spent`` their costs; ``exposures_of`` and ``amplified_by`` [n] how often a member read a post that
    asserts one of the campaign's narratives, and passed one on.
    """

    steps: dict[str, np.ndarray]
    posts: Posts
    comments: Comments
    accounts: Accounts
    narratives: Narratives
    roles: np.ndarray
    campaign: np.ndarray
    belief: np.ndarray
    segment: np.ndarray
    events: list[Event]
    spent: float
    tick_hours: float
    platform_spent: float = 0.0
    acquainted: np.ndarray = np.zeros((0, 0), np.bool_)
    market_of: np.ndarray = np.zeros(0, np.int8)
    market_names: tuple[str, ...] = ()
    studies: tuple[StudyRow, ...] = ()
    research_spent: float = 0.0
    exposures_of: np.ndarray = np.zeros(0, np.int64)
    amplified_by: np.ndarray = np.zeros(0, np.int64)


ROLES = ("member", "overt", "covert", "critic", "press")
MEMBER, OVERT, COVERT, CRITIC_POSTER, PRESS_POSTER = range(len(ROLES))
