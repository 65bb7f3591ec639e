"""Steady and proactive: say it every day."""

from typing import Literal

from sim.kernels.publishing import Orders
from sim.strategies._contract import Plan, Sighting, Strategy
from sim.strategies._pace import Pace


class Broadcast(Strategy, Pace):
    """The operation posts at a steady pace from the first day to the last.

    Names: steady proactive campaign, firehose (Paul & Matthews 2016).
    Source: Paul & Matthews 2016, The Russian "Firehose of Falsehood" Propaganda Model: high volume, without pause.
    """

    kind: Literal["broadcast"] = "broadcast"

    def decide(self, sighting: Sighting, plan: Plan) -> Orders:
        """Return the same orders every tick."""
        return self.orders(sighting)
