"""The public record: what a platform could publish of those it took down, and what anybody can collect."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.chance import Stream, purpose
from sim.cast.profiles import Profiles
from sim.kernels.coordination import Evidence, Trail, signs, telling_signs
from sim.kernels.luck import keyed_luck
from sim.state.release import PostTable, Release, UserTable
from sim.state.voices import SAYS_NOTHING, STATE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_COLLECTED = purpose("researcher.collects_account")


class PublicRecord:
    """Profiles and posts by source."""

    def __init__(self, model: "Marketplace") -> None:
        """Look up the profiles, once."""
        self.model, self.profiles = model, Profiles(model)

    def complete_release(self, sources: np.ndarray, suspended: np.ndarray, reasons: np.ndarray) -> Release:
        """Return a release of the given sources [q], in rising order, with everything that could stand in it."""
        model = self.model
        posts = model.forum.all_posts("number", "key", "author", "born", "narrative", "stance")
        claims = (posts["stance"] != SAYS_NOTHING) & ~model.narratives.is_news[posts["narrative"]]
        rows = np.flatnonzero(np.isin(posts["author"], sources) & claims)
        users = UserTable(
            sources=sources,
            identities=model.identities[sources],
            created_hour=self.profiles.created_hour[sources],
            followers=self.profiles.followers[sources],
            suspended=suspended,
            reasons=reasons,
        )
        columns = (posts[name][rows].astype(np.int64) for name in ("key", "author", "born", "narrative"))
        table = PostTable(rows, *columns)
        return Release(model.tick, sources, np.unique(table.narratives), users, table)

    def sample(self, release: Release, share: float, stream: Stream) -> Evidence:
        """Return the share of the accounts, and their posts, that still stand in public about the released topics.

        Nobody who is known to be the state's is in it; which accounts are collected is drawn by account.
        """
        posts = self.model.forum.all_posts("author", "born", "narrative", "stance", "removed")
        public = (
            (posts["removed"] < 0) & (posts["stance"] != SAYS_NOTHING) & np.isin(posts["narrative"], release.topics)
        )
        authors = np.unique(posts["author"][public]).astype(np.int64)
        authors = authors[(authors < self.model.first_desk) & self._in_markets_of(release.names, authors)]
        authors = authors[(self.model.voices[authors] != STATE) & ~np.isin(authors, release.names)]
        authors = authors[keyed_luck(stream, _COLLECTED, self.model.identities[authors]) < share]
        public &= np.isin(posts["author"], authors)
        trail = Trail(posts["author"][public], posts["born"][public], posts["narrative"][public])
        return Evidence(authors, self.profiles.created_hour[authors], self.profiles.followers[authors], trail)

    def _in_markets_of(self, names: np.ndarray, authors: np.ndarray) -> np.ndarray:
        """Return which of the authors [k] stand in a market from which somebody was named."""
        markets = self.model.markets.of
        return np.isin(markets[authors], np.unique(markets[names]))

    def reasons(self, sources: np.ndarray) -> np.ndarray:
        """Return by which of the detector's signs each source [k] stands out most from all who ever posted a claim."""
        model, posts = self.model, self.model.forum.all_posts("author", "born", "narrative", "stance")
        posts = posts[posts["stance"] != SAYS_NOTHING]
        everyone = np.union1d(posts["author"], sources).astype(np.int64)
        trail = Trail(posts["author"], posts["born"], posts["narrative"])
        created, followers = self.profiles.created_hour[everyone], self.profiles.followers[everyone]
        found = signs(Evidence(everyone, created, followers, trail), model.world.enforcement.burst_window, model.hours)
        return telling_signs(found, np.searchsorted(everyone, sources))

    def covert(self, sources: np.ndarray) -> np.ndarray:
        """Return which sources [k] are covert accounts of the state: the truth, which no actor asks for."""
        model = self.model
        covert = np.zeros(len(model.voices), np.bool_)
        covert[model.first_account : model.first_poster] = model.accounts.columns.covert
        return np.asarray(covert[sources])
