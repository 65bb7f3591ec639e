"""Those who answer by profession: exiles, dissidents, journalists, fact-checkers."""

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.kernels.curves import within
from sim.kernels.publishing import Candidates
from sim.rebuttals._contract import RebuttalPart
from sim.state.market import Market
from sim.state.posters import Posters, no_posters
from sim.state.voices import CRITIC, PRESS, SERVES_STATE

_POSTER = purpose("poster.standing")


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
        seat_posters(posters, self.press_share, self.courage, stream)
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
        in_time = (age >= self.delay) & (age <= self.attention_span) & (posts["reads"][market.alive] > 0)
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
