"""The marketplace with a plain audience: every other actor and rule as they are, uncompiled."""

from typing import Any

import numpy as np
from mesa.agent import AgentSet

from experiments.bench.plain_mesa import PlainMember
from sim import Marketplace, Scenario
from sim.base.compiled import COMPILER_ON
from sim.cast.observer import Observer
from sim.kernels.curves import probability
from sim.state.voices import VOICES


class PlainMarketplace(Marketplace):
    """A marketplace whose members are ordinary Mesa objects in an ordinary agent set."""

    def __init__(self, world: Scenario, seed: int) -> None:
        """Seat the same audience as the columns hold, object by object."""
        super().__init__(world, seed)
        ties = self.mail.ties
        follows: list[list[int]] = [[] for _ in range(world.members)]
        for source in range(len(ties.start) - 1):
            for member in ties.followers[ties.start[source] : ties.start[source + 1]].tolist():
                follows[member].append(source)
        self.people = [PlainMember(self, row, follows[row]) for row in range(world.members)]
        self.audience = AgentSet(self.people, random=self.random)
        self.observer = PlainObserver(self)
        self.sent: dict[int, list[int]] = {}
        self.in_trouble: dict[int, float] = {}
        self.mail_day = -1

    @property
    def written(self) -> Any:
        """The posts, as plain Python reads them."""
        return self.forum.posts.columns.view(np.recarray) if COMPILER_ON else self.forum.posts.records

    def sort_mail(self) -> None:
        """Put this tick's mail in order of source, once a tick."""
        outbox = self.mail.outbox
        bounds = outbox.first.tolist()
        spans = zip(outbox.sources.tolist(), bounds[:-1], bounds[1:], strict=True)
        self.sent = {source: outbox.posts[first:last].tolist() for source, first, last in spans}
        alarms = self.mail.alarms
        self.in_trouble = dict(zip(alarms.sources.tolist(), alarms.fear.tolist(), strict=True))
        self._frighten()
        self.mail_day = self.tick

    def _frighten(self) -> None:
        """Hand the fear that censors wrote into the columns to those it is meant for."""
        fear = self.members.columns.fear
        for row in np.flatnonzero(fear).tolist():
            self.people[row].fear += float(fear[row])
        fear[:] = 0.0


class PlainObserver(Observer):
    """Observes object by object."""

    def _of_campaign_and_narratives(self) -> dict[str, float]:
        people = self.model.people
        since, n = max(self.model.tick - self.window + 1, 0), len(people)
        seen: dict[str, float] = {}
        own = [place for place, is_own in enumerate(self.model.operation.own) if is_own]
        latest = [max(member.last_asserted[place] for place in own) for member in people]
        seen["reach"] = sum(last >= since for last in latest) / n
        seen["reach_ever"] = sum(last >= 0 for last in latest) / n
        for place, name in enumerate(self.names):
            beliefs = [probability(member.belief[place]) for member in people]
            met = [belief for member, belief in zip(people, beliefs, strict=True) if member.acquainted[place]]
            seen[f"reach.{name}"] = sum(member.last_asserted[place] >= since for member in people) / n
            seen[f"credibility.{name}"] = sum(met) / len(met) if met else float("nan")
            seen[f"belief.{name}"] = sum(beliefs) / n
        seen["belief_mean"] = sum(seen[f"belief.{self.names[place]}"] for place in own) / len(own)
        return seen

    def _of_trust(self) -> dict[str, float]:
        people = self.model.people
        by_voice = zip(*(member.trusted() for member in people), strict=True)
        return {f"trust_{VOICES[place]}": sum(trust) / len(people) for place, trust in enumerate(by_voice)}


def seconds_per_tick(world: Any, seed: int, ticks: int, clock: Any) -> float:
    """Return CPU seconds a tick over ``ticks`` ticks, after one that is not counted."""
    model = PlainMarketplace(world, seed)
    model.step()
    began = clock()
    for _ in range(ticks):
        model.step()
    return float(clock() - began) / ticks
