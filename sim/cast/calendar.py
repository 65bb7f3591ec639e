"""The calendar: what happens on dates, whoever is there."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.chance import purpose
from sim.cast.account_reviews import take_down
from sim.kernels.luck import luck_now
from sim.kernels.publishing import Orders
from sim.state.accounts import covert_who_spoke

if TYPE_CHECKING:
    from sim.marketplace import Marketplace
    from sim.scenario.shocks import Shock

WAVE = purpose("platform.takes_down_in_wave")


class Calendar:
    """The scenario's shocks, each of which happens in the first tick that begins at its hour or later."""

    def __init__(self, model: "Marketplace") -> None:
        """Look up the hours of all shocks."""
        self.model = model
        shocks, starts_on = model.world.shocks.dated, model.world.operation.starts_on
        self.told: set[int] = set()
        self.dated: list[tuple[float, Shock]] = [(shock.at(starts_on), shock) for shock in shocks]

    def step(self) -> None:
        """Let happen what is due in this tick."""
        now, tick_hours = self.model.hours, self.model.world.tick_hours
        for place, (hours, shock) in enumerate(self.dated):
            if now - tick_hours < hours <= now:
                self._happen(place, shock)
            if place in self.told and any(now - tick_hours < again <= now for again in shock.told_again(hours)):
                self._tell(shock)

    def hurried(self, orders: Orders) -> Orders:
        """Return the operation's orders at the pace of the weeks before a congress; elsewhere as they are."""
        for hours, shock in self.dated:
            pace = float(shock.pace_at(self.model.hours, hours))
            if pace != 1.0:
                orders = orders._replace(
                    overt_posts=orders.overt_posts * pace,
                    covert_posts=orders.covert_posts * pace,
                    covert_replies=min(orders.covert_replies * pace, 1.0),
                    covert_shares=min(orders.covert_shares * pace, 1.0),
                )
        return orders

    def _happen(self, place: int, shock: "Shock") -> None:
        self.model.ledger.record(self.model.tick, shock.kind, "shock", [place])
        taken = self._take_down(shock.share or 0.0) if shock.is_wave else 0
        if shock.is_news or taken:
            self.told.add(place)
            self._tell(shock)

    def _tell(self, shock: "Shock") -> None:
        if shock.voice is not None:
            self.model.newsroom.report(shock.voice, reliable=shock.reliable, by=shock.told_by)

    def _take_down(self, share: float) -> int:
        """Suspend a share of the covert accounts that have spoken, as the platform does on a verdict; return how many.

        An operation that stayed silent leaves nothing to find, and no notice to give.
        """
        model, accounts = self.model, self.model.accounts.columns
        spoke = np.flatnonzero(covert_who_spoke(accounts))
        rows = spoke[luck_now(model.stream, WAVE, model.tick, spoke) < share]
        if len(rows):
            take_down(model, rows + model.first_account)
        return len(rows)
