"""How far a fact-check lowers belief in a claim, whichever form it has: one study, with what its treated read."""

from abc import abstractmethod
from typing import ClassVar

from experiments.evidence._contract import Outcome, around
from experiments.evidence.effect_sizes import standardised_difference
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import PEER


class FactChecked(Target):
    """All participants read a fragile claim from someone like themselves; the treated are also given a fact-check."""

    expected: ClassVar[str] = "d = .29"
    tolerance: ClassVar[str] = "± .10"
    source: ClassVar[str] = "Walter, Cohen, Holbert & Morag 2020, Political Communication 37, political beliefs"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    @abstractmethod
    def treat(self, treated: Participants) -> None:
        """Let the treated read the claim and the fact-check of it."""

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return how much lower belief is among those who read the fact-check, in standard deviations."""
        world = worlds("guo_2017", changes={"narratives": claim()})
        control, treated = Participants(world, seed), Participants(world, seed)
        control.read(PEER)
        self.treat(treated)
        lowered = -standardised_difference(treated.answers(), control.answers())
        return Outcome((around("d", 0.29, lowered, 0.10),))
