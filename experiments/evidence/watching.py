"""Worlds watched while they live: what a study of a platform's data would have seen, tick by tick."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from sim import Marketplace, Scenario
from sim.run import record_of
from sim.state.record import COVERT, OVERT, Record
from sim.state.visits import NOTHING
from sim.state.voices import ASSERTS

# The market of most studies: one, open, with nobody's calendar but the operation's own steady posting.
# Figures from the field are of all followers of an account, so that here no persona is cut to a segment of them.
ONE_MARKET: Mapping[str, Any] = {"markets": {}, "shocks": {"path": None, "dated": []}, "operation.persona_fit": 0.0}


class Impressions(NamedTuple):
    """Items that were shown to visitors: the ``posts`` [k] row of each and its ``age`` [k] in hours."""

    posts: np.ndarray
    ages: np.ndarray


def lived(world: Scenario, seed: int, watch: Callable[[Marketplace], None] | None = None) -> Record:
    """Live through a world and return its record; ``watch`` is shown the market after every tick."""
    market = Marketplace(world, seed)
    for _ in range(world.ticks):
        market.step()
        if watch is not None:
            watch(market)
    return record_of(market)


class ImpressionLog:
    """Notes what was shown to visitors: an item looked at is an impression, whether or not it is then read."""

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._posts: list[np.ndarray] = []
        self._ages: list[np.ndarray] = []

    def __call__(self, market: Marketplace) -> None:
        """Note the impressions of the tick that has just ended."""
        shown = market.visits.posts[market.visits.n_items > 0]
        rows = shown[shown != NOTHING].astype(np.int64)
        # A tick has been counted since the visitors came.
        ages = (market.tick - 1 - market.forum.posts.columns["born"][rows]) * market.world.tick_hours
        self._posts.append(rows)
        self._ages.append(ages)

    def impressions(self) -> Impressions:
        """Return all that was shown."""
        return Impressions(np.concatenate(self._posts), np.concatenate(self._ages))


class CountLog:
    """Notes a counted column of posts after every tick, such as ``shares``."""

    def __init__(self, column: str) -> None:
        """Say which column."""
        self.column = column
        self._counts: list[np.ndarray] = []

    def __call__(self, market: Marketplace) -> None:
        """Note the counts as they stand."""
        self._counts.append(market.forum.posts.in_use()[self.column].copy())

    def by_tick(self) -> np.ndarray:
        """Return the counts [ticks, posts] reached at the end of each tick; 0 before a post was born."""
        counts = np.zeros((len(self._counts), len(self._counts[-1])), np.int64)
        for tick, reached in enumerate(self._counts):
            counts[tick, : len(reached)] = reached
        return counts


def campaign_posts(record: Record, *, covert: bool) -> np.ndarray:
    """Return the rows of the posts by which overt, or covert, accounts asserted their own side's narratives."""
    posts, role = record.posts, COVERT if covert else OVERT
    own = record.campaign[posts.narrative] & (posts.stance == ASSERTS)
    return np.flatnonzero(own & (record.roles[posts.author] == role))


def engagements_with(record: Record, rows: np.ndarray) -> np.ndarray:
    """Return likes, shares, quotes and members' comments that each of the posts in ``rows`` [k] drew."""
    posts, comments = record.posts, record.comments
    by_members = record.roles[comments.author] != COVERT
    commented = np.bincount(comments.post[by_members], minlength=len(posts.key))
    return posts.likes[rows] + posts.shares[rows] + posts.quoted[rows] + commented[rows]
