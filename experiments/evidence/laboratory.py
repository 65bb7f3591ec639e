"""The laboratory: participants who are shown what an experiment shows, and are asked what they believe.

Nothing here is a second model. Participants are seated, warned, told, and forget by the very rules of the world's
belief and rebuttals options, in the order of a tick; the laboratory only decides what lands before whom, as an
experimenter does. Two arms of one seed are the same people: what they were shown is all that sets them apart.
"""

from typing import Any

import numpy as np

from sim import Scenario
from sim.base.chance import stream
from sim.rebuttals.inoculation import warn_members
from sim.state.feeds import empty_feeds
from sim.state.members import no_members
from sim.state.posts import no_posts
from sim.state.scene import Scene
from sim.state.table import Table
from sim.state.visits import OPENED, READ, no_visits
from sim.state.voices import ASSERTS, PEER, VOICES

PARTICIPANTS = 2000


def claim(serves: str = "none", fragility: float = 0.9, prior: float = -0.4) -> dict[str, Any]:
    """Return the narratives of an experiment about one claim; the numbers are a narrative's declared ones."""
    about = {"serves": serves, "fragility": fragility, "prior": prior}
    return {"segments": {"everyone": 1.0}, "claims": {"claim": about}}


class Participants:
    """An arm of an experiment about a world's first narrative; ``n`` people, the same for the same ``seed``."""

    def __init__(self, world: Scenario, seed: int, n: int = PARTICIPANTS, replicate: int = 0) -> None:
        """Seat the participants as an audience is seated, and begin the first hour; a ``replicate`` is other people."""
        self.world, self.n, self.tick = world, n, 0
        self.stream = stream(seed, replicate)
        self.narratives = world.narrative_columns()
        self.rule = world.belief.rule(self.narratives, world.tick_hours)
        self.members = no_members(n, len(self.narratives.side))
        world.belief.seat(self.members, self.narratives, world.priors(), self.stream)
        self._begin_tick()

    def read(
        self, voice: int, stance: int = ASSERTS, *, answered_by: int | None = None, endorsement: float = 1.0
    ) -> None:
        """Let all read a post about the claim, and its thread if someone answered there: with the force of one.

        ``endorsement`` is what a label leaves of the wish to like or share it, 1 where there is no label.
        """
        posts = Table(no_posts(1))
        fragility = self.narratives.fragility[0]
        row = posts.append(1, author=self.n + voice, stance=stance)[0]
        posts.columns["endorsement"][row] = endorsement
        posts.columns["fragility"][row] = fragility if stance == ASSERTS else 1.0 - fragility
        if answered_by is not None:
            posts.columns["rebuttal_force"][row, answered_by] = 1.0
        visits = no_visits(self.n)
        visits.n_items[:] = 1
        visits.posts[:, 0] = row
        visits.reactions[:, 0] = READ if answered_by is None else READ | OPENED
        self.world.belief.hear(self._scene(posts.records, visits), self.rule, 0, self.n)

    def wait(self, hours: float) -> None:
        """Let time pass: belief, memory and warnings fade, tick by tick."""
        for _ in range(round(hours / self.world.tick_hours)):
            self.tick += 1
            self._begin_tick()

    def answers(self) -> np.ndarray:
        """Return the probability [n] that each gives to the claim."""
        return self.world.belief.probabilities(self.members.belief[:, 0])

    def _begin_tick(self) -> None:
        self.world.belief.forget(self.members, self.rule, 0, self.n)
        inoculation = self.world.rebuttals.inoculation
        if inoculation is not None:
            rule = inoculation.rule(self.world.tick_hours)
            warn_members(self.members, rule, (self.stream, self.tick), 0, self.n)

    def _scene(self, posts: Any, visits: Any) -> Scene:
        voices = np.concatenate([np.full(self.n, PEER), np.arange(len(VOICES))])
        return Scene(
            members=self.members,
            visits=visits,
            feeds=empty_feeds(self.n, 1),
            posts=posts,
            sides=self.narratives.side,
            resonance=self.narratives.resonance,
            voices=voices.astype(np.uint8),
            stream=self.stream,
            tick=self.tick,
            tick_hours=self.world.tick_hours,
        )
