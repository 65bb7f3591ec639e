"""No campaign: the counterfactual."""

from typing import ClassVar, Literal

from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Sighting, Strategy, silence


class Silent(Strategy):
    """The operation does nothing, ever: the world against which every excess is measured.

    Names: no-campaign counterfactual, control condition.
    Assumption: the counterfactual of a campaign is a world in which it never spoke.
    """

    speaks: ClassVar[bool] = False
    kind: Literal["silent"] = "silent"

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the orders to do nothing."""
        return silence(len(sighting.own))
