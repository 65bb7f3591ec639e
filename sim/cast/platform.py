"""The platform: it enforces its terms of service, with mistakes."""

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.cast.seating import ages_of_members
from sim.enforcement._contract import EnforcementPart, Profiles
from sim.scenario import parts_on
from sim.state.accounts import ACTIVE
from sim.state.accounts import SUSPENDED as ACCOUNT_SUSPENDED

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Platform(mesa.Agent):
    """The platform; at enforcement none it has no parts and does nothing."""

    model: "Marketplace"

    def __init__(self, model: "Marketplace") -> None:
        """Take up the parts that the scenario switches on, and what the platform knows of ordinary accounts."""
        super().__init__(model)
        self.parts: dict[str, EnforcementPart] = parts_on("enforcement", model.world.enforcement)
        n = model.world.members
        self.spoke = np.zeros(n, np.bool_)
        if self.parts:
            self.created_hour = ages_of_members(n, model.stream)
            self.followers = np.diff(model.mail.ties.start)[:n].astype(np.float64)

    def note_speakers(self, members: np.ndarray) -> None:
        """Remember which members shared, quoted or commented."""
        self.spoke[members] = True

    def step(self) -> None:
        """Review those who speak, and suspend whom the parts find."""
        for part in self.parts.values():
            profiles = self._profiles()
            found = part.suspends(profiles, self.model.stream, self.model.tick, self.model.world.tick_hours)
            self._suspend(profiles.sources[found])

    def _profiles(self) -> Profiles:
        accounts, members = self.model.accounts.columns, self.model.members.columns
        covert = np.flatnonzero(accounts.covert & (accounts.status == ACTIVE) & (accounts.n_posts > 0))
        ordinary = np.flatnonzero(self.spoke & ~members.suspended)
        return Profiles(
            sources=np.concatenate([ordinary, covert + self.model.first_account]),
            created_hour=np.concatenate([self.created_hour[ordinary], accounts.created_hour[covert]]),
            followers=np.concatenate([self.followers[ordinary], accounts.followers[covert]]),
        )

    def _suspend(self, sources: np.ndarray) -> None:
        if len(sources) == 0:
            return
        model = self.model
        members = sources[sources < model.first_account]
        accounts = sources[sources >= model.first_account] - model.first_account
        model.members.columns.suspended[members] = True
        model.accounts.columns.status[accounts] = ACCOUNT_SUSPENDED
        model.accounts.columns.status_tick[accounts] = model.tick
        model.ledger.record(model.tick, "suspended", "member", members)
        model.ledger.record(model.tick, "suspended", "account", accounts)
        authored = np.isin(model.forum.posts.in_use()["author"], sources)
        model.forum.remove_posts(model.tick, np.flatnonzero(authored))
