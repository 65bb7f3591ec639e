"""Profiles: what every account shows of itself in public."""

from typing import TYPE_CHECKING

import numpy as np

from sim.cast.seating import ages_of_members, ages_of_posters
from sim.kernels.unstored import counts_of_followers

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Profiles:
    """Creation date and number of followers of every source; nothing in a profile says whose the account is."""

    def __init__(self, model: "Marketplace") -> None:
        """Look up what every account shows of itself."""
        self.model = model
        if model.mail.everyone:
            self.followers = np.full(len(model.voices), model.world.members - 1.0)
        else:
            self.followers = counts_of_followers(model.mail.ties).astype(np.float64)
        self.followers[model.first_account : model.first_poster] = model.accounts.columns.followers
        self._created_hour = np.zeros(len(model.voices))
        self._created_hour[: model.first_account] = ages_of_members(model.first_account, model.stream)
        self._created_hour[model.first_poster : model.first_desk] = ages_of_posters(model.posters.n_rows, model.stream)

    @property
    def created_hour(self) -> np.ndarray:
        """When each source's account was created [sources], in hours from the start."""
        # Accounts may be called up before their date.
        self._created_hour[self.model.first_account : self.model.first_poster] = (
            self.model.accounts.columns.created_hour
        )
        return self._created_hour
