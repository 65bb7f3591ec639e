"""What a fact-check under a claim does to belief in it."""

from typing import ClassVar

from experiments.evidence._contract import Outcome, around
from experiments.evidence.effect_sizes import standardised_difference
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import PEER, PRESS


class FactCheck(Target):
    """A fact-checker's answer under a claim lowers belief in it.

    All participants read a fragile claim from someone like themselves; the treated also read, under it, the answer of
    a fact-checker (press, the force of one professional). Both arms are asked at once.
    """

    id: ClassVar[str] = "fact_check"
    expected: ClassVar[str] = "d = .29"
    tolerance: ClassVar[str] = "± .10"
    source: ClassVar[str] = "Walter, Cohen, Holbert & Morag 2020, Political Communication 37, political beliefs"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return how much lower belief is among those who read the fact-check, in standard deviations."""
        world = worlds("guo_2017", changes={"narratives": claim()})
        control, treated = Participants(world, seed), Participants(world, seed)
        control.read(PEER)
        treated.read(PEER, answered_by=PRESS)
        lowered = -standardised_difference(treated.answers(), control.answers())
        return Outcome((around("d", 0.29, lowered, 0.10),))
