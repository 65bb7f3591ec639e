"""L11: how much verification ends a hoax."""

from typing import Any, ClassVar

import numpy as np

from experiments.evidence._contract import Check, Item, Outcome, around
from experiments.evidence.mills import mill
from sim import Marketplace, Scenario
from sim.base.parameters import parameter
from sim.beliefs._compartments import ContagionRule, chances_to_take_side
from sim.beliefs.contagion import Contagion

_HALVINGS_OF_AGENTS = 5
_HALVINGS_OF_FIELD = 60
_BRACKET = 1.5
_FEW = 1e-12
_WITHIN_AGENTS = 0.15
_EXACT = 1e-6


class Tambuscio(Item):
    """Believers of a hoax vanish above a threshold of verification that does not depend on how fast it spreads.

    The undecided take the side of those around them, believers first forget, else verify; fact-checkers forget. The
    agents' threshold is found by halving between a hoax that lives on and one that dies out within the ticks.
    """

    id: ClassVar[str] = "L11"
    expected: ClassVar[str] = "p_verify = 2 α p_f / ((1 − α)(1 − p_f)), at most 1, whatever β; α = .3, p_f = .1: .0952"
    tolerance: ClassVar[str] = "15% among agents; a millionth in the mean field"
    source: ClassVar[str] = "Tambuscio, Ruffo, Flammini & Menczer 2015"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 7.0
    alpha: float = parameter(
        0.3, unit="share", bounds=(0.01, 0.95), meaning="Gullibility.", source="Tambuscio et al. 2015"
    )
    p_f: float = parameter(
        0.1, unit="probability a tick", bounds=(0.01, 0.9), meaning="Chance to forget.", source="Tambuscio et al. 2015"
    )
    beta: float | None = parameter(
        None,
        unit="probability a tick",
        bounds=(0.05, 1.0),
        meaning="Spreading rate; unset: .3 and .9.",
        source="L11: whatever it is",
    )
    members: int = parameter(
        4_000, unit="members", bounds=(500, 100_000), meaning="Size of the population.", source="Assumption: 15% of it"
    )
    ticks: int = parameter(
        1_000, unit="ticks", bounds=(200, 20_000), meaning="Time to die out.", source="Assumption: long against 1/p_f"
    )

    def examine(self, seed: int) -> Outcome:
        """Find the threshold among agents and in the mean field, at each spreading rate."""
        threshold = min(2 * self.alpha * self.p_f / ((1 - self.alpha) * (1 - self.p_f)), 1.0)
        checks: list[Check] = []
        for beta in (0.3, 0.9) if self.beta is None else (self.beta,):
            agents, field = self._among_agents(beta, threshold, seed), self._in_mean_field(beta)
            checks += [
                around(f"agents, β = {beta:g}", threshold, agents, _WITHIN_AGENTS * threshold),
                around(f"mean field, β = {beta:g}", threshold, field, _EXACT * threshold),
            ]
        return Outcome(tuple(checks))

    def _belief(self, beta: float, verifies: float) -> dict[str, Any]:
        checked = {"kind": "contagion", "mechanism": "fact_check", "passes_on": beta, "stops": verifies}
        return checked | {"forgets": self.p_f, "gullibility": self.alpha, "believing": 0.1}

    def _among_agents(self, beta: float, threshold: float, seed: int) -> float:
        """Return the geometric middle between verification at which the hoax lives and at which it dies."""
        world = mill(self._belief(beta, threshold), members=self.members, ticks=self.ticks)
        low, high = threshold / _BRACKET, min(threshold * _BRACKET, 1.0)
        if self._lives(world, beta, high, seed):
            return high
        for _ in range(_HALVINGS_OF_AGENTS):
            middle = float(np.sqrt(low * high))
            low, high = (middle, high) if self._lives(world, beta, middle, seed) else (low, middle)
        return float(np.sqrt(low * high))

    def _lives(self, world: Scenario, beta: float, verifies: float, seed: int) -> bool:
        rule = Contagion(**self._belief(beta, verifies))
        market = Marketplace(world.model_copy(update={"belief": rule}), seed)
        for _ in range(self.ticks):
            market.step()
            if not (market.members.columns.belief == 1.0).any():
                return False
        return True

    def _in_mean_field(self, beta: float) -> float:
        """Return the verification at which very few believers neither multiply nor dwindle under the engine's rule."""
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS_OF_FIELD):
            middle = (low + high) / 2
            rule = Contagion(**self._belief(beta, middle)).rule(None, 1.0)  # type: ignore[arg-type]
            low, high = (middle, high) if growth_of_few_believers(rule) > 1 else (low, middle)
        return (low + high) / 2


def growth_of_few_believers(rule: ContagionRule) -> float:
    """Return by what factor very few believers multiply in a tick where otherwise all is at rest."""
    checkers = rule.passes_on / (rule.passes_on + rule.forgets)
    to_believe, _ = chances_to_take_side(_FEW, checkers, rule)
    stay = (1 - rule.forgets) * (1 - rule.stops)
    return stay + (1 - checkers) * to_believe / _FEW
