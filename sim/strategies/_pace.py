"""The pace of posting that the steady strategies share."""

import numpy as np

from sim.base.parameters import Declared, parameter
from sim.kernels.publishing import Orders
from sim.strategies._contract import Sighting, even


class Pace(Declared):
    """How often each active account speaks."""

    overt_posts: float = parameter(
        2.0,
        unit="per day",
        bounds=(0, 24),
        plausible=(0.5, 10.0),
        meaning="Posts about the campaign by each overt account.",
        source="Assumption: an outlet returns to its subject a few times a day",
    )
    covert_posts: float = parameter(
        0.3,
        unit="per day",
        bounds=(0, 24),
        plausible=(0.05, 3.0),
        meaning="Posts about the campaign by each covert account.",
        source="Assumption: most of what covert accounts post is filler and is not modelled",
    )
    covert_replies: float = parameter(
        0.1,
        unit="per day",
        bounds=(0, 24),
        plausible=(0.0, 2.0),
        meaning="Defences by each covert account in threads where its side is under attack.",
        source="Assumption: fewer than posts",
    )

    reply_force: float = parameter(
        0.5,
        unit="professional rebuttals",
        bounds=(0, 5),
        plausible=(0.1, 1.0),
        meaning="Force of one such defence.",
        source="Assumption: as that of a member's comment, for which it passes",
    )

    def orders(self, sighting: Sighting, times: float = 1.0, recruits: int = 0) -> Orders:
        """Return orders at ``times`` the pace, effort spread evenly over the operation's own narratives."""
        shares = np.cumsum(even(sighting.own))
        return Orders(*self.rates(sighting.tick_hours, times), shares, recruits, self.reply_force)

    def rates(self, tick_hours: float, times: float = 1.0) -> tuple[float, float, float]:
        """Return posts by overt and by covert accounts and replies, per tick and account, ``times`` over.

        An account replies at most once a tick.
        """
        per_day = (self.overt_posts, self.covert_posts, self.covert_replies)
        overt, covert, replies = (rate * times * tick_hours / 24.0 for rate in per_day)
        return overt, covert, min(replies, 1.0)
