"""Strikes: verdicts counted against authors, and who has had so many that all they post is turned down."""

from typing import TYPE_CHECKING

import numpy as np

from sim.enforcement._contract import EnforcementPart
from sim.state.voices import NEVER

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Strikes:
    """The platform's list of repeated violators, whoever they are; it does not know whose an account is.

    ``n_found`` [sources] posts found in violation; ``since`` [sources] when an account was limited, or -1.
    """

    def __init__(self, model: "Marketplace", parts: list[EnforcementPart]) -> None:
        """Begin with nothing held against anybody."""
        self.model, self.parts = model, parts
        self.n_found = np.zeros(len(model.voices), np.int32)
        self.since = np.full(len(model.voices), NEVER, np.int32)

    def count(self, authors: np.ndarray) -> None:
        """Count a verdict against each of the authors [k], and limit those who have had enough of them."""
        model = self.model
        np.add.at(self.n_found, authors, 1)
        told = np.unique(authors).astype(np.int64)
        out = np.zeros(len(told), np.bool_)
        for part in self.parts:
            out |= part.limits(self.n_found[told])
        fresh = told[out & (self.since[told] == NEVER)]
        self.since[fresh] = model.tick
        accounts = fresh[model.is_state_account(fresh)] - model.first_account
        model.accounts.columns.limited[accounts] = model.tick
        model.ledger.record(model.tick, "limited", "account", accounts)
        model.ledger.record(model.tick, "limited", "member", fresh[fresh < model.first_account])
        model.ledger.record(model.tick, "limited", "poster", fresh[fresh >= model.first_poster] - model.first_poster)

    def turn_down(self, posts: np.ndarray) -> np.ndarray:
        """Return which of the ``posts`` (records [k]) came from somebody who was limited before that."""
        since = self.since[posts["author"]]
        return np.asarray((since != NEVER) & (posts["born"] > since))

    def forgive(self, sources: np.ndarray) -> None:
        """Begin anew with those who turned out to be genuine; what was turned down stays so."""
        self.n_found[sources], self.since[sources] = 0, NEVER
