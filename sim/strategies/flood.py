"""Change the subject: cheer, and much of it."""

from typing import Literal

import numpy as np

from sim.base.parameters import parameter
from sim.kernels.publishing import Orders
from sim.state.narratives import Narratives
from sim.state.voices import NOBODY, SERVES_STATE
from sim.strategies._contract import Plan, Sighting, Strategy, even
from sim.strategies._pace import Pace


class Flood(Strategy, Pace):
    """The operation fills feeds with unrelated cheer: a narrative that serves the state and answers nothing.

    Its posts compete for the slots of feeds with everything else. What goes to cheer does not go to argument.

    Names: strategic distraction, cheerleading, astroturfing of the fifty-cent kind; flooding (Roberts 2018).
    Source: King, Pan & Roberts 2017, American Political Science Review 111(3): distraction, not engaged argument.
    """

    kind: Literal["flood"] = "flood"
    cheer: float = parameter(
        0.9,
        unit="share",
        bounds=(0, 1),
        plausible=(0.5, 1.0),
        meaning="Share of posts that are cheer; the rest are counters, and replies are as rare as these.",
        source="King, Pan & Roberts 2017: most of the leaked posts were cheerleading, next to none argued",
    )
    surge: float = parameter(
        3.0,
        unit="times the pace",
        bounds=(0, 100),
        plausible=(1.0, 10.0),
        meaning="How much faster accounts post than at the steady pace.",
        source="Assumption: a flood is several times a campaign",
    )

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the same orders every tick: much cheer, little argument."""
        orders = self.orders(sighting, self.surge)
        cheer, counters = sighting.own & ~sighting.counters, sighting.counters
        to_cheer = self.cheer if counters.any() and cheer.any() else float(cheer.any())
        shares = to_cheer * even(cheer) + (1.0 - to_cheer) * even(counters)
        replies = orders.covert_replies * (1.0 - self.cheer)
        return orders._replace(covert_replies=replies, narratives=np.cumsum(shares))

    def lacks(self, narratives: Narratives) -> str | None:
        """Return that there is no cheer, if every narrative of the state's counters another."""
        if np.any((narratives.side == SERVES_STATE) & (narratives.counters == NOBODY)):
            return None
        return (
            "strategy=flood: it needs a narrative that serves the state and counters nothing, and there is none; "
            "add one to narratives.claims, or choose narratives=critic_in_exile_and_cheer"
        )
