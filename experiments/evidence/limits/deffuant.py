"""L9: into how many camps pairs talk themselves who only hear those near to them."""

from typing import Any, ClassVar

from experiments.evidence._contract import Check, Item, Outcome, around, between
from experiments.evidence.mills import clusters_of, first_opinions, mill, milled, opinions
from sim.base.parameters import parameter

_WITHIN = 1e-5
_APART = 0.01
_MAJOR = 0.05
_CAMPS = {0.5: (1, 1), 0.2: (2, 2), 0.1: (4, 5)}


class Deffuant(Item):
    """Pairs who meet half-way where they lie within a bound keep the mean opinion and end in few major clusters."""

    id: ClassVar[str] = "L9"
    expected: ClassVar[str] = "mean conserved; 1, 2 and 4 to 5 major clusters for ε = .5, .2, .1; else about 1/(2ε)"
    tolerance: ClassVar[str] = "mean ± 10^−5; clusters exact, for each of three populations"
    source: ClassVar[str] = "Deffuant, Neau, Amblard & Weisbuch 2000"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 2.5
    epsilon: float | None = parameter(
        None, unit="probability", bounds=(0.05, 1.0), meaning="The bound; unset: .5, .2 and .1.", source="L9"
    )
    members: int = parameter(
        2_000, unit="members", bounds=(500, 100_000), meaning="Size of the population.", source="Assumption: many"
    )
    populations: int = parameter(
        3, unit="runs", bounds=(1, 100), meaning="Populations for each bound.", source="Assumption: chance plays a part"
    )

    def examine(self, seed: int) -> Outcome:
        """Let matched pairs talk until the camps stand."""
        bounds = _CAMPS if self.epsilon is None else {self.epsilon: _camps(self.epsilon)}
        checks = [
            self._check(bound, camps, seed + n) for bound, camps in bounds.items() for n in range(self.populations)
        ]
        return Outcome(tuple(check for pair in checks for check in pair))

    def _check(self, bound: float, camps: tuple[int, int], seed: int) -> tuple[Check, Check]:
        pairs: dict[str, Any] = {"kind": "bounded_confidence", "confidence": bound, "among": "pairs"}
        pairs |= {"convergence": 0.5, "opinions": {"start": "uniform"}}
        market = milled(mill(pairs, members=self.members, ticks=400), seed)
        first, last = first_opinions(market)[:, 0], opinions(market)[:, 0]
        found = clusters_of(last, _APART, _MAJOR)
        moved = float(last.mean() - first.mean())
        name = f"ε = {bound:g}, seed {seed}"
        return between(f"clusters, {name}", *camps, found), around(f"mean moves, {name}", 0.0, moved, _WITHIN)


def _camps(bound: float) -> tuple[int, int]:
    """Return the least and most major clusters: the published ones, else 1/(2ε) rounded down, or one less or more."""
    rule = max(int(1.0 / (2.0 * bound)), 1)
    return _CAMPS.get(bound, (max(rule - 1, 1), rule + 1))
