"""The audience: members who read, believe or do not, react, and receive what others pass on."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.population import Column, PopulationSet, RowAgent
from sim.cast.company import Company
from sim.feeds._contract import Feed
from sim.kernels.curves import share_lost
from sim.kernels.delivery import (
    alarm_everyone,
    alarm_followers,
    everything,
    fill_outbox,
    receive,
    receive_from_everyone,
)
from sim.kernels.memory import calm
from sim.kernels.reshares import merge
from sim.kernels.wiring import followees_of
from sim.rebuttals.inoculation import warn_members
from sim.scenario import Scenario
from sim.state.alarms import Alarms, no_alarms
from sim.state.narratives import Narratives
from sim.state.scene import Scene
from sim.state.ties import Followees, Ties, empty_outbox
from sim.state.visits import NOTHING

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class AudienceMember(RowAgent):
    """One member of the audience: a row of the columns, and a Mesa agent like any other.

    ``step`` and ``receive`` apply to one row the very rules that the batch forms apply to all.
    """

    model: "Marketplace"
    segment = Column()
    belief = Column()
    trust = Column()
    fear = Column()
    suspended = Column()

    def step(self) -> None:
        """Forget a tick's worth, perhaps visit, read, hear or meet others, and react."""
        self.model.reading.read(self.model.scene, self.row, self.row + 1)

    def receive(self) -> None:
        """Take in what those the member follows passed on in this tick."""
        self.model.mail.deliver(self.model.scene, self.row, self.row + 1)

    @classmethod
    def batch_step(cls, agents: PopulationSet[Any, Any]) -> None:
        """Do ``step`` for everyone."""
        model = agents.population.model
        model.over_members(lambda start, stop: model.reading.read(model.scene, start, stop))

    @classmethod
    def batch_receive(cls, agents: PopulationSet[Any, Any]) -> None:
        """Do ``receive`` for everyone."""
        model = agents.population.model
        model.over_members(lambda start, stop: model.mail.deliver(model.scene, start, stop))


class Reading:
    """How members read: the scenario's conduct, feed and belief rule, in the order of a visit."""

    def __init__(
        self, scenario: Scenario, narratives: Narratives, markets: np.ndarray, company: Company | None = None
    ) -> None:
        """Work out the numbers of each rule once, for members who stand in ``markets`` [n].

        ``company`` is there where members change each other's minds.
        """
        self.markets, self.company = markets, company
        hours = scenario.tick_hours
        self.conduct, self.belief = scenario.conduct, scenario.belief
        self.conduct_rule = self.conduct.rule(hours)
        # One where all markets rank alike, so that nobody has to be told apart.
        rankings = scenario.rankings()
        self.feeds = rankings if _differ(rankings) else rankings[:1]
        self.feed_rules = [feed.rule(hours) for feed in self.feeds]
        # By market, how many items its visitors want; each range of members writes and reads its own rows.
        self.wanted = [np.zeros(len(markets), np.uint8) for _ in self.feeds] if len(self.feeds) > 1 else []
        self.belief_rule = self.belief.rule(narratives, hours)
        # By market; all 0 where nobody frightens.
        half_lives = scenario.fear_half_lives()
        self.fear_lost = np.array([share_lost(each, hours) if each else 0.0 for each in half_lives])
        inoculation = scenario.rebuttals.inoculation
        self.warning = inoculation.rule(hours) if inoculation else None

    def convene(self, scene: Scene) -> None:
        """Let those who change each other's minds come together; what is read in a feed needs no meeting."""
        if self.company is not None:
            self.company.convene(scene, self.belief_rule)

    def read(self, scene: Scene, start: int, stop: int) -> None:
        """Let the members ``start`` to ``stop`` live through the reading part of a tick."""
        self.belief.forget(scene.members, self.belief_rule, start, stop)
        if self.fear_lost.any():
            calm(scene.members, self.markets, self.fear_lost, start, stop)
        if self.warning is not None:
            warn_members(scene.members, self.warning, (scene.stream, scene.tick), start, stop)
        self.conduct.visit(scene, start, stop)
        self.draw(scene, start, stop)
        self.conduct.attend(scene, self.conduct_rule, start, stop)
        self.belief.hear(scene, self.belief_rule, start, stop)
        if self.company is not None:
            self.company.meet(scene, self.belief_rule, start, stop)
        self.conduct.react(scene, self.conduct_rule, start, stop)

    def draw(self, scene: Scene, start: int, stop: int) -> None:
        """Let the visitors among the members ``start`` to ``stop`` draw from their feeds, ranked as in their market."""
        if len(self.feeds) == 1:
            self.feeds[0].draw(scene, self.feed_rules[0], start, stop)
            return
        wanted, markets = scene.visits.n_items[start:stop], self.markets[start:stop]
        for market, (feed, rule) in enumerate(zip(self.feeds, self.feed_rules, strict=True)):
            self.wanted[market][start:stop] = np.where(markets == market, wanted, np.uint8(0))
            visits = scene.visits._replace(n_items=self.wanted[market])
            feed.draw(scene._replace(visits=visits), rule, start, stop)


def _differ(rankings: list[Feed]) -> bool:
    return any(feed != rankings[0] for feed in rankings)


class Mail:
    """What is passed on in the present tick, and to whom."""

    def __init__(self, scenario: Scenario, ties: Ties) -> None:
        """Begin with nothing to deliver."""
        self.ties, self.everyone = ties, scenario.ties.everyone
        self.followees: Followees | None = None
        if scenario.conduct.reshares:
            self.followees = followees_of(ties, scenario.members)
        # By source, its place in the outbox: asked for by those who go through whom they follow.
        self.sends = np.full(len(ties.start) - 1 if scenario.conduct.reshares else 0, NOTHING, np.int32)
        self.outbox = empty_outbox()
        self.passed_on = everything(self.outbox)
        self.chatter = scenario.feed.chatter * scenario.tick_hours
        self.alarms = no_alarms()

    def post_all(self, sources: np.ndarray, posts: np.ndarray, weights: np.ndarray, alarms: Alarms) -> None:
        """Put into the mail what each source [k] passes on, for how many shares, and whose fate alarms."""
        before, self.outbox, self.alarms = self.outbox, fill_outbox(sources, posts, weights), alarms
        if self.followees is not None:
            self.sends[before.sources] = NOTHING
            self.sends[self.outbox.sources] = np.arange(len(self.outbox.sources))
        if self.everyone:
            self.passed_on = everything(self.outbox)

    def deliver(self, scene: Scene, start: int, stop: int) -> None:
        """Let the members ``start`` to ``stop`` pull what reaches them."""
        alarms, fear = self.alarms, scene.members.fear
        if self.everyone:
            alarm_everyone(fear, float(alarms.fear.sum()), start, stop)
            receive_from_everyone(scene, self.passed_on, self.outbox, self.chatter, start, stop)
            return
        if len(alarms.sources):
            alarm_followers(fear, self.ties, alarms, start, stop)
        if self.followees is None:
            receive(scene, self.ties, self.outbox, self.chatter, start, stop)
        else:
            merge(scene, self.followees, self.outbox, self.sends, start, stop)
