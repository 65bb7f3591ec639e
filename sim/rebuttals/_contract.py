"""What rebuttals share, whoever makes them: the force of a blow in the ring."""

from sim.base.parameters import Declared, parameter


class Shared(Declared):
    """The ring, common to all who answer. Neither number has a published value, and neither is ever fitted."""

    blow: float = parameter(
        0.2,
        unit="standings",
        bounds=(0, 5),
        plausible=(0.05, 0.7),
        meaning="What one rebuttal of force 1 takes from the standing of a wholly fragile post.",
        source="Assumption: the plausible range spans a median of 2 to 25 rounds",
    )
    parry: float = parameter(
        0.05,
        unit="standings",
        bounds=(0, 5),
        plausible=(0.0, 0.2),
        meaning="What one defence of force 1 gives back.",
        source="Assumption: the plausible range spans a median of 2 to 25 rounds",
    )


class RebuttalPart(Declared):
    """A way in which rebuttals come about; the parts that are on add up."""
