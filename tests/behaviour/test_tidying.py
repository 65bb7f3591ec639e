"""Settled posts are packed away as a run goes on, and nobody can tell from its results."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import sim.cast.tidying
from sim import Marketplace, RunResult, Scenario, simulate
from sim.cast.tidying import Tidying
from sim.marketplace_snapshot import restored, snapshot
from sim.run import record_of
from tests import worlds

TABLES = ("steps", "posts", "comments", "accounts", "events", "members")
SEED = 7
LASTING = {
    "operation.stops_at": 10_000.0,
    "enforcement.memory": 12.0,
    "metrics.fates.unread": 8.0,
    "feed.length": 6,
}
"""An operation that does not stop, and nobody who remembers for long: much settles within a few days."""


def lasting(rules: str, **changes: Any) -> Scenario:
    base = worlds.settings(**worlds.RULE_SETS[rules])
    if "markets" in base:
        changes |= {"markets.overseas.enforcement.memory": 12.0}
    return Scenario(**worlds.changed(base, LASTING | changes | {"ticks": 150}))


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have every world look in every tick for what is settled; return how many posts were packed at each time."""
    step, pack, times = Tidying.step, Tidying._pack, []

    def at_once(self: Tidying) -> None:
        self.next_at = 0
        step(self)

    def counted(self: Tidying, settled: np.ndarray) -> None:
        times.append(int(settled.sum()))
        pack(self, settled)

    monkeypatch.setattr(Tidying, "step", at_once)
    monkeypatch.setattr(Tidying, "_pack", counted)
    return times


def untidied(world: Scenario, monkeypatch: pytest.MonkeyPatch) -> RunResult:
    with monkeypatch.context() as patch:
        patch.setattr(Tidying, "step", lambda _: None)
        return simulate(world, SEED)


def differing(one: RunResult, other: RunResult) -> list[str]:
    tables = [name for name in TABLES if not getattr(one, name).equals(getattr(other, name))]
    return tables + [key for key, value in one.summary.items() if not _same(value, other.summary[key])]


def _same(one: float | None, other: float | None) -> bool:
    return one is other or one == other


@pytest.mark.slow
@pytest.mark.parametrize("rules", worlds.RULE_SETS)
def test_the_tables_are_the_same_however_much_was_packed_away(
    rules: str, packed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = lasting(rules)
    expected = untidied(world, monkeypatch)
    assert packed == []
    assert differing(simulate(world, SEED), expected) == []
    assert len(packed) > 5
    assert sum(packed) > len(expected.posts) / 10


def test_what_feeds_hold_is_counted_the_same_though_chatter_has_buried_it(
    packed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # News comes among messages that are passed on whole, and chatter buries a feed in four hours.
    news = {"dated": [{"kind": "expose", "hour": 24.0}, {"kind": "block", "hour": 48.0}]}
    buried = {"feed.length": 40, "feed.chatter": 10.0, "shocks": news}
    world = lasting("resharers", **buried)
    expected = untidied(world, monkeypatch)
    assert differing(simulate(world, SEED), expected) == []
    assert sum(packed) > 0


def test_what_is_taken_down_long_after_it_settled_is_found_in_the_history(
    packed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = {"kind": "takedown_wave", "hour": 140.0, "share": 0.9}
    world = lasting("open", **{"shocks.dated": [wave]})
    expected = untidied(world, monkeypatch)
    late = (expected.posts["removed"] == 140) & (expected.posts["fate_tick"] < 130)
    assert late.sum() > 10
    assert expected.comments["hidden"].isin([140]).sum() > 0
    assert differing(simulate(world, SEED), expected) == []
    assert packed


def test_a_post_that_settled_before_its_verdict_is_judged_all_the_same(
    packed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = lasting("all enforcement", **{"enforcement.delay": 60.0})
    expected = untidied(world, monkeypatch)
    late = (expected.posts["found"] >= 0) & (expected.posts["fate_tick"] >= 0)
    assert (late & (expected.posts["fate_tick"] < expected.posts["found"] - 10)).sum() > 3
    assert differing(simulate(world, SEED), expected) == []
    assert sum(packed) > 10


@pytest.mark.parametrize("rules", ["full censorship", "all enforcement, on report", "resharers", "bridging feed"])
@pytest.mark.parametrize("taken_at", [60, 110])
def test_a_snapshot_carries_what_was_packed_away(rules: str, taken_at: int, packed: list[int]) -> None:
    world = lasting(rules)
    market = Marketplace(world, SEED, tidies=True)
    for _ in range(taken_at):
        market.step()
    assert packed
    resumed = restored(world, SEED, 0, snapshot(market))
    for going_on in (market, resumed):
        while going_on.tick < world.ticks:
            going_on.step()
    one, other = record_of(market), record_of(resumed)
    for table in ("posts", "comments"):
        held, expected = getattr(one, table), getattr(other, table)
        # Field by field: what lies between fields means nothing.
        assert [name for name in held.dtype.names if held[name].tobytes() != expected[name].tobytes()] == []
    assert one.events == other.events
    assert market.forum.posts.n_rows == resumed.forum.posts.n_rows < len(one.posts)


def test_the_tables_in_memory_do_not_grow_with_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.cast.tidying, "FROM_ROWS", 64)
    market = Marketplace(lasting("flood"), SEED, tidies=True)
    posts, comments = [], []
    for tick in range(1, 1201):
        market.step()
        if tick % 300 == 0:
            posts.append(market.forum.posts.n_rows)
            comments.append(market.forum.comments.n_rows)
    written = market.forum.posts.n_rows + market.forum.posts.n_taken_out
    assert written > 8 * max(posts), "the run must be long enough to tell"
    assert max(posts[1:]) < 1.5 * posts[0]
    assert max(comments[1:]) < 1.5 * comments[0] + 64


def test_a_market_tidies_only_where_it_is_asked_to(packed: list[int]) -> None:
    world = lasting("flood")
    market = Marketplace(world, SEED)
    for _ in range(60):
        market.step()
    assert packed == []
    assert market.forum.posts.in_use()["number"].tolist() == list(range(market.forum.posts.n_rows))


def test_small_worlds_never_tidy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tidying, "_pack", lambda *_: pytest.fail("nothing here is worth the trouble"))
    simulate(lasting("flood"), SEED)
