"""What is left of misinformation after its correction."""

from typing import ClassVar

from experiments.evidence._contract import Check, Outcome
from experiments.evidence.effect_sizes import correlation_of, standardised_difference
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import PEER, PRESS


class ContinuedInfluence(Target):
    """A correction does not remove all that misinformation did.

    The treated read a claim and, under it, a fact-checker's answer; the control group read neither. The correlation of
    having been misled with accurate belief is negative where something of the claim remains. What is accepted is the
    95 % interval that follows from p = .045: -.05 ± .049.
    """

    id: ClassVar[str] = "continued_influence"
    expected: ClassVar[str] = "r = -.05"
    tolerance: ClassVar[str] = "-.099 to -.001"
    source: ClassVar[str] = "Walter & Tukachinsky 2020, Communication Research 47: r = -.05, p = .045, N = 6,527"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the correlation between having read the corrected claim and accurate belief."""
        world = worlds("guo_2017", changes={"narratives": claim()})
        control, treated = Participants(world, seed), Participants(world, seed)
        treated.read(PEER, answered_by=PRESS)
        remains = correlation_of(standardised_difference(treated.answers(), control.answers()))
        return Outcome((Check("r", -0.05, -remains, -0.099, -0.001),))
