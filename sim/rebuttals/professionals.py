"""Those who answer by profession: exiles, dissidents, journalists, fact-checkers."""

import math

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.kernels.curves import standard_normal, within
from sim.kernels.publishing import Candidates
from sim.rebuttals._contract import RebuttalPart
from sim.state.market import Market
from sim.state.posters import Posters, no_posters
from sim.state.voices import CRITIC, PRESS, SERVES_STATE

_POSTER = purpose("poster.standing")
_OWN = purpose("poster.skill_and_capacity")
_PACE = purpose("poster.delay")


class Professionals(RebuttalPart):
    """Posters with skill, capacity and courage who pick visible, fragile, unanswered claims.

    Critics answer what serves the state; the press answers whatever is fragile.

    Names: fact-checkers, debunkers, counter-speakers.
    Assumption: they go where a claim is fragile, widely read and little answered.
    """

    per_1000_members: float = parameter(
        12.0,
        unit="posters per 1,000 members",
        bounds=(0, 1000),
        plausible=(2.0, 40.0),
        meaning="How many professional posters stand in the market.",
        source="Assumption: mechanism sketch, 60 for 5,000 members",
    )
    press_share: float = parameter(
        0.3,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 0.6),
        meaning="Share of them who speak as press rather than as critics.",
        source="Assumption: more exiles than fact-checkers around a disputed critic",
    )
    answers_per_day: float = parameter(
        3.6,
        unit="per day",
        bounds=(0, 24),
        plausible=(1.0, 8.0),
        meaning="Capacity: how often a poster can answer.",
        source="Assumption: mechanism sketch, 0.15 an hour",
    )
    skill: float = parameter(
        1.0,
        unit="rebuttals",
        bounds=(0, 10),
        plausible=(0.5, 2.0),
        meaning="Force of one answer; the unit of force.",
        source="Assumption: the unit",
    )
    courage: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.2, 0.9),
        meaning="How little fear deters the median poster; 1 is not at all.",
        source="Assumption: bolder than members, who have none to spare",
    )
    delay: float = parameter(
        1.0,
        unit="hours",
        bounds=(0, 1000),
        plausible=(0.0, 12.0),
        meaning="How old a post is before it is answered.",
        source="Assumption: exiles answer within the hour, fact-checks take longer",
    )
    skill_spread: float = parameter(
        0.0,
        unit="log",
        bounds=(0, 2),
        plausible=(0.0, 1.0),
        meaning="Standard deviation of the logarithm of skill between posters; the mean stays.",
        source="Assumption: no published figure tells posters apart by force; 0 is all alike",
    )
    capacity_spread: float = parameter(
        0.0,
        unit="log",
        bounds=(0, 2),
        plausible=(0.0, 1.5),
        meaning="Standard deviation of the logarithm of capacity between posters; the mean stays.",
        source="Assumption: a few write most, as among members; 0 is all alike until a figure is published",
    )
    delay_spread: float = parameter(
        0.0,
        unit="log",
        bounds=(0, 2),
        plausible=(0.0, 1.5),
        meaning="Standard deviation of the logarithm of delay between posters; the median stays.",
        source="Assumption: exiles answer within the hour, fact-checks take longer; 0 is all alike",
    )
    attention_span: float = parameter(
        24.0,
        unit="hours",
        bounds=(1, 1000),
        plausible=(6.0, 72.0),
        meaning="How old a post may be and still be answered.",
        source="Assumption: a day's feed",
    )
    worth_answering: float = parameter(
        0.3,
        unit="fragility",
        bounds=(0, 1),
        plausible=(0.0, 0.6),
        meaning="Least fragility of a claim that professionals take on.",
        source="Assumption: what is well evidenced is left alone",
    )
    followed_by: float = parameter(
        0.02,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.002, 0.1),
        meaning="Share of members who follow the average poster.",
        source="Assumption: every member follows about one in four of two dozen",
    )

    also_posts: float = parameter(
        0.1,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 0.5),
        meaning="Chance that a poster also puts an answer up as a post of its own, a critical quote for its followers.",
        source="Assumption: one answer in ten becomes a fact-check or a post of its own",
    )
    leader_followed_by: float = parameter(
        0.02,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.0, 0.9),
        meaning="Share of members who follow the leading critic.",
        source="Assumption: no critic stands out unless the scenario says so",
    )

    def seat(self, n_members: int, stream: Stream, tick_hours: float, n_narratives: int = 1) -> Posters:
        """Return the posters among so many members, their courage keyed by poster."""
        return self.seated(round(self.per_1000_members * n_members / 1000.0), stream, tick_hours, n_narratives)

    def seated(self, n_posters: int, stream: Stream, tick_hours: float, n_narratives: int) -> Posters:
        """Return so many posters, however many members there are."""
        posters = no_posters(n_posters, n_narratives)
        posters.skill[:] = self.skill
        posters.answers_per_tick[:] = self.answers_per_day * tick_hours / 24.0
        posters.also_posts[:] = self.also_posts
        posters.delay[:] = self.delay
        seat_posters(posters, self.press_share, self.courage, stream)
        spreads = (self.skill_spread, self.capacity_spread, self.delay_spread)
        if any(spreads):
            tell_apart(posters, spreads, stream)
        return posters

    def followings(self, posters: Posters) -> np.ndarray:
        """Return the share of members [R] who follow each poster; the first critic leads."""
        shares = np.full(len(posters.voice), self.followed_by)
        shares[np.flatnonzero(posters.voice == CRITIC)[:1]] = self.leader_followed_by
        return shares

    def candidates(self, market: Market, tick: int, tick_hours: float) -> tuple[Candidates, Candidates]:
        """Return the threads open to critics and to press, by weight fragility x (1 + reads) / (1 + rebuttal force)."""
        posts = market.posts
        age = (tick - posts["born"][market.alive]) * tick_hours
        # Where each poster has a delay of its own, each waits for itself.
        least = 0.0 if self.delay_spread else self.delay
        in_time = (age >= least) & (age <= self.attention_span) & (posts["reads"][market.alive] > 0)
        rows = market.alive[in_time & (posts["fragility"][market.alive] >= self.worth_answering)]
        weights = (
            posts["fragility"][rows] * (1.0 + posts["reads"][rows]) / (1.0 + posts["rebuttal_force"][rows].sum(axis=1))
        )
        against_critics = posts["stance"][rows] * market.narratives.side[posts["narrative"][rows]] == SERVES_STATE
        press = Candidates(rows, posts["key"][rows], weights)
        return Candidates(*(column[against_critics] for column in press)), press


