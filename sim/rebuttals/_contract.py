"""What rebuttals share, whoever makes them: the force of a blow in the ring."""

from sim.base.parameters import Declared, parameter


class Shared(Declared):
    """The ring, common to all who answer. Neither number has a published value, and neither is ever fitted."""

    blow: float = parameter(
        0.05,
        unit="standings",
        bounds=(0, 5),
        plausible=(0.005, 0.5),
        meaning="What one visible rebuttal of force 1 takes in an hour from the standing of a wholly fragile post.",
        source="Assumption: the range spans medians from 2 rounds to never; the default is its geometric middle",
    )
    parry: float = parameter(
        0.05,
        unit="standings",
        bounds=(0, 5),
        plausible=(0.0, 0.2),
        meaning="What one visible defence of force 1 gives back in an hour.",
        source="Assumption: from no parry at all to one that outweighs the default blow",
    )
    lasting: float = parameter(
        1.0,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Share of a comment's work in the ring done anew every hour it is visible; the rest once, on landing.",
        source="Assumption: nobody has measured it; at 0 a rebuttal that is hidden later has lost nothing",
    )


class RebuttalPart(Declared):
    """A way in which rebuttals come about; the parts that are on add up."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Something that is answered."""
        return ("posts",)
