"""L8: free voters between two kinds of zealots."""

from typing import ClassVar

import numpy as np
from pydantic import model_validator

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import mill, milled, opinions, standard_error
from sim.base.parameters import parameter

_CLAIMS = 120
_WORLDS = 2
_TICKS = 200
_EVEN = 1.0


class Voter(Item):
    """Who copies others in a complete graph is for a claim as often as zealots for it are among all zealots."""

    id: ClassVar[str] = "L8"
    expected: ClassVar[str] = "z_for / (z_for + z_against), the mean share of free voters who are for"
    tolerance: ClassVar[str] = "3 standard errors over independent runs"
    source: ClassVar[str] = "Mobilia, Petersen & Redner 2007"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.5
    z_for: int | None = parameter(
        None, unit="members", bounds=(1, 20), meaning="Zealots for; unset: 3, 1 and 2.", source="L8"
    )
    z_against: int | None = parameter(
        None, unit="members", bounds=(1, 20), meaning="Zealots against; unset: 1, 1 and 6.", source="L8"
    )
    members: int = parameter(
        50, unit="members", bounds=(45, 2_000), meaning="All, zealots among them.", source="Assumption: soon at rest"
    )

    @model_validator(mode="after")
    def _both_or_none(self) -> "Voter":
        if (self.z_for is None) != (self.z_against is None):
            raise ValueError("z_for and z_against are given together or not at all")
        return self

    def examine(self, seed: int) -> Outcome:
        """Let voters copy each other for long, in many independent runs."""
        if self.z_for is not None and self.z_against is not None:
            return Outcome((self._check(self.z_for, self.z_against, seed),))
        return Outcome(tuple(self._check(*zealots, seed) for zealots in ((3, 1), (1, 1), (2, 6))))

    def _check(self, n_for: int, n_against: int, seed: int) -> Check:
        n = self.members
        zealots = {"committed_for": n_for / n, "committed_against": n_against / n, "spread": 0.0}
        shares = []
        for world in range(_WORLDS):
            voters = {"kind": "voter", "opinions": zealots}
            market = milled(mill(voters, members=n, ticks=_TICKS, n_claims=_CLAIMS, prior=_EVEN), seed + world)
            shares.append((opinions(market).sum(axis=0) - n_for) / (n - n_for - n_against))
        every = np.concatenate(shares)
        got = float(every.mean())
        return around(f"{n_for} : {n_against}", n_for / (n_for + n_against), got, 3 * standard_error(every))
