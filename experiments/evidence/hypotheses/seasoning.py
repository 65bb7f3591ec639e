"""H14: are ideas that met no answer at home weaker abroad?"""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Line, above, at_most
from experiments.evidence.lives import Lives, Pair
from experiments.evidence.rounds import contested, mean_rounds
from experiments.evidence.watching import ONE_MARKET
from sim.base.parameters import parameter

_LASTS, _FRAGILITY = "rounds abroad, selected in the open − unopposed", "mean fragility"
# Counted up to the twelfth round: beyond it even H3 calls a claim no longer short-lived.
_WITHIN = 12
_SELECTED = ("in the open", "unopposed")
# So far apart that no replicate's market of selection shares its chance with another's market abroad.
_ABROAD = 1_000_000


class Seasoning(WorldHypothesis):
    """Narratives that came out on top of a closed market last fewer rounds abroad than those of an open one.

    Narratives that serve the state and differ in appeal and fragility (uniform) compete in an open and in a fully
    censored market that share every draw; the third that gained most belief is selected. All then meet an open market
    elsewhere, with other chance, where contested posts are followed: mean rounds that they stand, up to the twelfth
    (Kaplan-Meier). Nothing is seasoned by hand: every post begins with the same standing, so that only selection tells.
    """

    id: ClassVar[str] = "H14"
    expected: ClassVar[str] = "mean rounds abroad of those selected in the open above that of those selected unopposed"
    refuted_if: ClassVar[str] = "no difference: not above 0"
    source: ClassVar[str] = "expert conversation of 2019: at home propaganda wins by walkover, and is not hardened"
    speaks_to: ClassVar[str] = "guo_2017 as one market with drawn narratives, steady effort; open and full censorship"
    lines: ClassVar[tuple[Line, ...]] = (Line(_LASTS, above(0.0), at_most(0.0)),)
    seconds: ClassVar[float] = 25.0
    narratives: int = parameter(
        12, unit="narratives", bounds=(6, 60), meaning="How many compete.", source="Assumption: a third can be selected"
    )
    members: int = parameter(
        500, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        240, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: ten days"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return by how many rounds those selected in the open outlast the others, and how fragile either are."""
        claims = drawn_claims(self.narratives, lives.seed, replicate)
        top = {
            "in the open": best_believed(self._market(lives, replicate, claims, "open")),
            "unopposed": best_believed(self._market(lives, replicate, claims, "full")),
        }
        design, overrides = self._design(claims), ("strategy=broadcast", "censorship=open", *self.size())
        abroad = lives.record(replicate + _ABROAD, "guo_2017", *overrides, changes=design)
        numbers: dict[str, float | None] = {}
        for where, chosen in top.items():
            numbers[f"rounds, {where}"] = mean_rounds(*contested(abroad.posts, chosen), _WITHIN)
            numbers[f"{_FRAGILITY}, {where}"] = float(np.mean(abroad.narratives.fragility[chosen]))
        first, last = (numbers[f"rounds, {where}"] for where in _SELECTED)
        return numbers | {_LASTS: None if first is None or last is None else first - last}

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return rounds and fragility of either selection."""
        return [
            f"selected {where}: {mean_of(measured, f'rounds, {where}').value or 0.0:.2f} rounds, {_FRAGILITY} "
            f"{mean_of(measured, f'{_FRAGILITY}, {where}').value:.2f}"
            for where in _SELECTED
        ]

    def _market(self, lives: Lives, replicate: int, claims: dict[str, Any], censorship: str) -> Pair:
        overrides = ("strategy=broadcast", f"censorship={censorship}", *self.size())
        return lives.pair(replicate, "guo_2017", *overrides, changes=self._design(claims))

    def _design(self, claims: dict[str, Any]) -> dict[str, Any]:
        return {**ONE_MARKET} | {"narratives": {"segments": {"everyone": 1.0}, "claims": claims}}


def drawn_claims(n: int, seed: int, replicate: int) -> dict[str, Any]:
    """Return narratives of one replicate that serve the state, with appeal and fragility drawn from declared ranges."""
    luck = np.random.default_rng((seed, replicate)).random((n, 2))
    return {
        f"claim_{number}": {"serves": "state", "appeal": 0.3 + 0.7 * float(appeal), "fragility": float(fragility)}
        for number, (appeal, fragility) in enumerate(luck)
    }


def best_believed(pair: Pair) -> np.ndarray:
    """Return a mask [J] over narratives: the third that gained most belief by the end, against the quiet world.

    News about voices, which a censor's punishments make, competes with no narrative and is left out.
    """
    n = len(pair.scenario.narratives.claims)
    gained = (pair.record.belief - pair.quiet.belief)[:, :n].mean(axis=0)
    chosen = np.zeros(len(gained), np.bool_)
    chosen[np.argsort(-gained, kind="stable")[: len(gained) // 3]] = True
    return chosen
