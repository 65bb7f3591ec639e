"""The state's accounts, overt and covert."""

from typing import Final, NamedTuple

import numpy as np

from sim.state.visits import NOTHING
from sim.state.voices import NEVER

ACTIVE: Final = 0
RESERVE: Final = 1
SUSPENDED: Final = 2
STATUSES: Final = ("active", "reserve", "suspended")
NO_DATE: Final = 1e12
"""The hour at which an account was created that is on sale and nobody has called up yet: after any end."""


class Accounts(NamedTuple):
    """Columns of A state accounts.

    ``covert``; ``exposed`` (readers know whose it is); ``created_hour`` before or after the scenario's start,
    ``NO_DATE`` while it is on sale;
    ``followers`` on the real platform; ``persona`` the segment of the audience whose member it plays; ``status``
    (active, reserve: created after the start and not yet called up, suspended); ``status_tick`` of the last change;
    ``labelled`` and ``limited`` ticks from which all its posts are labelled or turned down, or -1;
    ``n_posts`` made; ``publishes`` the narrative it posts about in this tick, ``times`` over, and ``replies_to`` the
    post whose thread it enters, ``NOTHING`` for none; ``n_replies`` made; ``n_shares`` made of the operation's own
    posts, and ``shares`` the one it passes on in this tick.
    """

    covert: np.ndarray
    exposed: np.ndarray
    created_hour: np.ndarray
    followers: np.ndarray
    persona: np.ndarray
    status: np.ndarray
    status_tick: np.ndarray
    labelled: np.ndarray
    limited: np.ndarray
    n_posts: np.ndarray
    publishes: np.ndarray
    times: np.ndarray
    replies_to: np.ndarray
    n_replies: np.ndarray
    n_shares: np.ndarray
    shares: np.ndarray


def covert_who_spoke(accounts: Accounts) -> np.ndarray:
    """Return which accounts [A] are covert, active, and have posted, shared or replied: of others nobody can know."""
    n_acts = accounts.n_posts + accounts.n_shares + accounts.n_replies
    return np.asarray(accounts.covert & (accounts.status == ACTIVE) & (n_acts > 0))


def accounts_from(
    covert: np.ndarray, created_hour: np.ndarray, followers: np.ndarray, persona: np.ndarray | None = None
) -> Accounts:
    """Return accounts of which those created after the start wait in reserve; all play the first segment by default."""
    n = len(covert)
    return Accounts(
        covert=covert.astype(np.bool_),
        exposed=~covert.astype(np.bool_),
        created_hour=created_hour.astype(np.float64),
        followers=followers.astype(np.float64),
        persona=np.zeros(n, np.int16) if persona is None else persona.astype(np.int16),
        status=np.where(created_hour > 0, RESERVE, ACTIVE).astype(np.int8),
        status_tick=np.zeros(n, np.int32),
        labelled=np.full(n, NEVER, np.int32),
        limited=np.full(n, NEVER, np.int32),
        n_posts=np.zeros(n, np.int32),
        publishes=np.full(n, NOTHING, np.int16),
        times=np.zeros(n, np.int32),
        replies_to=np.full(n, NOTHING, np.int32),
        n_replies=np.zeros(n, np.int32),
        n_shares=np.zeros(n, np.int32),
        shares=np.full(n, NOTHING, np.int32),
    )
