"""Opinions as probabilities: where members begin, and which of them never change their minds."""

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from sim.base.chance import ALONE, AT_START, Stream, purpose
from sim.base.parameters import Declared, parameter
from sim.kernels.company import in_keyed_order, keyed_order_luck
from sim.kernels.curves import probabilities
from sim.kernels.seating import seat_priors
from sim.state.meeting import AGAINST, FOR, FREE
from sim.state.members import Members
from sim.state.voices import VOICES

_COMMITTED = purpose("member.is_committed")
_OPINION = purpose("member.first_opinion")
_TRUST = 0.5


def _share(meaning: str, plausible: tuple[float, float]) -> float:
    declared: float = parameter(
        0.0,
        unit="share of members",
        bounds=(0, 1),
        plausible=plausible,
        meaning=meaning,
        source="Assumption: nobody, unless a question asks for some",
    )
    return declared


class Opinions(Declared):
    """Where opinions begin, on a scale from 0 (against) to 1 (for)."""

    start: Literal["priors", "uniform", "grid"] = Field(
        "priors",
        description="Around each narrative's prior; or anywhere with equal chance; or evenly spaced by row, 0 to 1.",
    )
    spread: float = parameter(
        1.0,
        unit="log-odds",
        bounds=(0, 5),
        plausible=(0.3, 2.0),
        meaning="Standard deviation of the first opinion between members, where they start around priors.",
        source="Assumption: as in bayesian_source",
    )
    committed_for: float = _share("Stubborn members at 1 who never change their minds (zealots).", (0.0, 0.2))
    committed_against: float = _share("Stubborn members at 0 who never change their minds.", (0.0, 0.2))

    @model_validator(mode="after")
    def _shares_fit(self) -> "Opinions":
        if self.committed_for + self.committed_against > 1.0:
            raise ValueError(
                f"committed_for={self.committed_for:g} and committed_against={self.committed_against:g} add up to more "
                "than 1; lower one of them"
            )
        return self

    def committed(self, n: int, stream: Stream) -> np.ndarray:
        """Return [n] who never changes its mind: exactly the declared shares, rounded, chosen by keyed draws."""
        order = in_keyed_order(n, stream, _COMMITTED, AT_START, ALONE)
        n_for, n_against = counted(self.committed_for, n), counted(self.committed_against, n)
        who = np.full(n, FREE, np.int8)
        who[order[:n_for]] = FOR
        who[order[n_for : n_for + n_against]] = AGAINST
        return who

    def seat(self, members: Members, priors: np.ndarray, stream: Stream) -> None:
        """Write everyone's first opinion, which is also the prior; everyone knows the narratives from the start.

        Assumption: a rule that knows no sources trusts every voice alike, with 1/2.
        """
        seat_priors(members, priors, np.zeros(len(VOICES)), np.array([self.spread, 0.0]), stream)
        n, n_narratives = members.belief.shape
        opinions = probabilities(members.belief)
        if self.start == "uniform":
            luck = [keyed_order_luck(n, stream, _OPINION, AT_START, narrative) for narrative in range(n_narratives)]
            opinions = np.stack(luck, axis=1)
        elif self.start == "grid":
            opinions = np.repeat(np.linspace(0.0, 1.0, n)[:, None], n_narratives, axis=1)
        who = self.committed(n, stream)
        opinions[who == FOR], opinions[who == AGAINST] = 1.0, 0.0
        know(members, opinions)
        members.acquainted[:] = True


def know(members: Members, opinions: np.ndarray) -> None:
    """Write prior and present opinions [n, J], and equal trust in every voice, in place."""
    members.prior[:] = opinions.astype(np.float32)
    members.belief[:] = members.prior
    members.trust_prior[:] = _TRUST
    members.trust[:] = _TRUST


def counted(share: float, n: int) -> int:
    """Return how many of n members a share is, to the nearest whole number."""
    return int(np.floor(share * n + 0.5))


def chance_in_tick(chance_an_hour: float, tick_hours: float) -> float:
    """Return the chance that what happens with a given chance within an hour happens within a tick."""
    return 1.0 - (1.0 - chance_an_hour) ** tick_hours
