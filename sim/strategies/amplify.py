"""Accounts that pass on what overt voices say, or swamp the feeds with worthless messages."""

from typing import Literal

import numpy as np

from sim.base.parameters import parameter
from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Sighting, Strategy, even


class Amplify(Strategy):
    """Covert accounts pass on what the operation's overt accounts say, or post worthless messages, some of them made to
    appeal and to look shared.

    All accounts are at work from the first tick: those in reserve are called up. By default covert accounts boost and
    post nothing of their own; SimSoM's, of which every one posts a worthless message in every tick and overt ones are
    silent, are the scenario replication/simsom. Accounts follow nobody, so they have nothing else to reshare.

    Names: inauthentic accounts, social bots; infiltration, deception and flooding; inauthentic amplification.
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

    worthless: float = parameter(
        0.0,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Chance that a covert account posts a worthless message in a tick.",
        source="Assumption: boosters write nothing; 1 is SimSoM (Truong et al. 2024)",
    )
    overt_posts: float = parameter(
        2.0,
        unit="per day",
        bounds=(0, 24),
        plausible=(0.0, 10.0),
        meaning="Posts about the campaign by each overt account.",
        source="Assumption: as under the steady strategies; SimSoM (Truong et al. 2024) has no overt accounts",
    )
    covert_shares: float = parameter(
        1.7,
        unit="per day",
        bounds=(0, 24),
        plausible=(0.0, 12.0),
        meaning="How often each covert account passes on a post of the last day by an overt account of its own side.",
        source="25,000 boosts of diplomats by 62 accounts in eight months (Schliebs, Bailey, Bright & Howard 2021)",
    )

    @property
    def needs(self) -> tuple[str, ...]:
        """Overt accounts to boost, unless covert ones post messages of their own."""
        return () if self.worthless > 0.0 else ("overt accounts",)

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the same orders every tick, and call up whoever is in reserve."""
        return Orders(
            overt_posts=self.overt_posts * sighting.tick_hours / 24.0,
            covert_posts=self.worthless,
            covert_replies=0.0,
            narratives=np.cumsum(even(sighting.own)),
            recruits=sighting.n_reserve,
            junk=True,
            deception=self.deception,
            flooding=self.flooding,
            covert_shares=min(self.covert_shares * sighting.tick_hours / 24.0, 1.0),
        )
