"""H8: does telling each segment what works there beat one message for all?"""

from collections.abc import Sequence
from typing import ClassVar

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Line, above, at_most
from experiments.evidence.lives import Lives
from sim.base.parameters import parameter

_APART, _MIXED = "advantage, segments apart", "advantage, segments mixed"
_GOES = "advantage that goes when segments mix"


class DividedAttack(WorldHypothesis):
    """Attacks cut to each segment beat one message at equal budget; the advantage goes when segments mix.

    The operation has so much to spend and spends it on counters cut to the segment that an account plays for, or on the
    one that works best overall; both are learned alike. Apart, members follow within their segment and personas are
    followed by theirs; mixed, everyone follows anyone and sees anyone's threads. Counted are members persuaded: final
    belief above that of the world without the campaign, mean of narratives.
    """

    id: ClassVar[str] = "H8"
    expected: ClassVar[str] = "members persuaded, divided − one message: above 0 apart, and less when segments mix"
    refuted_if: ClassVar[str] = "no advantage (not above 0 apart), or it stays (no less when mixed)"
    source: ClassVar[str] = "expert conversation of 2019: counters cut to the reasons for following a critic"
    speaks_to: ClassVar[str] = (
        "guo_2017, strategy=divide, equal budget; ties.homophily and operation.persona_fit 1 or 0"
    )
    lines: ClassVar[tuple[Line, ...]] = (Line(_APART, above(0.0), at_most(0.0)), Line(_GOES, above(0.0), at_most(0.0)))
    not_audited: ClassVar[str | None] = "it takes six worlds at every point, and many replicates"
    seconds: ClassVar[float] = 35.0
    replicates: int = parameter(
        12, unit="replicates", bounds=(2, 1_000), meaning="Paired repetitions.", source="Assumption: a small effect"
    )
    budget: float = parameter(
        1_000.0, unit="cost units", bounds=(10.0, 1e9), meaning="What may be spent.", source="Assumption: a few days"
    )
    members: int = parameter(
        500, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        240, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: ten days"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the advantage apart and mixed, and what of it goes."""
        apart, mixed = (self._advantage(lives, replicate, homophily) for homophily in (1.0, 0.0))
        goes = None if apart is None or mixed is None else apart - mixed
        return {_APART: apart, _MIXED: mixed, _GOES: goes}

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return the advantage that is left when segments mix."""
        return [f"{_MIXED}: {mean_of(measured, _MIXED)}", "in members persuaded"]

    def _advantage(self, lives: Lives, replicate: int, homophily: float) -> float | None:
        ties = {"ties.homophily": homophily, "operation.persona_fit": homophily, "operation.budget": self.budget}
        # What accounts cost has nothing to do with what they say, and would eat most of such a budget up.
        ties["operation.costs.account"] = 0.0
        persuaded = []
        for matching in (1.0, 0.0):
            overrides = ("strategy=divide", f"strategy.matching={matching}", *self.size())
            persuaded.append(
                lives.pair(replicate, "guo_2017", *overrides, changes=ties).number("persuasion", "persuaded")
            )
        divided, one = persuaded
        return None if divided is None or one is None else divided - one
