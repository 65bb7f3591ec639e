"""The marketplace: the Mesa model, and the order in which a tick happens."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet

from sim.base.chance import stream
from sim.base.population import Population
from sim.cast.audience import AudienceMember, Mail, Reading
from sim.cast.authorities import Censors, Platforms
from sim.cast.bridges import Bridges
from sim.cast.calendar import Calendar
from sim.cast.company import company_of
from sim.cast.forum import Forum
from sim.cast.markets import Markets
from sim.cast.messages import Messages
from sim.cast.newsroom import Newsroom
from sim.cast.notebook import Notebook
from sim.cast.observer import Observer
from sim.cast.operation import Operation
from sim.cast.rebuttal_poster import RebuttalPoster
from sim.cast.researcher import Researcher
from sim.cast.seating import seat_accounts, seat_members, seat_posters, wire
from sim.cast.speech import Speech
from sim.cast.state_account import StateAccount
from sim.cast.takedowns import Takedowns
from sim.cast.threads import Threads
from sim.cast.tidying import Tidying
from sim.kernels.fates import Shelf
from sim.kernels.publishing import Calling, Candidates
from sim.kernels.ring import Blows
from sim.scenario import Scenario
from sim.scenario.news import DESKS
from sim.state.feeds import LAST_NARROW_TICK, empty_feeds, widened
from sim.state.identities import Identities
from sim.state.ledger import Ledger
from sim.state.market import Market
from sim.state.scene import Scene
from sim.state.visits import no_visits
from sim.state.voices import PEER, SERVES_CRITIC, STATE

_DAY = 24.0


class Marketplace(mesa.Model):
    """One world: an audience, a state's operation, rebuttal posters, researchers, and a censor and platform a market.

    A tick is the plan in ``step``. Members, accounts and posters act through Mesa's agent sets; with ``one_by_one``
    each of them is stepped as an agent of its own, which gives the same state to the last bit.
    """

    def __init__(
        self, world: Scenario, seed: int = 0, replicate: int = 0, *, one_by_one: bool = False, tidies: bool = False
    ) -> None:
        """Seat everyone. ``seed`` and ``replicate`` fix every draw of the run.

        A market that ``tidies`` packs settled posts away, so that its memory does not grow with the run; who follows
        posts by their rows from tick to tick needs one that does not. Its results are the same.
        """
        super().__init__(rng=seed)
        self.world = world
        self.stream = stream(seed, replicate)
        self.tick = 0
        self.ledger = Ledger()
        self.narratives = world.narrative_columns()
        self.doubts = world.news.doubts(self.narratives)
        self._seat(one_by_one)
        self._open()
        self.takedowns = Takedowns(len(self.voices))
        self.operation, self.censor = Operation(self), Censors(self)
        self.platform, self.researcher = Platforms(self), Researcher(self)
        self.calendar, self.newsroom = Calendar(self), Newsroom(self)
        self.notebook, self.bridges, self.threads = Notebook(self), Bridges(self), Threads(self)
        self.speech, self.messages, self.observer = Speech(self), Messages(self), Observer(self)
        self.tidying = Tidying(self, on=tidies)

    def step(self) -> None:
        """Live through one tick: publish, read, answer, censor, settle the ring, enforce, study, deliver, observe."""
        self._keep_house()
        self.forum.begin_tick()
        self.calendar.step()
        self.newsroom.step()
        self.operation.step()
        self.agents_by_type[StateAccount].do("step")
        self.speech.of_accounts()
        self.threads.step()
        self.scene = self._scene()
        self.reading.convene(self.scene)
        self.audience.do("step")
        self.speech.of_members()
        self.callings = [self._calling(market) for market in range(len(self.markets.sizes))]
        self.agents_by_type[RebuttalPoster].do("step")
        self.speech.of_posters()
        self.notebook.step()
        self.censor.step()
        self.observer.n_rebuttals = self.forum.settle_ring(self.tick, self.blows)
        self.platform.step()
        self.bridges.step()
        self.researcher.step()
        self.speech.post_mail()
        self.scene = self._scene()
        self.audience.do("receive")
        self.messages.take_back()
        self.forum.settle_fates(self.tick, self.shelf)
        self.observer.observe()
        self.tick += 1
        # Mesa's run_model, and its views, go on until this says stop.
        self.running = self.tick < self.world.ticks

    @property
    def hours(self) -> float:
        """Hours since the start of the scenario."""
        return self.tick * self.world.tick_hours

    def over_members[T](self, part: Callable[[int, int], T], whole: int = 1) -> list[T]:
        """Apply ``part`` to all members, a range of rows a thread; each writes only to its own rows.

        Ranges hold ``whole`` chunks of so many rows, but for the last. Returns what each range gives, in their order.
        """
        n = self.world.members
        if self._threads is None:
            return [part(0, n)]
        shares = np.linspace(0, -(-n // whole), self.world.threads + 1).astype(int)
        bounds = np.minimum(shares * whole, n).tolist()
        return list(self._threads.map(part, bounds[:-1], bounds[1:]))

    def threads_in(self, market: int) -> Market:
        """Return what those see who act on threads in a market: its posts that are alive."""
        posts, alive = self.forum.posts.columns, self.forum.alive
        if self.markets.several:
            alive = alive[self.markets.of[posts["author"][alive]] == market]
        return Market(posts, alive, self.narratives)

    def is_state_account(self, sources: np.ndarray) -> np.ndarray:
        """Return which sources [k] are the operation's accounts."""
        return (sources >= self.first_account) & (sources < self.first_poster)

    def close(self) -> None:
        """End the run: what still stands is right-censored, and threads are let go."""
        self.forum.close(self.tick - 1)
        if self._threads is not None:
            self._threads.shutdown()

    def _seat(self, one_by_one: bool) -> None:
        world = self.world
        members = seat_members(world, self.narratives, self.stream)
        accounts, posters = seat_accounts(world, self.stream), seat_posters(world, self.stream)
        shared = () if len(members.warned) == world.members else ("warned",)
        self.members = Population(self, AudienceMember, members, shared)
        self.accounts = Population(self, StateAccount, accounts)
        self.posters = Population(self, RebuttalPoster, posters)
        for population in (self.members, self.accounts, self.posters):
            population.batch = not one_by_one
        self.audience: AbstractAgentSet = self.members.agents
        self.first_account = world.members
        self.first_poster = world.members + self.accounts.n_rows
        self.first_desk = self.first_poster + self.posters.n_rows
        self.identities = Identities(world.members, self.accounts.n_rows, self.posters.n_rows, world.n_desks)
        own_voices = np.where(accounts.covert, PEER, STATE)
        voices = (np.full(world.members, PEER), own_voices, posters.voice, DESKS[: world.n_desks])
        self.voices = np.concatenate(voices).astype(np.uint8)
        self.markets = Markets(world, accounts.covert, self.posters.n_rows, self.stream)
        ties = wire(world, members, accounts, posters, self.stream)
        self.mail = Mail(world, self.markets.behind_walls(ties, self.identities, self.stream))

    def _open(self) -> None:
        world = self.world
        self.visits = no_visits(world.members)
        self.feeds = empty_feeds(world.members, world.feed.length)
        self.forum = Forum(self.narratives, self.identities, self.stream, self.ledger)
        company = company_of(world, self.mail.ties, self.stream)
        self.reading = Reading(world, self.narratives, self.markets.of[: world.members], company)
        ring = world.rebuttals
        self.blows = Blows(ring.blow, ring.parry, ring.lasting, world.tick_hours)
        fates = world.metrics.fates
        self.shelf = Shelf(max(1, round(fates.unread / world.tick_hours)), fates.walkover)
        by_critics = self.narratives.published_per_day * (self.narratives.side == SERVES_CRITIC)
        # Posters publish declared claims; news about voices comes from the desks alone.
        self.publishing = (by_critics * world.tick_hours / _DAY)[: len(world.narratives.claims)]
        self._threads = ThreadPoolExecutor(world.threads) if world.threads > 1 else None

    def _keep_house(self) -> None:
        """Pack away what is settled, and widen the feeds before they cannot date what comes."""
        self.tidying.step()
        if self.tick == LAST_NARROW_TICK:
            self.feeds = widened(self.feeds)

    def _scene(self) -> Scene:
        return Scene(
            members=self.members.columns,
            visits=self.visits,
            feeds=self.feeds,
            posts=self.forum.posts.records,
            sides=self.narratives.side,
            resonance=self.narratives.resonance,
            voices=self.voices,
            stream=self.stream,
            log_odds=self.world.belief.scale == "log_odds",
            tick=self.tick,
            tick_hours=self.world.tick_hours,
            kept=self.world.conduct.reshares,
            doubts=self.doubts,
        )

    def _calling(self, market: int) -> Calling:
        """Return what free voices in a market find there."""
        professionals = self.world.rebuttals.professionals
        if professionals is None:
            nothing = Candidates(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
            return Calling(nothing, nothing, nothing.weights, nothing.weights, self.publishing)
        critics, press = professionals.candidates(self.threads_in(market), self.tick, self.world.tick_hours)
        return Calling(critics, press, self._ages(critics.posts), self._ages(press.posts), self.publishing)

    def _ages(self, posts: np.ndarray) -> np.ndarray:
        """Return the hours since each of some posts was published."""
        return np.asarray((self.tick - self.forum.posts.columns["born"][posts]) * self.world.tick_hours)
