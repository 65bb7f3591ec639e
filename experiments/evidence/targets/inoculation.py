"""What a warning beforehand does to the credibility of misinformation, and for how long."""

from typing import ClassVar

from experiments.evidence._contract import Check, Outcome
from experiments.evidence.effect_sizes import standardised_difference
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import PEER

_TWO_WEEKS = 336.0


class Inoculation(Target):
    """Who was warned believes misinformation less, and half of that is gone after two weeks.

    The treated are warned; then all read a claim that serves the state, from what they take for someone like
    themselves: at once, or for the first time two weeks later. What is accepted are the published 95 % intervals.
    """

    id: ClassVar[str] = "inoculation"
    expected: ClassVar[str] = "d = -.36 at once, -.19 after two weeks"
    tolerance: ClassVar[str] = "-.50 to -.22; -.34 to -.04"
    source: ClassVar[str] = "Lu, Hu, Li, Bi & Ju 2023, Journal of Medical Internet Research 25, e49255, table 1"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the difference in belief that a warning makes, at once and after two weeks."""
        at_once, later = (_effect(worlds, seed, hours) for hours in (0.0, _TWO_WEEKS))
        return Outcome(
            (Check("at once", -0.36, at_once, -0.50, -0.22), Check("after two weeks", -0.19, later, -0.34, -0.04))
        )


def _effect(worlds: Worlds, seed: int, hours: float) -> float:
    answers = []
    for part in ({"share": 1.0}, None):
        changes = {"narratives": claim(serves="state"), "rebuttals": {"inoculation": part}}
        arm = Participants(worlds("guo_2017", changes=changes), seed)
        arm.wait(hours)
        arm.read(PEER)
        answers.append(arm.answers())
    return standardised_difference(*answers)
