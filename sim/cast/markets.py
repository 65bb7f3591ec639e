"""Markets: where everyone stands, and what of the ties between markets the firewalls leave open."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.kernels.curves import place_of
from sim.scenario import HOME, Scenario
from sim.scenario.markets import openness, weights
from sim.state.identities import Identities
from sim.state.ties import Ties
from sim.state.visits import NOTHING

_MARKET = purpose("member.market")
_CIRCUMVENTS = purpose("member.circumvents_firewall")
_WALL = purpose("firewall.leaves_tie_open")


class Markets:
    """The market of every source, and which members get round its firewall.

    ``of`` [sources] market rows; ``circumvents`` [n]; ``sizes`` [M] members in each; ``home`` the row of the state's
    own market, ``NOTHING`` where none is named so. A post stands in the market of its author, a comment in that of its
    post.
    """

    def __init__(self, world: Scenario, covert: np.ndarray, n_posters: int, stream: Stream) -> None:
        """Put members where chance has them, accounts and posters in blocks of rows by the markets' weights."""
        settings, n = world.markets, world.members
        self.names, self.openness = tuple(settings), openness(settings) if settings else np.ones((1, 1))
        self.several = len(settings) > 1
        self.home = self.names.index(HOME) if HOME in self.names else NOTHING
        members, self.circumvents = np.zeros(n, np.int8), np.zeros(n, np.bool_)
        accounts, posters = np.zeros(len(covert), np.int8), np.zeros(n_posters, np.int8)
        if self.several:
            circumventing = np.array([market.circumvents for market in settings.values()])
            seat_in_markets(members, self.circumvents, np.cumsum(weights(settings, "audience")), circumventing, stream)
            accounts[~covert] = in_blocks(int((~covert).sum()), weights(settings, "overt"))
            accounts[covert] = in_blocks(int(covert.sum()), weights(settings, "covert"))
            posters = in_blocks(n_posters, weights(settings, "posters"))
        # News desks stand where the press is free: in the first market that is not the state's own.
        abroad = int(self.several and self.home == 0)
        desks = np.full(world.n_desks, abroad, np.int8)
        self.of = np.concatenate([members, accounts, posters, desks]).astype(np.int8)
        self.sizes = np.bincount(members, minlength=len(self.openness))

    def behind_walls(self, ties: Ties, identities: Identities, stream: Stream) -> Ties:
        """Return the ties that the firewalls leave open; ``identities`` [sources] key the draws about each source."""
        if not self.several:
            return ties
        stays = open_ties(ties, self.of, self.circumvents, self.openness, identities[:], stream)
        start = np.concatenate([[0], np.cumsum(stays)])[ties.start]
        return Ties(start.astype(np.int64), ties.followers[stays])

    def may_speak(self, members: np.ndarray, authors: np.ndarray) -> np.ndarray:
        """Return which members [k] can comment on what each of ``authors`` [k] posted: at home, or round the wall."""
        return np.asarray((self.of[members] == self.of[authors]) | self.circumvents[members])

    def blocks(self, first: int, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Yield start, stop and market of each run of rows that stand in one market; row 0 is the source ``first``."""
        markets = self.of[first + start : first + stop]
        turns = [0, *(np.flatnonzero(np.diff(markets)) + 1).tolist(), len(markets)]
        for begin, end in pairwise(turns):
            if end > begin:
                yield start + begin, start + end, int(markets[begin])


def in_blocks(n: int, shares: np.ndarray) -> np.ndarray:
    """Return the market [n] of each of n rows: the first rows in the first market, in proportion to the weights."""
    ends = np.round(np.cumsum(shares) / shares.sum() * n).astype(np.int64)
    return np.searchsorted(ends, np.arange(n), side="right").astype(np.int8)


@compiled
def seat_in_markets(
    market: np.ndarray, circumvents: np.ndarray, cumulative: np.ndarray, circumventing: np.ndarray, stream: Stream
) -> None:
    """Write each member's market [n], drawn by the ``cumulative`` weights [M], and whether it gets round the wall."""
    for row in range(len(market)):
        luck = draws(stream, _MARKET, AT_START, row, ALONE).first * cumulative[-1]
        market[row] = min(place_of(cumulative, luck), len(cumulative) - 1)
        circumvents[row] = draws(stream, _CIRCUMVENTS, AT_START, row, ALONE).first < circumventing[market[row]]


@compiled
def open_ties(
    ties: Ties,
    markets: np.ndarray,
    circumvents: np.ndarray,
    openness: np.ndarray,
    identities: np.ndarray,
    stream: Stream,
) -> np.ndarray:
    """Return which ties [e] are open: those within a market, of members who circumvent, and a share of the others.

    The share is ``openness`` [M, M] by the markets of source and reader. Keyed by source and reader, so that a more
    open wall leaves open all the ties that a closer one does.
    """
    stays = np.ones(len(ties.followers), np.bool_)
    for source in range(len(ties.start) - 1):
        for place in range(ties.start[source], ties.start[source + 1]):
            reader: Any = np.int64(ties.followers[place])
            share = openness[markets[source], markets[reader]]
            if share < 1.0 and not circumvents[reader]:
                stays[place] = draws(stream, _WALL, AT_START, identities[source], reader).first < share
    return stays
