"""Readers who look, perhaps read, perhaps believe, and perhaps speak."""

import math
from typing import Any, Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.base.chance import Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import parameter
from sim.conducts._contract import Conduct
from sim.conducts._habits import Habits, decide_visits, readiness
from sim.conducts._thread_habits import ThreadHabits
from sim.kernels.curves import discount
from sim.kernels.memory import belief_in, remember_reading, remembered_meetings
from sim.kernels.trusting import doubt_raised, opinions_in, trust_in
from sim.state.members import Members
from sim.state.posts import Posts
from sim.state.scene import Scene
from sim.state.visits import DEFENDS, HUSHED, LIKED, NOTHING, OPENED, QUOTED, READ, REBUTS, SHARED, SWALLOWS
from sim.state.voices import ASSERTS, STATE

ATTEND = purpose("member.attends_to_item")
REACT = purpose("member.reacts_to_item")


class Reader(Conduct):
    """Members visit now and then, read what trust and appeal make them read, share what they believe.

    What they disbelieve they may quote critically, which spreads the claim without its credibility.

    Names: two-stage reader, attention gate.
    Assumption: attention comes before belief, and appeal moves it whether or not the item is believed.
    """

    kind: Literal["reader"] = "reader"
    habits: Habits = Field(default_factory=Habits)
    thread: ThreadHabits = Field(default_factory=ThreadHabits)
    attention_base: float = parameter(
        0.2,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.05, 0.5),
        meaning="Chance to read an item without trust in its source and without appeal.",
        source="Assumption: mechanism sketch",
    )
    attention_trust: float = parameter(
        0.6,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.2, 0.8),
        meaning="What full trust in the perceived source adds to that chance.",
        source="Assumption: mechanism sketch",
    )
    attention_appeal: float = parameter(
        0.4,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.1, 0.8),
        meaning="What full appeal adds to that chance.",
        source="Assumption: mechanism sketch",
    )
    novelty_decay: float = parameter(
        0.4,
        unit="1",
        bounds=(0, 2),
        plausible=(0.1, 0.8),
        meaning="Exponent by which attention wears off with the remembered number of meetings.",
        source="Assumption: starting value of the model description",
    )
    opens_thread: float = parameter(
        0.5,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.1, 0.9),
        meaning="Chance that a reader opens the comments; those of a knocked-out or noted post are always seen.",
        source="Assumption: mechanism sketch",
    )
    share_rate: float = parameter(
        0.3,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.05, 0.5),
        meaning="Chance that a reader who fully believes a post of full appeal passes it on.",
        source="Assumption: mechanism sketch",
    )
    share_floor: float = parameter(
        0.1,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.3),
        meaning="Part of that chance that does not ask for belief: buzz.",
        source="Assumption: mechanism sketch, 0.1 + 0.9 p",
    )
    quote_rate: float = parameter(
        0.03,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 0.15),
        meaning="Chance that a reader who fully disbelieves a post of full appeal quotes it critically.",
        source="Assumption: quotes are several times rarer than shares",
    )
    like_rate: float = parameter(
        0.3,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.05, 0.5),
        meaning="Chance that a reader who fully believes a post likes it.",
        source="Assumption: as often as sharing",
    )
    rebut_below: float = parameter(
        0.35,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.2, 0.5),
        meaning="Belief in what a post says below which a reader may wish to rebut it.",
        source="Assumption: mechanism sketch",
    )
    rebut_rate: float = parameter(
        0.03,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.005, 0.1),
        meaning="Chance of that wish.",
        source="Assumption: mechanism sketch",
    )
    indignation: float = parameter(
        1.0,
        unit="times",
        bounds=(0, 100),
        plausible=(0.0, 5.0),
        meaning="How much the certainty, by news, that the state's voice is unreliable adds to the wish to rebut it.",
        source="Assumption: doubles it; seen repression draws answers (Hobbs & Roberts 2018; Pan & Siegel 2020)",
    )
    defend_above: float = parameter(
        0.65,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.5, 0.8),
        meaning="Belief in what a post says above which a reader may wish to defend it.",
        source="Assumption: mechanism sketch",
    )
    defend_rate: float = parameter(
        0.02,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.005, 0.1),
        meaning="Chance of that wish.",
        source="Assumption: mechanism sketch",
    )
    knocked_out_travel: float = parameter(
        0.2,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.5),
        meaning="What is left of the wish to share or quote a post that was knocked out.",
        source="Assumption: mechanism sketch",
    )

    def rule(self, tick_hours: float) -> "ReaderRule":
        """Return the reader's numbers; chances are per item read, so that they do not depend on the tick."""
        own = [getattr(self, name) for name in ReaderRule._fields[:-1]]
        return ReaderRule._make([*own, self.habits.sharing_spread])

    def in_threads(self) -> ThreadHabits:
        """Return what members see and like in threads."""
        return self.thread

    def seat(self, members: Members, stream: Stream, tick_hours: float) -> None:
        """Draw every member's habits, lognormal across members and keyed by member."""
        self.habits.seat(members, stream, tick_hours)

    def visit(self, scene: Scene, start: int, stop: int) -> None:
        """Decide who visits, among the members ``start`` to ``stop``."""
        decide_visits(scene, start, stop)

    def attend(self, scene: Scene, rule: "ReaderRule", start: int, stop: int) -> None:
        """Decide what is really read, among what the members ``start`` to ``stop`` drew."""
        attend_to_items(scene, rule, start, stop)

    def react(self, scene: Scene, rule: "ReaderRule", start: int, stop: int) -> None:
        """Decide what the members ``start`` to ``stop`` do with what they read."""
        react_to_items(scene, rule, start, stop)


