"""Company: members who change each other's minds meet once a tick, all as they were when it began."""

import numpy as np

from sim.base.chance import Stream
from sim.beliefs._contract import Exchange
from sim.kernels.company import matched
from sim.kernels.wiring import among_members, followees_of
from sim.scenario import Scenario
from sim.state.meeting import Meeting
from sim.state.scene import Scene
from sim.state.ties import Followees, Ties, no_ties

_NOBODY = np.zeros(0, np.int64)


class Company:
    """Who listens to whom among members, and the agenda of the present tick."""

    def __init__(self, belief: Exchange, scenario: Scenario, ties: Ties, stream: Stream) -> None:
        """See the members' ties from the listeners' side, once; with complete mixing nothing is stored."""
        self.belief, self.everyone, self.n = belief, scenario.ties.everyone, scenario.members
        self.followers = no_ties(0) if self.everyone else among_members(ties, self.n)
        self.followees: Followees = followees_of(self.followers, self.n)
        self.committed = belief.committed(self.n, stream)
        self.before = np.zeros((0, 0), np.float32)

    def convene(self, scene: Scene, rule: object) -> None:
        """Note what everyone believes as the tick begins, match pairs, and work out what all need to know."""
        if self.before.shape != scene.members.belief.shape:
            self.before = np.empty_like(scene.members.belief)
        self.before[:] = scene.members.belief
        in_pairs = self.belief.meets == "pairs"
        self.meeting = Meeting(
            before=self.before,
            followees=self.followees,
            followers=self.followers,
            everyone=self.everyone,
            partners=matched(self.n, self.followees, self.everyone, scene.stream, scene.tick) if in_pairs else _NOBODY,
            committed=self.committed,
            stream=scene.stream,
            tick=scene.tick,
        )
        self.agenda = self.belief.convene(self.meeting, rule)

    def meet(self, scene: Scene, rule: object, start: int, stop: int) -> None:
        """Let the members ``start`` to ``stop`` make up their minds anew."""
        self.belief.meet(scene.members, self.meeting, self.agenda, rule, (start, stop))


def company_of(scenario: Scenario, ties: Ties, stream: Stream) -> Company | None:
    """Return the company that members keep, None where minds meet in the feed alone."""
    belief = scenario.belief
    return Company(belief, scenario, ties, stream) if isinstance(belief, Exchange) else None
