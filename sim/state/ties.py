"""Who follows whom, in compressed rows of followers.

Sources are numbered in one row of seats: the members first, then the state's accounts, then the rebuttal posters.
"""

from typing import NamedTuple

import numpy as np

from sim.base.chance import Stream


class Unstored(NamedTuple):
    """Ties among members that are worked out whenever they are asked for: each follows each other with ``chance``.

    ``members`` is how many there are, 0 where all ties are stored; chance begins anew, keyed, with each ``block`` of
    followers' rows, so that whoever needs a range of rows need not go through those before it.
    """

    stream: Stream
    members: int
    chance: float
    block: int


ALL_STORED = Unstored(Stream(0, 0), 0, 0.0, 1)


class Ties(NamedTuple):
    """The members who follow each of the sources: ``followers[start[s]:start[s + 1]]``, in the order of their rows.

    ``start`` [sources + 1] int64; ``followers`` int32 member rows. Kept by source, so that delivery costs as much as
    what is delivered, and members who receive nothing cost nothing. With complete mixing nothing is stored; of members
    whose ties are ``unstored`` nothing is, and of all other sources everything.
    """

    start: np.ndarray
    followers: np.ndarray
    unstored: Unstored = ALL_STORED


class Followees(NamedTuple):
    """The same ties by member: member m follows ``sources[start[m]:start[m + 1]]``, in the order of their rows.

    ``start`` [members + 1] int64; ``sources`` int32 source rows. Kept only where a belief rule asks its neighbours, or
    where every member receives in every tick.
    """

    start: np.ndarray
    sources: np.ndarray


class Outbox(NamedTuple):
    """What each source passes on in the present tick.

    ``sources`` [k] those who pass something on, in the order of their rows; ``first`` [k + 1] where the items of each
    begin in ``posts``, post rows, and ``weights``, the shares that each of them counts; ``alone`` which of these items
    nobody passes on a second time.
    """

    sources: np.ndarray
    first: np.ndarray
    posts: np.ndarray
    weights: np.ndarray
    alone: np.ndarray


def no_ties(n_sources: int) -> Ties:
    """Return ties in which nobody follows anybody."""
    return Ties(np.zeros(n_sources + 1, np.int64), np.zeros(0, np.int32))


def empty_outbox() -> Outbox:
    """Return an outbox in which nobody passes anything on."""
    nothing = np.zeros(0, np.int64)
    return Outbox(nothing, np.zeros(1, np.int64), nothing, np.zeros(0), np.zeros(0, np.bool_))