class ReaderRule(NamedTuple):
    """Numbers of the reader, named as declared."""

    attention_base: float
    attention_trust: float
    attention_appeal: float
    novelty_decay: float
    opens_thread: float
    share_rate: float
    share_floor: float
    quote_rate: float
    like_rate: float
    rebut_below: float
    rebut_rate: float
    indignation: float
    defend_above: float
    defend_rate: float
    knocked_out_travel: float
    sharing_spread: float


@compiled
def reading_chance(rule: ReaderRule, trust: float, appeal: float, n_met: float) -> float:
    """Return the chance to read an item: it rises with trust and appeal, and wears off as (1 + n)^-decay."""
    at_first_sight = rule.attention_base + rule.attention_trust * trust + rule.attention_appeal * appeal
    return min(at_first_sight, 1.0) * discount(n_met, rule.novelty_decay)


@compiled_within
def appeal_to(posts: Posts, resonance: np.ndarray, segment: int, post: int) -> float:
    """Return a post's appeal to a member: its own, times the narrative's ``resonance`` [S, J] in the segment."""
    return min(posts.appeal[post] * resonance[segment, posts.narrative[post]], 1.0)


@compiled
def attend_to_items(scene: Scene, rule: ReaderRule, start: int, stop: int) -> None:
    """Write the flags ``READ`` and ``OPENED`` of every item drawn, and remember what was read."""
    visits, posts, members, opinions = scene.visits, scene.posts, scene.members, opinions_in(scene)
    for row in range(start, stop):
        if visits.n_items[row] == 0:
            continue
        for place in range(visits.posts.shape[1]):
            post = visits.posts[row, place]
            if post == NOTHING:
                break
            visits.reactions[row, place] = 0
            narrative = posts.narrative[post]
            voice: Any = np.int64(scene.voices[posts.author[post]])
            trust, n_met = trust_in(opinions, row, voice), remembered_meetings(members, row, narrative)
            appeal = appeal_to(posts, scene.resonance, members.segment[row], post)
            u = draws(scene.stream, ATTEND, scene.tick, posts.key[post], row)
            if u.first < reading_chance(rule, trust, appeal, n_met):
                visits.reactions[row, place] = READ
                if u.second < rule.opens_thread or posts.knocked_out[post] >= 0 or posts.note_up[post]:
                    visits.reactions[row, place] = READ | OPENED
                shows_claim = posts.stance[post] == ASSERTS or posts.quotes[post] >= 0
                remember_reading(members, row, narrative, scene.tick, shows_claim)


@compiled
def react_to_items(scene: Scene, rule: ReaderRule, start: int, stop: int) -> None:
    """Add the flags ``SHARED`` … ``SWALLOWS`` to every item that was read."""
    visits = scene.visits
    for row in range(start, stop):
        if visits.n_items[row] == 0:
            continue
        for place in range(visits.posts.shape[1]):
            post = visits.posts[row, place]
            if post == NOTHING:
                break
            if visits.reactions[row, place] & READ:
                visits.reactions[row, place] |= _reaction(scene, rule, row, post)


@compiled_within
def _reaction(scene: Scene, rule: ReaderRule, row: int, post: int) -> int:
    """Return the flags of one reader's reaction to one post, given what the reader now believes of it."""
    posts, members = scene.posts, scene.members
    believed = belief_in(members, row, posts.narrative[post], posts.stance[post], scene.log_odds)
    appeal = appeal_to(posts, scene.resonance, members.segment[row], post)
    travel = (1.0 - posts.friction[post]) * (rule.knocked_out_travel if posts.knocked_out[post] >= 0 else 1.0)
    # Only criticism is dangerous: rebutting what serves the state, or spreading what serves its critics.
    serves = posts.stance[post] * scene.sides[posts.narrative[post]]
    nerve = math.exp(-np.float64(members.fear[row]))
    nerve_for, nerve_against = (nerve if serves < 0 else 1.0), (nerve if serves > 0 else 1.0)
    anger = 1.0
    if serves > 0 and believed < rule.rebut_below:
        anger += rule.indignation * doubt_raised(opinions_in(scene), row, STATE)
    u = draws(scene.stream, REACT, scene.tick, posts.key[post], row)
    flags, label = 0, posts.endorsement[post] * posts.note_leaves[post]
    if not members.suspended[row]:
        eager = rule.share_rate * readiness(scene.stream, row, rule.sharing_spread)
        endorse = eager * appeal * (rule.share_floor + (1.0 - rule.share_floor) * believed) * travel * label
        if u.first < endorse:
            flags |= SHARED if u.first < endorse * nerve_for else HUSHED
        criticise = rule.quote_rate * appeal * (1.0 - believed) * travel
        if u.second < criticise:
            flags |= QUOTED if u.second < criticise * nerve_against else HUSHED
        if u.third < rule.like_rate * believed * label:
            flags |= LIKED
        flags |= wish(rule, believed, u.fourth / anger, nerve_for, nerve_against)
    return flags


@compiled
def wish(rule: ReaderRule, believed: float, luck: float, nerve_for: float, nerve_against: float) -> int:
    """Return the wish to rebut or defend, or ``HUSHED`` where fear keeps it in (and ``SWALLOWS`` if a rebuttal)."""
    if believed < rule.rebut_below and luck < rule.rebut_rate:
        return REBUTS if luck < rule.rebut_rate * nerve_against else HUSHED | SWALLOWS
    if believed > rule.defend_above and luck < rule.defend_rate:
        return DEFENDS if luck < rule.defend_rate * nerve_for else HUSHED
    return 0
