"""Say little, and say it well."""

from typing import Literal

from sim.base.parameters import parameter
from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Sighting, Strategy
from sim.strategies._pace import Pace


class Charm(Strategy, Pace):
    """Few posts of high production quality by overt voices: buzz, if not belief.

    Names: charm offensive, public diplomacy, soft-power content.
    Source: a cartoon video of 2015 with lots of buzz (expert conversation of 2019).
    """

    kind: Literal["charm"] = "charm"
    restraint: float = parameter(
        0.25,
        unit="share of the pace",
        bounds=(0, 1),
        plausible=(0.05, 1.0),
        meaning="How often accounts post and reply, as a share of the steady pace.",
        source="Assumption: a video or two a week where others post daily",
    )
    appeal: float = parameter(
        1.4,
        unit="times the narrative's appeal",
        bounds=(0, 100),
        plausible=(1.0, 2.0),
        meaning="How much more appealing an overt post is than the narrative told plainly; appeal ends at 1.",
        source="Assumption: brings the default appeal of 0.7 near its end",
    )
    production: float = parameter(
        4.0,
        unit="times the cost of a post",
        bounds=(0, 1e6),
        plausible=(1.0, 50.0),
        meaning="What such a post costs.",
        source="Assumption: as much as the posts it takes the place of",
    )

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the same orders every tick: few posts, overt ones appealing and dear."""
        orders = self.orders(sighting, self.restraint)
        return orders._replace(overt_appeal=self.appeal, overt_cost=self.production)
