"""What having met a claim once before does to belief in it."""

from typing import ClassVar

from experiments.evidence._contract import Outcome, around
from experiments.evidence.effect_sizes import standardised_difference
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import PEER


class IllusoryTruth(Target):
    """A claim that was met once before is believed more than a new one.

    Participants read a claim that serves nobody, from someone like themselves, and are asked within the hour; of the
    control group, it is asked as a new claim.
    """

    id: ClassVar[str] = "illusory_truth"
    expected: ClassVar[str] = "g = .37"
    tolerance: ClassVar[str] = "± .10"
    source: ClassVar[str] = "One repetition; near the .39 of the meta-analysis of Dechêne, Stahl, Hansen & Wänke 2010"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return how much higher belief is after one meeting, in standard deviations."""
        world = worlds("guo_2017", changes={"narratives": claim()})
        control, treated = Participants(world, seed), Participants(world, seed)
        treated.read(PEER)
        raised = standardised_difference(treated.answers(), control.answers())
        return Outcome((around("g", 0.37, raised, 0.10),))
