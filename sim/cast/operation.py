"""The operation: it sees what an operation can see, gives orders, and pays."""

from collections import deque
from typing import TYPE_CHECKING

import mesa
import numpy as np

from sim.base.chance import purpose
from sim.cast.purse import Purse
from sim.kernels.luck import keyed_luck
from sim.kernels.publishing import ALL_WHO_ARE_DUE, Candidates, turns_at_the_purse, under_attack
from sim.scenario import Claims
from sim.state.accounts import ACTIVE, RESERVE, SUSPENDED
from sim.state.visits import NOTHING
from sim.state.voices import NOBODY, SERVES_STATE
from sim.strategies._contract import Plan, Sighting, Strength, left_to_overt, no_returns, silence

if TYPE_CHECKING:
    from sim.marketplace import Marketplace

_DAY = 24.0
_YEAR = 365.25 * _DAY
_AGE = purpose("account.age_when_recruited")
_NO_THREADS = Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
# Codes under which the turns of an account's acts at the purse are drawn.
_POSTS, _REPLIES, _SHARES = 0, 1, 2


class Operation(mesa.Agent):
    """A state's operation: one mind behind all its accounts."""

    model: "Marketplace"

    def __init__(self, model: "Marketplace") -> None:
        """Take stock before the first tick."""
        super().__init__(model)
        self.settings, self.strategy = model.world.operation, model.world.strategy
        self.plan = Plan(model.stream)
        self.purse = Purse(self.settings.budget)
        narratives = model.narratives
        self.own = (narratives.side == SERVES_STATE) & ~narratives.is_news
        self.since, self.overt_only = self._plans_for(model.world.narratives)
        self.counters = self.own & (narratives.counters != NOBODY)
        self.rivals = np.isin(np.arange(len(narratives.side)), narratives.counters[self.counters])
        self.orders = silence(len(narratives.side))
        self.contested, self.boosted = [_NO_THREADS] * len(model.markets.sizes), _NO_THREADS
        self.returns = no_returns(*narratives.resonance.shape)
        self.n_lost_before = 0
        a_day = max(1, round(_DAY / model.world.tick_hours))
        self.engagement: deque[np.ndarray] = deque(maxlen=a_day)
        self.leaks: deque[np.ndarray] = deque(maxlen=a_day)

    def step(self) -> None:
        """Look, decide, call up accounts, and point out the threads where the own side is under attack."""
        stopped = self.model.hours >= self.settings.stops_at
        self.orders = silence(len(self.own)) if stopped else self.strategy.decide(self._sighting(), self.plan)
        self.orders = self.model.calendar.hurried(self.orders)._replace(in_step=self.settings.in_step)
        self.orders = left_to_overt(self.orders, self.overt_only, len(self.model.narratives.resonance))
        self._let_in(self.orders.joins)
        if stopped:
            return
        self._call_up(self.orders.recruits)
        self.contested = [self._contested_threads(market) for market in range(len(self.contested))]
        if self.orders.covert_shares > 0.0:
            self.boosted = self._overt_posts()

    @property
    def spent(self) -> float:
        """Cost units spent so far."""
        return self.purse.spent

    def note_engagement(self, narratives: np.ndarray, authors: np.ndarray) -> None:
        """Take note of this tick's public engagement: the narrative and the author [k] of what was engaged with."""
        claims = narratives[~self.model.narratives.is_news[narratives]]
        self.engagement.append(np.bincount(claims, minlength=len(self.own)).astype(np.float64))
        ours = self.model.is_state_account(authors)
        self._note(self.returns.engagements, authors[ours] - self.model.first_account, narratives[ours])

    def note_leaks(self, reads: np.ndarray) -> None:
        """Take note of how often each narrative [J] was read in the state's own market in this tick."""
        self.leaks.append(reads)

    def forget_threads(self) -> None:
        """Forget the threads pointed out in the last tick; they are looked up anew in the next."""
        self.contested, self.boosted = [_NO_THREADS] * len(self.contested), _NO_THREADS

    def pay(self) -> None:
        """Pay for what the accounts set out to do in this tick; what the purse does not cover is not done."""
        accounts, costs = self.model.accounts.columns, self.settings.costs
        posting, replying = np.flatnonzero(accounts.publishes >= 0), np.flatnonzero(accounts.replies_to >= 0)
        sharing = np.flatnonzero(accounts.shares >= 0)
        times = accounts.times[posting] * np.where(accounts.covert[posting], 1.0, self.orders.overt_cost)
        others = costs.reply * float(len(replying)) + costs.share * float(len(sharing))
        if self.purse.covers(costs.post * float(times.sum()) + others):
            self.purse.pay(costs.post * float(times.sum()) + others)
        else:
            n_acts = [len(posting), len(replying), len(sharing)]
            prices = np.concatenate([costs.post * times, np.repeat([costs.reply, costs.share], n_acts[1:])])
            acts = np.repeat([_POSTS, _REPLIES, _SHARES], n_acts)
            turns = turns_at_the_purse(np.r_[posting, replying, sharing], acts, self.model.stream, self.model.tick)
            paid = np.split(self.purse.pay_in_turn(prices, turns), np.cumsum(n_acts)[:2])
            accounts.publishes[posting[~paid[0]]] = NOTHING
            accounts.replies_to[replying[~paid[1]]] = NOTHING
            accounts.shares[sharing[~paid[2]]] = NOTHING
            posting = posting[paid[0]]
        self._note(self.returns.posts, posting, accounts.publishes[posting], accounts.times[posting])

    def _note(
        self, counts: np.ndarray, accounts: np.ndarray, narratives: np.ndarray, times: np.ndarray | float = 1.0
    ) -> None:
        columns = self.model.accounts.columns
        np.add.at(counts, (columns.persona[accounts], columns.covert[accounts].astype(np.int64), narratives), times)

    def _sighting(self) -> Sighting:
        lately, leaked = self._over_a_day(self.engagement), self._over_a_day(self.leaks)
        at_home = self.model.markets.sizes[self.model.markets.home] if self.leaks else 1
        strength, returns = self._strength(), self.returns
        self.returns = no_returns(*self.model.narratives.resonance.shape)
        to_be_pushed = self.since <= self.model.hours
        return Sighting(
            hours=self.model.hours,
            tick_hours=self.model.world.tick_hours,
            engagement=lately * 1000.0 / self.model.world.members,
            own=self.own & to_be_pushed,
            rivals=self.rivals,
            n_active=strength.n_overt + strength.n_covert,
            n_reserve=strength.n_reserve,
            tick=self.model.tick,
            counters=self.counters & to_be_pushed,
            leaked=leaked * 1000.0 / max(int(at_home), 1),
            returns=returns,
            strength=strength,
            overt_only=self.overt_only,
        )

    def _plans_for(self, claims: Claims) -> tuple[np.ndarray, np.ndarray]:
        """Return from which hour each narrative [J] is pushed, and which are left to overt accounts."""
        since, overt_only = np.zeros(len(self.own)), np.zeros(len(self.own), np.bool_)
        for place, claim in enumerate(claims.claims.values()):
            since[place], overt_only[place] = claim.pushed_from, claim.pushed_by == "overt"
        return since, overt_only

    def _over_a_day(self, noted: deque[np.ndarray]) -> np.ndarray:
        return np.asarray(np.sum(noted, axis=0)) if noted else np.zeros(len(self.own))

    def _strength(self) -> Strength:
        accounts = self.model.accounts.columns
        active, reserve = accounts.status == ACTIVE, accounts.status == RESERVE
        n_lost, before = int((accounts.status == SUSPENDED).sum()), self.n_lost_before
        self.n_lost_before = n_lost
        return Strength(
            n_overt=int((active & ~accounts.covert).sum()),
            n_covert=int((active & accounts.covert).sum()),
            n_reserve=int(reserve.sum()),
            n_due=int((reserve & (accounts.created_hour <= self.model.hours)).sum()),
            n_lost=n_lost - before,
        )

    def _let_in(self, at_most: int) -> None:
        """Let accounts whose date has come join, as far as they can be paid for.

        Who has to wait is created on the day on which it joins.
        """
        accounts, hours = self.model.accounts.columns, self.model.hours
        due = np.flatnonzero((accounts.status == RESERVE) & (accounts.created_hour <= hours))
        if at_most != ALL_WHO_ARE_DUE:
            due = due[np.argsort(accounts.created_hour[due], kind="stable")][:at_most]
        paid = self._pay_for(np.full(len(due), self.settings.costs.account))
        if at_most != ALL_WHO_ARE_DUE:
            accounts.created_hour[due[paid]] = hours
        self._activate(due[paid])

    def _call_up(self, n: int) -> None:
        if n <= 0:
            return
        accounts, costs = self.model.accounts.columns, self.settings.costs
        reserve = np.flatnonzero(accounts.status == RESERVE)
        called = reserve[np.argsort(accounts.created_hour[reserve], kind="stable")][:n]
        age = keyed_luck(self.model.stream, _AGE, called) * self.settings.recruits_aged * _DAY
        paid = self._pay_for(costs.account + costs.recruitment + costs.year_of_age * age / _YEAR)
        accounts.created_hour[called[paid]] = self.model.hours - age[paid]
        self._activate(called[paid])

    def _pay_for(self, prices: np.ndarray) -> np.ndarray:
        """Pay for accounts [k] one after the other; return for which there was enough."""
        return self.purse.pay_in_turn(prices, np.arange(len(prices)))

    def _activate(self, rows: np.ndarray) -> None:
        accounts = self.model.accounts.columns
        accounts.status[rows] = ACTIVE
        accounts.status_tick[rows] = self.model.tick
        self.model.ledger.record(self.model.tick, "account_created", "account", rows)

    def _overt_posts(self) -> Candidates:
        """Return the posts of its overt accounts that stand and are no older than a day, all with the same weight."""
        model, posts, alive = self.model, self.model.forum.posts.columns, self.model.forum.alive
        rows = alive[(model.tick - posts["born"][alive]) * model.world.tick_hours <= _DAY]
        rows = rows[model.is_state_account(posts["author"][rows]) & (posts["removed"][rows] < 0)]
        rows = rows[~model.accounts.columns.covert[posts["author"][rows] - model.first_account]]
        return Candidates(rows, posts["key"][rows], np.ones(len(rows)))

    def _contested_threads(self, market: int) -> Candidates:
        """Return the threads of a market in which the own side is under attack."""
        forum, alive = self.model.forum, self.model.threads_in(market).alive
        return under_attack(forum.posts.records, alive, forum.narratives.side, SERVES_STATE)
