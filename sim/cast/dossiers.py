"""Dossiers: what a platform sees of the accounts that speak on it."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.cast.seating import ages_of_members, ages_of_posters
from sim.enforcement._contract import Suspects
from sim.kernels.coordination import Evidence, Trail, suspicion
from sim.state.accounts import ACTIVE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Dossiers:
    """One dossier an account that ever posted, shared or commented; the state's overt accounts are known and have none.

    Nothing in a dossier says whose the account is.
    """

    def __init__(self, model: "Marketplace", market: int, terms: Any) -> None:
        """Look up what every account in the market shows of itself."""
        self.model, self.market, self.terms = model, market, terms
        self.spoke = np.zeros(len(model.voices), np.bool_)
        if model.mail.everyone:
            self.followers = np.full(len(model.voices), model.world.members - 1.0)
        else:
            self.followers = np.diff(model.mail.ties.start).astype(np.float64)
        self.followers[model.first_account : model.first_poster] = model.accounts.columns.followers
        self.created_hour = np.zeros(len(model.voices))
        self.created_hour[: model.first_account] = ages_of_members(model.first_account, model.stream)
        self.created_hour[model.first_poster : model.first_desk] = ages_of_posters(model.posters.n_rows, model.stream)
        self.memory = max(1, round(self.terms.memory / model.world.tick_hours))

    def suspects(self) -> Suspects:
        """Return all accounts that spoke and are not suspended, in the order of their seats, with their suspicion."""
        model = self.model
        # Accounts may be called up before their date.
        self.created_hour[model.first_account : model.first_poster] = model.accounts.columns.created_hour
        sources = np.flatnonzero(self._open())
        evidence = Evidence(sources, self.created_hour[sources], self.followers[sources], self._trail())
        return Suspects(sources, suspicion(evidence, self.terms.burst_window, model.hours))

    def _open(self) -> np.ndarray:
        model, accounts = self.model, self.model.accounts.columns
        speaking = self.spoke.copy()
        speaking[: model.first_account] &= ~model.members.columns.suspended
        covert = accounts.covert & (accounts.status == ACTIVE) & (accounts.n_posts + accounts.n_shares > 0)
        speaking[model.first_account : model.first_poster] = covert
        speaking[model.first_poster : model.first_desk] &= ~model.posters.columns.suspended
        return speaking & (model.markets.of == self.market)

    def _trail(self) -> Trail:
        posts = self.model.forum.posts.in_use()
        # Posts stand in the order of their birth.
        since = int(np.searchsorted(posts["born"], self.model.tick - self.memory, side="right"))
        return Trail(posts["author"][since:], posts["born"][since:], posts["narrative"][since:])
