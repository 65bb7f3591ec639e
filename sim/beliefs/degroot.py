"""Members who move toward the mean of those they listen to."""

from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field

from sim.base.chance import Stream
from sim.base.compiled import compiled, compiled_within
from sim.base.parameters import parameter
from sim.beliefs._contract import Exchange, Meets
from sim.beliefs._opinions import Opinions
from sim.kernels.company import mean_around, sums_of
from sim.state.meeting import FREE, Meeting
from sim.state.members import Members
from sim.state.narratives import Narratives


class DeGroot(Exchange):
    """Each tick everyone takes on part of the mean opinion of those it follows, and may hold on to where it began.

    Names: DeGroot learning, lazy random walk; Friedkin-Johnsen model where susceptibility is below 1.
    Source: DeGroot 1974; Friedkin & Johnsen 1990.
    """

    kind: Literal["degroot"] = "degroot"
    opinions: Opinions = Field(default_factory=Opinions)
    stays: float = parameter(
        0.5,
        unit="share an hour",
        bounds=(0, 1),
        plausible=(0.1, 0.99),
        meaning="Weight of the member's own present opinion (laziness); 1 never moves, 0 takes on the mean at once.",
        source="Assumption: 1/2, the lazy walk, which cannot oscillate",
    )
    susceptibility: float = parameter(
        1.0,
        unit="share",
        bounds=(0, 1),
        plausible=(0.3, 1.0),
        meaning="Weight of others against the opinion with which the member began; 1 is DeGroot's model.",
        source="Friedkin & Johnsen 1990, lambda",
    )
    hears_itself: bool = parameter(
        False,
        unit="true or false",
        meaning="Whether a member counts among its own neighbours.",
        source="Assumption: the weight of oneself is set by stays",
    )

    @property
    def meets(self) -> Meets:
        """All neighbours at once."""
        return "neighbours"

    @property
    def self_included(self) -> bool:
        """As declared by ``hears_itself``."""
        return self.hears_itself

    def rule(self, narratives: Narratives, tick_hours: float) -> "DeGrootRule":
        """Return the numbers of the rule; what is kept in a tick is what is kept in an hour, to the power of hours."""
        return DeGrootRule(self.stays**tick_hours, self.susceptibility, self.hears_itself)

    def seat(self, members: Members, narratives: Narratives, priors: np.ndarray, stream: Stream) -> None:
        """Write everyone's first opinion."""
        self.opinions.seat(members, priors, stream)

    def committed(self, n: int, stream: Stream) -> np.ndarray:
        """Return [n] who never changes its mind."""
        return self.opinions.committed(n, stream)

    def convene(self, meeting: Meeting, rule: "DeGrootRule") -> "Sums":
        """Return the sum of all opinions [J], which stands for a list of neighbours where all are neighbours."""
        return Sums(sums_of(meeting.before) if meeting.everyone else np.zeros(0))

    def meet(
        self, members: Members, meeting: Meeting, agenda: "Sums", rule: "DeGrootRule", rows: tuple[int, int]
    ) -> None:
        """Move the members of ``rows`` toward the mean around them."""
        move_toward_mean(members, meeting, agenda, rule, rows)


class DeGrootRule(NamedTuple):
    """Numbers of the rule, per tick."""

    stays: float
    susceptibility: float
    hears_itself: bool


class Sums(NamedTuple):
    """``sums`` [J] of all opinions; empty where they are not needed."""

    sums: np.ndarray


@compiled_within
def opinion_after(own: float, first: float, around: float, rule: DeGrootRule) -> float:
    """Return s x + (1 - s)(λ m + (1 - λ) x0): own opinion x, mean m around, first opinion x0.

    Laziness s slows the walk down and leaves where it ends as it is. Source: Friedkin & Johnsen 1990.
    """
    pulled = rule.susceptibility * around + (1.0 - rule.susceptibility) * first
    return rule.stays * own + (1.0 - rule.stays) * pulled


@compiled
def move_toward_mean(
    members: Members, meeting: Meeting, agenda: Sums, rule: DeGrootRule, rows: tuple[int, int]
) -> None:
    """Write the opinion after the meeting for every member of ``rows`` that is not committed, in place."""
    for row in range(rows[0], rows[1]):
        if meeting.committed[row] != FREE:
            continue
        for narrative in range(meeting.before.shape[1]):
            around = mean_around(meeting, agenda.sums, row, narrative, rule.hears_itself)
            own, first = np.float64(meeting.before[row, narrative]), np.float64(members.prior[row, narrative])
            members.belief[row, narrative] = np.float32(opinion_after(own, first, around, rule))
