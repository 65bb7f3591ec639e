"""L7: how far the stubborn pull the rest."""

from typing import Any, ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import mill, milled, opinions
from sim.base.parameters import parameter

_WITHIN = 1e-4
_TICKS = 400
_DISBELIEF = -15.0
_SETTINGS = ((0.8, 0.1), (0.5, 0.4), (0.95, 0.02))


class FriedkinJohnsen(Item):
    """In a complete graph, stubborn members at 1 hold the others, who began at 0, at a known distance.

    In the average that a member hears it counts itself, as the limit has it, or not among at least 2,500.
    """

    id: ClassVar[str] = "L7"
    expected: ClassVar[str] = "λp / (1 − λ(1 − p)) for every other; λ = .8, p = .1: .2857"
    tolerance: ClassVar[str] = "± 10^−4"
    source: ClassVar[str] = "Friedkin & Johnsen 1990"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0
    susceptibility: float | None = parameter(
        None, unit="share", bounds=(0.05, 0.99), meaning="λ; unset: .8, .5 and .95.", source="L7"
    )
    stubborn: float | None = parameter(
        None, unit="share of members", bounds=(0.01, 0.9), meaning="p; unset: .1, .4 and .02.", source="L7"
    )
    members: int = parameter(
        500, unit="members", bounds=(100, 50_000), meaning="Members where each hears itself too.", source="L7"
    )

    def examine(self, seed: int) -> Outcome:
        """Let everyone hear everyone until nothing moves."""
        checks: list[Check] = []
        asked = [(self.susceptibility or each, self.stubborn or share) for each, share in _SETTINGS]
        for susceptibility, share in dict.fromkeys(asked):
            checks.append(self._check(susceptibility, share, itself=True, seed=seed))
        checks.append(self._check(*asked[0], itself=False, seed=seed))
        return Outcome(tuple(checks))

    def _check(self, susceptibility: float, share: float, *, itself: bool, seed: int) -> Check:
        members = self.members if itself else max(self.members, 2_500)
        stubborn = {"start": "priors", "spread": 0.0, "committed_for": share}
        belief: dict[str, Any] = {"kind": "degroot", "stays": 0.0, "susceptibility": susceptibility}
        belief |= {"hears_itself": itself, "opinions": stubborn}
        believed = opinions(milled(mill(belief, members=members, ticks=_TICKS, prior=_DISBELIEF), seed))[:, 0]
        p = np.count_nonzero(believed == 1.0) / members
        expected = susceptibility * p / (1 - susceptibility * (1 - p))
        others = believed[believed < 1.0]
        got = float(others[np.argmax(np.abs(others - expected))]) if len(others) else None
        who = "itself too" if itself else f"others only, {members:,}"
        return around(f"λ = {susceptibility:g}, p = {p:g}, {who}", expected, got, _WITHIN)
