"""Accounts that swamp the feeds with worthless messages."""

from typing import Literal

import numpy as np

from sim.base.parameters import parameter
from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Sighting, Strategy


class Amplify(Strategy):
    """Every covert account posts something worthless in every tick; some of it is made to appeal, and to look shared.

    All accounts are at work from the first tick: those in reserve are called up. Overt accounts are silent. Accounts
    follow nobody, so they have nothing to reshare.

    Names: inauthentic accounts, social bots; infiltration, deception and flooding.
    Source: Truong, Lou, Flammini & Menczer 2024, PNAS Nexus (SimSoM).
    """

    kind: Literal["amplify"] = "amplify"
    deception: float = parameter(
        0.0,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Chance that a worthless message appeals to the full (phi); else it appeals like any message.",
        source="Truong et al. 2024 (SimSoM), phi = 0",
    )
    flooding: float = parameter(
        1.0,
        unit="shares",
        bounds=(0, 1000),
        plausible=(1.0, 10.0),
        meaning="How many shares a covert account's post comes with (theta).",
        source="Truong et al. 2024 (SimSoM), theta = 1",
    )

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the same orders every tick, and call up whoever is in reserve."""
        shares = np.cumsum(sighting.own / max(int(sighting.own.sum()), 1))
        return Orders(
            overt_posts=0.0,
            covert_posts=1.0,
            covert_replies=0.0,
            narratives=shares,
            recruits=sighting.n_reserve,
            junk=True,
            deception=self.deception,
            flooding=self.flooding,
        )
