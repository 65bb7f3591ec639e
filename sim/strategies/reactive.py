"""Wait for the rival, then burst."""

from typing import Literal

import numpy as np

from sim.base.parameters import parameter
from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Sighting, Strategy, cumulative, even
from sim.strategies._learning import Learning
from sim.strategies._pace import Pace

# Far above what adding up ten thousand ticks loses to rounding, far below any account that matters.
_ROUNDING = 1e-9


class Reactive(Strategy, Pace, Learning):
    """The operation idles until a rival narrative gains momentum or leaks home, then bursts and calls up reserve
    accounts before their time.

    Names: reactive posture, counter-messaging burst.
    Source: the 2017 operation acted when an unwelcome narrative gained momentum abroad (expert conversation of 2019).
    """

    kind: Literal["reactive"] = "reactive"
    threshold: float = parameter(
        20.0,
        unit="engagements per 1,000 members and day",
        bounds=(0, 1e6),
        plausible=(5.0, 200.0),
        meaning="Public engagement with a rival narrative that sets off a burst.",
        source="Assumption: a rival narrative that one member in fifty acts on in a day",
    )
    leak_threshold: float = parameter(
        50.0,
        unit="reads per 1,000 members at home and day",
        bounds=(0, 1e6),
        plausible=(5.0, 200.0),
        meaning="Reading of a rival narrative in the state's own market that sets off a burst.",
        source="Assumption: one in twenty at home meets it in a day; the operation of 2017 acted on what filtered back",
    )
    idle: float = parameter(
        0.1,
        unit="share of the burst's pace",
        bounds=(0, 1),
        plausible=(0.0, 0.5),
        meaning="Pace between bursts, as a share of the pace in them.",
        source="Assumption: accounts keep up a trickle",
    )
    burst: float = parameter(
        3.0,
        unit="times the pace",
        bounds=(0, 100),
        plausible=(1.0, 10.0),
        meaning="How much faster accounts post in a burst.",
        source="Assumption: the burst of August 2017 stands out in the disclosed accounts",
    )
    burst_hours: float = parameter(
        168.0,
        unit="hours",
        bounds=(1, 10000),
        plausible=(24.0, 720.0),
        meaning="How long a burst lasts after the rival was last seen above the threshold.",
        source="Assumption: a week",
    )
    recruits_per_day: float = parameter(
        20.0,
        unit="accounts per day",
        bounds=(0, 10000),
        plausible=(0.0, 100.0),
        meaning="Reserve accounts called up on each day of a burst.",
        source="237 of 744 disclosed accounts were created in August 2017: eight a day, in bursts",
    )

    divided: float = parameter(
        0.0,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 1.0),
        meaning="Share of posts cut to the account's segment, learned as by strategy=divide; others are spread evenly.",
        source="Assumption: 0; counters were cut to reasons for following a critic (expert conversation of 2019)",
    )

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the orders of a burst while a rival is, or lately was, above the threshold; else of idling."""
        momentum = np.any(sighting.engagement[sighting.rivals] >= self.threshold)
        leaks = len(sighting.leaked) and np.any(sighting.leaked[sighting.rivals] >= self.leak_threshold)
        if momentum or leaks:
            plan.burst_ends = sighting.hours + self.burst_hours
        if sighting.hours >= plan.burst_ends:
            return self._divided(self.orders(sighting, self.burst * self.idle), sighting, plan)
        plan.recruits_due += self.recruits_per_day * sighting.tick_hours / 24.0
        # A day's parts add up to a hair less than their sum: an account that is due but for rounding is due.
        recruits = int(plan.recruits_due + _ROUNDING)
        plan.recruits_due -= recruits
        return self._divided(self.orders(sighting, self.burst, recruits), sighting, plan)

    def _divided(self, orders: Orders, sighting: Sighting, plan: Plan) -> Orders:
        if self.divided == 0.0:
            return orders
        matched = self.matched(self.learn(sighting, plan), sighting, plan)
        shares = self.divided * matched + (1.0 - self.divided) * even(sighting.open_to_voices(sighting.own))
        return orders._replace(by_persona=cumulative(shares))
