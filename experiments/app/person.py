"""A person in focus: what they believe, whom they trust, what they read last, who follows them."""

from typing import Any

import numpy as np

from experiments.app.ring import headline, role_of
from sim import Marketplace
from sim.state.accounts import NO_DATE, STATUSES
from sim.state.visits import READ
from sim.state.voices import VOICES

_MOST_FOLLOWERS = 300


class LastReads:
    """The last post that each member read, and when; a tick's visits are forgotten with the tick, so they are noted."""

    def __init__(self, n_members: int) -> None:
        """Begin with members who have read nothing."""
        self.posts = np.full(n_members, -1, np.int64)
        self.ticks = np.full(n_members, -1, np.int64)
        self.reading = np.zeros(n_members, np.bool_)

    def note(self, market: Marketplace) -> None:
        """Take in the tick that has just been lived through."""
        visits = market.visits
        read = ((visits.reactions & READ) != 0) & (visits.posts >= 0) & (visits.n_items > 0)[:, np.newaxis]
        self.reading = read.any(axis=1)
        last = read.shape[1] - 1 - np.argmax(read[:, ::-1], axis=1)
        rows = np.flatnonzero(self.reading)
        self.posts[rows] = visits.posts[rows, last[rows]]
        self.ticks[rows] = market.tick - 1


def person(market: Marketplace, who: int, reads: LastReads) -> dict[str, Any] | None:
    """Return what there is to know of the source of an identity; None if nobody here has it.

    Rows differ between worlds in which more or fewer people speak; identities do not.
    """
    found = np.flatnonzero(market.identities[:] == who)
    if len(found) == 0:
        return None
    row = int(found[0])
    known = {
        "who": who,
        "nth": nth(market, row),
        "role": role_of(market, row),
        "voice": VOICES[market.voices[row]],
    } | _ties_of(market, row)
    if row < market.first_account:
        return known | _member(market, row, reads)
    if row < market.first_poster:
        return known | _account(market, row - market.first_account)
    if row < market.first_desk:
        return known | _poster(market, row - market.first_poster)
    return known


def nth(market: Marketplace, row: int) -> int:
    """Return the number of a source among those of its kind, from 0."""
    firsts = (0, market.first_account, market.first_poster, market.first_desk)
    return row - max(first for first in firsts if first <= row)


def _ties_of(market: Marketplace, row: int) -> dict[str, Any]:
    ties = market.mail.ties
    followers = ties.followers[ties.start[row] : ties.start[row + 1]]
    return {"n_followers": len(followers), "followers": market.identities[followers[:_MOST_FOLLOWERS]].tolist()}


def _member(market: Marketplace, row: int, reads: LastReads) -> dict[str, Any]:
    members, names = market.members.columns, market.observer.names
    belief = market.world.belief.probabilities(members.belief[row : row + 1])[0]
    prior = market.world.belief.probabilities(members.prior[row : row + 1])[0]
    read = int(reads.posts[row])
    return {
        "segment": list(market.world.narratives.segments)[members.segment[row]],
        "market": market.markets.names[market.markets.of[row]] if market.markets.several else None,
        "beliefs": [
            {
                "narrative": name,
                "belief": float(belief[place]),
                "prior": float(prior[place]),
                "met": bool(members.acquainted[row, place]),
            }
            for place, name in enumerate(names)
        ],
        "trust": {voice: float(members.trust[row, place]) for place, voice in enumerate(VOICES)},
        "fear": float(members.fear[row]),
        "suspended": bool(members.suspended[row]),
        "read": headline(market, read) | {"tick": int(reads.ticks[row])} if read >= 0 else None,
    }


def _account(market: Marketplace, row: int) -> dict[str, Any]:
    accounts = market.accounts.columns
    return {
        "status": STATUSES[accounts.status[row]],
        "exposed": bool(accounts.exposed[row]),
        "posts": int(accounts.n_posts[row]),
        "created_hour": float(accounts.created_hour[row]) if accounts.created_hour[row] < NO_DATE else None,
    }


def _poster(market: Marketplace, row: int) -> dict[str, Any]:
    posters = market.posters.columns
    return {
        "answers": int(posters.n_answers[row]),
        "fear": float(posters.fear[row]),
        "silenced": bool(posters.silenced[row]),
        "suspended": bool(posters.suspended[row]),
    }
