"""Feeds date arrivals in 16 bits until a run is so old that they need more; nobody can tell from what happens."""

from __future__ import annotations

import pytest

import sim.marketplace
from sim import Marketplace
from sim.state.feeds import LAST_NARROW_TICK, SLOT, WIDE_SLOT
from tests import worlds


@pytest.mark.parametrize("rules", ["open", "resharers", "bridging feed", "newest, complete, reactive"])
def test_feeds_widen_in_the_midst_of_a_run_and_nothing_else_changes(
    rules: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds.world(**worlds.RULE_SETS[rules])
    expected = worlds.bytes_of(worlds.lived(world))
    monkeypatch.setattr(sim.marketplace, "LAST_NARROW_TICK", 20)
    widened = worlds.lived(world)
    assert widened.feeds.dtype.names == WIDE_SLOT.names
    assert widened.feeds.dtype["since"] == WIDE_SLOT["since"]
    widened.feeds = widened.feeds.astype(SLOT)
    found = worlds.bytes_of(widened)
    assert [name for name, held in found.items() if held != expected[name]] == []


def test_a_market_older_than_narrow_feeds_can_date_goes_on() -> None:
    market = Marketplace(worlds.world(operation=worlds.OPERATION | {"stops_at": 1e6}), 7)
    market.tick = LAST_NARROW_TICK - 3
    for _ in range(8):
        market.step()
    assert market.feeds["since"].max() > LAST_NARROW_TICK + 1
