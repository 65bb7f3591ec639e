"""Mesa's own way to run a model ends where the scenario does."""

from sim import Marketplace
from tests.worlds import world


def test_mesas_run_model_stops_after_the_last_tick() -> None:
    market = Marketplace(world(ticks=5))
    assert market.running
    market.run_model()
    assert (market.tick, market.running) == (5, False)
    market.close()
