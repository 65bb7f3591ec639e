"""The operation: it sees what an operation can see, gives orders, and pays."""

from collections import deque
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.kernels.publishing import Candidates
from sim.state.accounts import ACTIVE, RESERVE
from sim.state.voices import NOBODY, SERVES_STATE
from sim.strategies._contract import Plan, Sighting, silence

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_DAY = 24.0


class Operation(mesa.Agent):
    """A state's operation: one mind behind all its accounts."""

    model: "Marketplace"

    def __init__(self, model: "Marketplace") -> None:
        """Take stock before the first tick."""
        super().__init__(model)
        self.settings, self.strategy = model.world.operation, model.world.strategy
        self.plan = Plan()
        self.spent = 0.0
        narratives = model.narratives
        self.own = narratives.side == SERVES_STATE
        answered = narratives.counters[self.own & (narratives.counters != NOBODY)]
        self.rivals = np.isin(np.arange(len(narratives.side)), answered)
        self.orders = silence(len(narratives.side))
        self.contested = Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        self.engagement: deque[np.ndarray] = deque(maxlen=max(1, round(_DAY / model.world.tick_hours)))

    def step(self) -> None:
        """Look, decide, call up accounts, and point out the threads where the own side is under attack."""
        self._welcome_new_accounts()
        if self.model.hours >= self.settings.stops_at:
            self.orders = silence(len(self.own))
            return
        self.orders = self.strategy.decide(self._sighting(), self.plan)
        self._call_up(self.orders.recruits)
        self.contested = self._contested_threads()

    def note_engagement(self, by_narrative: np.ndarray) -> None:
        """Take note of this tick's public engagement [J]."""
        self.engagement.append(by_narrative)

    def pay(self) -> None:
        """Pay for what the accounts did in this tick."""
        accounts, costs = self.model.accounts.columns, self.settings.costs
        self.spent += costs.post * float((accounts.publishes >= 0).sum())
        self.spent += costs.reply * float((accounts.replies_to >= 0).sum())

    def _sighting(self) -> Sighting:
        status = self.model.accounts.columns.status
        lately = np.sum(self.engagement, axis=0) if self.engagement else np.zeros(len(self.own))
        per_1000 = lately * 1000.0 / self.model.world.members
        n_active, n_reserve = int((status == ACTIVE).sum()), int((status == RESERVE).sum())
        hours, tick_hours = self.model.hours, self.model.world.tick_hours
        return Sighting(hours, tick_hours, per_1000, self.own, self.rivals, n_active, n_reserve)

    def _welcome_new_accounts(self) -> None:
        accounts = self.model.accounts.columns
        due = np.flatnonzero((accounts.status == RESERVE) & (accounts.created_hour <= self.model.hours))
        self._activate(due)

    def _call_up(self, n: int) -> None:
        if n <= 0:
            return
        accounts = self.model.accounts.columns
        reserve = np.flatnonzero(accounts.status == RESERVE)
        called = reserve[np.argsort(accounts.created_hour[reserve], kind="stable")][:n]
        accounts.created_hour[called] = self.model.hours
        self.spent += self.settings.costs.account * len(called)
        self._activate(called)

    def _activate(self, rows: np.ndarray) -> None:
        accounts = self.model.accounts.columns
        accounts.status[rows] = ACTIVE
        accounts.status_tick[rows] = self.model.tick
        self.model.ledger.record(self.model.tick, "account_created", "account", rows)

    def _contested_threads(self) -> Candidates:
        forum = self.model.forum
        posts, alive = forum.posts.columns, forum.alive
        attacked = posts["rebuttal_force"][alive].sum(axis=1)
        rows = alive[(attacked > 0.0) & (forum.serves(alive) == SERVES_STATE)]
        return Candidates(rows, posts["key"][rows], posts["rebuttal_force"][rows].sum(axis=1))
