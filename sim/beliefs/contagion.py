"""Belief that is caught like an infection, told like a rumour, or checked and forgotten like a hoax."""

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from sim.base.chance import Stream
from sim.base.parameters import parameter
from sim.beliefs._compartments import (
    CHECKING,
    EPIDEMIC,
    RUMOUR,
    Agenda,
    ContagionRule,
    move_between_compartments,
    seat_compartments,
    who_is_told,
)
from sim.beliefs._contract import Exchange, Meets
from sim.beliefs._opinions import chance_in_tick
from sim.kernels.company import numbers_at
from sim.state.meeting import FREE, Meeting
from sim.state.members import Members
from sim.state.narratives import Narratives


class Contagion(Exchange):
    """A member is unaware, passes a narrative on, or has stopped; who it meets decides which.

    ``fact_check``: the undecided take the side of their neighbours, believers first forget, else verify and become
    fact-checkers, who forget too. ``epidemic``: believers pass it on along every tie and stop by chance; stopping after
    an hour is an independent cascade. ``rumour``: a teller calls one follower and stops if that one knew already.

    Names: SIR and SIRS model; independent cascade; Maki-Thompson rumour; hoax and fact-checking model.
    Source: Kermack & McKendrick 1927; Kempe, Kleinberg & Tardos 2003; Maki & Thompson 1973; Tambuscio, Ruffo, Flammini
    & Menczer 2015.
    """

    kind: Literal["contagion"] = "contagion"
    mechanism: Literal["fact_check", "epidemic", "rumour"] = Field(
        "fact_check", description="What a meeting does: take a side and verify; catch it by a tie; be told in a call."
    )
    passes_on: float = parameter(
        0.5,
        unit="probability an hour",
        bounds=(0, 1),
        plausible=(0.05, 0.9),
        meaning=(
            "Chance that an undecided member takes a side (fact_check, beta); that a believer infects along a tie, or"
            " reaches one random member under complete mixing (epidemic); that a teller calls a follower (rumour)."
        ),
        source="Tambuscio et al. 2015, beta = .5",
    )
    stops: float = parameter(
        0.05,
        unit="probability an hour",
        bounds=(0, 1),
        plausible=(0.01, 0.3),
        meaning=(
            "Chance that a believer verifies (fact_check) or stops (epidemic); that a teller stops when told 'I knew'"
            " (rumour, per such call)."
        ),
        source="Tambuscio et al. 2015, p_verify = .05",
    )
    forgets: float = parameter(
        0.1,
        unit="probability an hour",
        bounds=(0, 1),
        plausible=(0.0, 0.5),
        meaning="Chance to forget and be unaware again: of those who stopped, and in fact_check of believers too.",
        source="Tambuscio et al. 2015, p_forget = .1",
    )
    gullibility: float = parameter(
        0.3,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.9),
        meaning="How much more the claim convinces than its refutation (alpha); acts in fact_check.",
        source="Tambuscio et al. 2015, alpha = .3",
    )
    believing: float = parameter(
        0.1,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.001, 0.2),
        meaning="Who passes each narrative on at the start: that share of members to the nearest number.",
        source="Tambuscio et al. 2015, a tenth",
    )
    stopped: float = parameter(
        0.0,
        unit="share of members",
        bounds=(0, 1),
        plausible=(0.0, 0.2),
        meaning="Who has stopped at the start: fact-checkers in fact_check, else the immune.",
        source="Assumption: nobody",
    )

    @model_validator(mode="after")
    def _shares_fit(self) -> "Contagion":
        if self.believing + self.stopped > 1.0:
            raise ValueError(
                f"believing={self.believing:g} and stopped={self.stopped:g} add up to more than 1; lower one of them"
            )
        return self

    @property
    def meets(self) -> Meets:
        """All neighbours at once."""
        return "neighbours"

    @property
    def self_included(self) -> bool:
        """Nobody infects itself."""
        return False

    def rule(self, narratives: Narratives, tick_hours: float) -> ContagionRule:
        """Return the numbers of the rule, per tick; a call that stops a teller is no matter of time."""
        code = {"epidemic": EPIDEMIC, "rumour": RUMOUR, "fact_check": CHECKING}[self.mechanism]
        checking = code == CHECKING
        return ContagionRule(
            mechanism=code,
            passes_on=chance_in_tick(self.passes_on, tick_hours),
            stops=self.stops if code == RUMOUR else chance_in_tick(self.stops, tick_hours),
            forgets=chance_in_tick(self.forgets, tick_hours),
            gullibility=self.gullibility,
            unaware=_UNDECIDED if checking else 0.0,
            stopped=0.0 if checking else _TIRED,
        )

    def seat(self, members: Members, narratives: Narratives, priors: np.ndarray, stream: Stream) -> None:
        """Let the declared shares of members, chosen anew for each narrative, pass it on or have stopped."""
        seat_compartments(members, self.rule(narratives, 1.0), (self.believing, self.stopped), stream)

    def committed(self, n: int, stream: Stream) -> np.ndarray:
        """Return [n] that nobody is committed."""
        return np.full(n, FREE, np.int8)

    def convene(self, meeting: Meeting, rule: ContagionRule) -> Agenda:
        """Return how many stand where, for complete mixing, and who is called, in the mechanism of rumours."""
        told = who_is_told(meeting, rule) if rule.mechanism == RUMOUR else np.zeros((0, 0), np.bool_)
        if not meeting.everyone:
            nobody = np.zeros(meeting.before.shape[1], np.int64)
            return Agenda(nobody, nobody, told)
        active, stopped = numbers_at(meeting.before, 1.0), numbers_at(meeting.before, rule.stopped)
        return Agenda(active, stopped, told)

    def meet(
        self, members: Members, meeting: Meeting, agenda: Agenda, rule: ContagionRule, rows: tuple[int, int]
    ) -> None:
        """Let the members of ``rows`` catch it, stop, or forget."""
        move_between_compartments(members, meeting, agenda, rule, rows)


# Beliefs that a member's state is read as. Assumption: who has not heard of a hoax and its refutation is undecided;
# who has not heard of a rumour does not believe it; who is tired of telling it half believes it still.
_UNDECIDED = 0.5
_TIRED = 0.5
