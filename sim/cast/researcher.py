"""The researcher: reads what the platform discloses, and attributes accounts."""

from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.state.accounts import SUSPENDED
from sim.state.voices import STATE

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class Researcher(mesa.Agent):
    """Attributes to the state whatever account the platform names; readers know it from then on."""

    model: "Marketplace"

    def step(self) -> None:
        """Read this tick's disclosure, if there is one, and expose the accounts named in it."""
        accounts = self.model.accounts.columns
        suspended = accounts.status == SUSPENDED
        hours = self.model.world.tick_hours
        named = self.model.world.disclosure.names(suspended, self.model.hours, hours) & ~accounts.exposed
        rows = np.flatnonzero(named)
        accounts.exposed[rows] = True
        self.model.voices[rows + self.model.first_account] = STATE
        self.model.ledger.record(self.model.tick, "attributed", "account", rows)
