"""Members who listen only to those who already think nearly alike."""

from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import parameter
from sim.beliefs._contract import Exchange, Meets
from sim.beliefs._opinions import Opinions, chance_in_tick
from sim.state.meeting import FREE, NO_PARTNER, Meeting
from sim.state.members import Members
from sim.state.narratives import Narratives

_ATTENDS = purpose("member.attends_meeting")


class BoundedConfidence(Exchange):
    """Two who differ by no more than a bound move toward each other; others leave each other cold.

    Among ``pairs``, each is matched with one other (Deffuant); among ``neighbours``, each takes the mean of all within
    the bound, itself included (Hegselmann-Krause).

    Names: bounded confidence; Deffuant-Weisbuch model; Hegselmann-Krause model.
    Source: Deffuant, Neau, Amblard & Weisbuch 2000; Hegselmann & Krause 2002.
    """

    kind: Literal["bounded_confidence"] = "bounded_confidence"
    among: Literal["pairs", "neighbours"] = Field(
        "pairs", description="Whom a member talks with in a tick: one other it is matched with, or all it follows."
    )
    opinions: Opinions = Field(default_factory=Opinions)
    confidence: float = parameter(
        0.2,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.05, 0.5),
        meaning="How far two opinions may lie apart and still be heard (epsilon).",
        source="Deffuant et al. 2000, who show .2 and .5",
    )
    convergence: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 0.5),
        meaning="How far a member moves toward what it hears (mu); 1/2 in pairs meets half-way.",
        source="Deffuant et al. 2000; 1 among neighbours is Hegselmann & Krause's model",
    )
    attends: float = parameter(
        1.0,
        unit="probability an hour",
        bounds=(0, 1),
        plausible=(0.05, 1.0),
        meaning="Chance that a member, or a pair, talks at all.",
        source="Assumption: all do, every hour",
    )

    @property
    def meets(self) -> Meets:
        """As declared by ``among``."""
        return self.among

    @property
    def self_included(self) -> bool:
        """Nobody differs from itself, so a member is always within its own bound."""
        return self.among == "neighbours"

    def rule(self, narratives: Narratives, tick_hours: float) -> "ConfidenceRule":
        """Return the numbers of the rule, per tick."""
        attends = chance_in_tick(self.attends, tick_hours)
        return ConfidenceRule(self.confidence, self.convergence, attends)

    def seat(self, members: Members, narratives: Narratives, priors: np.ndarray, stream: Stream) -> None:
        """Write everyone's first opinion."""
        self.opinions.seat(members, priors, stream)

    def committed(self, n: int, stream: Stream) -> np.ndarray:
        """Return [n] who never changes its mind."""
        return self.opinions.committed(n, stream)

    def convene(self, meeting: Meeting, rule: "ConfidenceRule") -> "Ranks":
        """Return all opinions in order, from which the mean within any bound follows by two searches."""
        if not meeting.everyone or self.among == "pairs":
            return Ranks(np.zeros((0, 0)), np.zeros((0, 0)))
        ranked = np.sort(meeting.before.T.astype(np.float64), axis=1)
        below = np.zeros((ranked.shape[0], ranked.shape[1] + 1))
        np.cumsum(ranked, axis=1, out=below[:, 1:])
        return Ranks(ranked, below)

    def meet(
        self, members: Members, meeting: Meeting, agenda: "Ranks", rule: "ConfidenceRule", rows: tuple[int, int]
    ) -> None:
        """Let the members of ``rows`` talk with their partners, or with all within their bound."""
        if self.among == "pairs":
            talk_in_pairs(members, meeting, rule, rows)
        else:
            talk_with_the_near(members, meeting, agenda, rule, rows)


class ConfidenceRule(NamedTuple):
    """Numbers of the rule, per tick."""

    confidence: float
    convergence: float
    attends: float


class Ranks(NamedTuple):
    """``ranked`` [J, n] opinions in rising order; ``below`` [J, n + 1] sums of those before each place."""

    ranked: np.ndarray
    below: np.ndarray


@compiled
def talk_in_pairs(members: Members, meeting: Meeting, rule: ConfidenceRule, rows: tuple[int, int]) -> None:
    """Move every member of ``rows`` toward its partner where they differ by no more than the bound, in place.

    The partner does the same from its side, so that a pair keeps its mean.
    """
    for row in range(rows[0], rows[1]):
        other = meeting.partners[row]
        if other == NO_PARTNER or meeting.committed[row] != FREE:
            continue
        # One draw a pair: both attend or neither.
        if draws(meeting.stream, _ATTENDS, meeting.tick, min(row, other), ALONE).first >= rule.attends:
            continue
        for narrative in range(meeting.before.shape[1]):
            own, theirs = np.float64(meeting.before[row, narrative]), np.float64(meeting.before[other, narrative])
            if abs(theirs - own) <= rule.confidence:
                members.belief[row, narrative] = np.float32(own + rule.convergence * (theirs - own))


@compiled
def talk_with_the_near(
    members: Members, meeting: Meeting, agenda: Ranks, rule: ConfidenceRule, rows: tuple[int, int]
) -> None:
    """Move every member of ``rows`` toward the mean of all within its bound, itself included, in place."""
    for row in range(rows[0], rows[1]):
        if meeting.committed[row] != FREE:
            continue
        if draws(meeting.stream, _ATTENDS, meeting.tick, row, ALONE).first >= rule.attends:
            continue
        for narrative in range(meeting.before.shape[1]):
            own = np.float64(meeting.before[row, narrative])
            if meeting.everyone:
                near = _mean_of_ranks(agenda, narrative, own, rule.confidence)
            else:
                near = _mean_of_followees(meeting, row, narrative, rule.confidence)
            members.belief[row, narrative] = np.float32(own + rule.convergence * (near - own))


@compiled_within
def _mean_of_ranks(agenda: Ranks, narrative: int, own: float, bound: float) -> float:
    ranked = agenda.ranked[narrative]
    first = np.searchsorted(ranked, own - bound, side="left")
    after = np.searchsorted(ranked, own + bound, side="right")
    return (agenda.below[narrative, after] - agenda.below[narrative, first]) / (after - first)


@compiled_within
def _mean_of_followees(meeting: Meeting, row: int, narrative: int, bound: float) -> float:
    own = np.float64(meeting.before[row, narrative])
    total, n = own, 1
    for place in range(meeting.followees.start[row], meeting.followees.start[row + 1]):
        theirs = np.float64(meeting.before[meeting.followees.sources[place], narrative])
        if abs(theirs - own) <= bound:
            total, n = total + theirs, n + 1
    return total / n