@compiled
def seat_posters(posters: Posters, press_share: float, courage: float, stream: Stream) -> None:
    """Write voice and courage of every poster in place; courage lies evenly around its median, within [0, 1]."""
    for row in range(len(posters.voice)):
        u = draws(stream, _POSTER, AT_START, row, ALONE)
        posters.voice[row] = PRESS if u.first < press_share else CRITIC
        posters.courage[row] = within(courage + (u.second - 0.5) * 2.0 * min(courage, 1.0 - courage), 0.0, 1.0)


@compiled
def tell_apart(posters: Posters, spreads: tuple[float, float, float], stream: Stream) -> None:
    """Multiply every poster's skill, capacity and delay in place by lognormal luck of its own, each with its spread."""
    skill, capacity, delay = spreads
    for row in range(len(posters.voice)):
        u, v = draws(stream, _OWN, AT_START, row, ALONE), draws(stream, _PACE, AT_START, row, ALONE)
        posters.skill[row] *= math.exp(skill * standard_normal(u.first, u.second) - 0.5 * skill * skill)
        more = math.exp(capacity * standard_normal(u.third, u.fourth) - 0.5 * capacity * capacity)
        posters.answers_per_tick[row] = min(posters.answers_per_tick[row] * more, 1.0)
        posters.delay[row] *= math.exp(delay * standard_normal(v.first, v.second))
