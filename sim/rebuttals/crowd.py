"""The crowd: disbelieving members who say so."""

from sim.base.parameters import parameter
from sim.rebuttals._contract import RebuttalPart


class Crowd(RebuttalPart):
    """Members' wishes to rebut and to defend become comments in the thread.

    Names: crowd-sourced rebuttal, social correction (Bode & Vraga 2018).
    Assumption: each wish that nobody hinders becomes one comment, all of one force.
    """

    force: float = parameter(
        0.5,
        unit="professional rebuttals",
        bounds=(0, 5),
        plausible=(0.1, 1.0),
        meaning="Force of one member's comment.",
        source="Assumption: mechanism sketch; half that of a professional",
    )
