"""Members who copy someone."""

from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.base.chance import AT_START, Stream, draws, purpose
from sim.base.compiled import compiled
from sim.base.parameters import parameter
from sim.beliefs._contract import Exchange, Meets
from sim.beliefs._opinions import Opinions, chance_in_tick, know
from sim.kernels.company import keyed_order_luck, some_followee
from sim.state.meeting import FREE, Meeting
from sim.state.members import Members
from sim.state.narratives import Narratives

_COPIES = purpose("member.copies_someone")
_SIDE = purpose("member.takes_side_at_first")


class Voter(Exchange):
    """Opinions are yes or no; a member copies that of a random one of those it follows, unless it is committed.

    Names: voter model; voter model with zealots, or stubborn agents.
    Source: Clifford & Sudbury 1973; Holley & Liggett 1975; Mobilia, Petersen & Redner 2007 (zealots).
    """

    kind: Literal["voter"] = "voter"
    opinions: Opinions = Field(default_factory=Opinions)
    copies: float = parameter(
        1.0,
        unit="probability an hour",
        bounds=(0, 1),
        plausible=(0.05, 1.0),
        meaning="Chance that a member copies someone.",
        source="Assumption: all do, every hour",
    )

    @property
    def meets(self) -> Meets:
        """All neighbours at once, of whom each copies one."""
        return "neighbours"

    @property
    def self_included(self) -> bool:
        """Nobody copies itself."""
        return False

    def rule(self, narratives: Narratives, tick_hours: float) -> "VoterRule":
        """Return the numbers of the rule, per tick."""
        return VoterRule(chance_in_tick(self.copies, tick_hours))

    def seat(self, members: Members, narratives: Narratives, priors: np.ndarray, stream: Stream) -> None:
        """Let everyone take a side, with the first opinion as its chance to be for."""
        self.opinions.seat(members, priors, stream)
        n, n_narratives = members.belief.shape
        luck = [keyed_order_luck(n, stream, _SIDE, AT_START, narrative) for narrative in range(n_narratives)]
        know(members, (np.stack(luck, axis=1) < members.belief).astype(np.float64))

    def committed(self, n: int, stream: Stream) -> np.ndarray:
        """Return [n] who never changes its mind."""
        return self.opinions.committed(n, stream)

    def convene(self, meeting: Meeting, rule: "VoterRule") -> "NoAgenda":
        """Work out nothing: whom a member copies is its own draw."""
        return NoAgenda()

    def meet(
        self, members: Members, meeting: Meeting, agenda: "NoAgenda", rule: "VoterRule", rows: tuple[int, int]
    ) -> None:
        """Let the members of ``rows`` copy someone."""
        copy_someone(members, meeting, rule, rows)


class VoterRule(NamedTuple):
    """Number of the rule, per tick."""

    copies: float


class NoAgenda(NamedTuple):
    """An agenda without points."""


@compiled
def copy_someone(members: Members, meeting: Meeting, rule: VoterRule, rows: tuple[int, int]) -> None:
    """Write the opinion of a random followee into every member of ``rows`` that is not committed, in place."""
    for row in range(rows[0], rows[1]):
        if meeting.committed[row] != FREE:
            continue
        for narrative in range(meeting.before.shape[1]):
            u = draws(meeting.stream, _COPIES, meeting.tick, row, narrative)
            other = some_followee(meeting, row, u.second)
            if other >= 0 and u.first < rule.copies:
                members.belief[row, narrative] = meeting.before[other, narrative]
