"""Nudges: a moment's thought before anything is passed on."""

from sim.base.parameters import parameter
from sim.enforcement._contract import EnforcementPart


class Nudge(EnforcementPart):
    """Every wish to pass something on, critical quotes included, is given up with the same chance.

    Names: sharing friction, prompt, accuracy nudge (Pennycook & Rand 2022); Bak-Coleman et al. 2022.
    Source: Bak-Coleman et al. 2022: a cut of every share. Assumption: critical quotes are cut alike.
    """

    cut: float = parameter(
        0.2,
        unit="share",
        bounds=(0, 1),
        plausible=(0.05, 0.4),
        meaning="Share of all sharing that the nudge prevents.",
        source="Bak-Coleman et al. 2022 study cuts of 5 to 40 %",
    )

    def slows(self) -> float:
        """Return the cut."""
        return self.cut
