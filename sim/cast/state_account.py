"""The state's accounts: they carry out the operation's orders."""

from typing import TYPE_CHECKING, Any

from sim.base.population import Column, PopulationSet, RowAgent
from sim.kernels.publishing import boost, carry_out

if TYPE_CHECKING:
    from sim.marketplace import Marketplace


class StateAccount(RowAgent):
    """One account of the operation, overt or covert: a row of the columns, and a Mesa agent like any other."""

    model: "Marketplace"
    covert = Column()
    exposed = Column()
    followers = Column()
    status = Column()
    publishes = Column()
    replies_to = Column()
    shares = Column()

    def step(self) -> None:
        """Decide what to publish and where to reply in this tick, as ordered."""
        _carry_out(self.model, self.row, self.row + 1)

    @classmethod
    def batch_step(cls, agents: PopulationSet[Any, Any]) -> None:
        """Do ``step`` for every account."""
        _carry_out(agents.population.model, 0, agents.population.n_rows)


def _carry_out(model: "Marketplace", start: int, stop: int) -> None:
    """Let the accounts ``start`` to ``stop`` act, each in the market where it stands."""
    operation, when = model.operation, (model.stream, model.tick)
    for first, after, market in model.markets.blocks(model.first_account, start, stop):
        carry_out(model.accounts.columns, operation.orders, operation.contested[market], when, first, after)
    boost(model.accounts.columns, operation.orders.covert_shares, operation.boosted, when, start, stop)
