"""The resharer: every tick a reshare or a message, quality unseen, and rows of forgotten messages used again."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, Scenario
from sim.kernels.messages import appeal_of, quality_of
from sim.state.visits import SHARED
from sim.state.voices import ASSERTS, SAYS_NOTHING
from tests import worlds

ALONE: dict[str, Any] = worlds.RULE_SETS["resharers"] | {
    "strategy": {"kind": "silent"},
    "rebuttals": {},
    "members": 60,
    "ticks": 20,
}


def world(**changes: Any) -> Scenario:
    """Return a small market of resharers without an operation; ``changes`` by dotted name, ``__`` for the dot."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return worlds.world(**worlds.changed(worlds.settings(**ALONE), named))


def stepped(scenario: Scenario, ticks: int) -> Marketplace:
    market = Marketplace(scenario, 7)
    for _ in range(ticks):
        market.step()
    return market


def n_reshares(market: Marketplace) -> int:
    return int(((market.visits.reactions[:, 0] & SHARED) != 0)[market.visits.n_items > 0].sum())


def test_in_the_first_tick_all_feeds_are_empty_and_everyone_writes() -> None:
    market = stepped(world(conduct__new_post_chance=0.0), 1)
    assert market.visits.writes.all()
    assert market.observer.steps()["posts"].tolist() == [60]


@pytest.mark.limits("conduct.resharer", "new_post_chance")
def test_without_a_chance_to_write_everyone_who_has_an_item_reshares() -> None:
    market = stepped(world(conduct__new_post_chance=0.0), 5)
    nothing_there = market.visits.writes
    assert n_reshares(market) == 60 - nothing_there.sum()
    assert nothing_there.sum() < 10


@pytest.mark.limits("conduct.resharer")
def test_with_the_chance_at_1_everyone_always_writes() -> None:
    market = stepped(world(conduct__new_post_chance=1.0), 5)
    assert market.observer.steps()["posts"].tolist() == [60] * 5
    assert n_reshares(market) == 0


def test_half_write_at_the_chance_of_a_half() -> None:
    market = Marketplace(world(members=400), 7)
    written = []
    for _ in range(20):
        market.step()
        written.append(market.visits.writes.mean())
    # Over 16 ticks of 400 members the standard error is √(.25 / 6400) = .006.
    assert np.mean(written[4:]) == pytest.approx(0.5, abs=0.02)


def test_what_was_reshared_stays_in_the_feed_of_who_reshared_it() -> None:
    scenario = world()
    market = Marketplace(scenario, 7)
    while n_reshares(market) == 0:
        before = market.feeds.copy()
        market.step()
    market.scene = market._scene()
    row = int(np.flatnonzero((market.visits.n_items > 0) & (market.visits.posts[:, 0] >= 0))[0])
    assert market.visits.posts[row, 0] in before["posts"][row]


def test_drawing_alone_changes_no_feed() -> None:
    market = stepped(world(), 6)
    before = market.feeds.tobytes()
    market.scene = market._scene()
    market.audience.do("step")
    assert market.feeds.tobytes() == before


def test_the_suspended_neither_write_nor_reshare() -> None:
    market = stepped(world(), 3)
    market.members.columns.suspended[:30] = True
    market.step()
    assert not market.visits.writes[:30].any()
    assert not market.visits.n_items[:30].any()
    assert market.visits.writes[30:].any()


def test_friction_of_1_holds_every_reshare_up() -> None:
    market = stepped(world(), 4)
    market.forum.posts.columns["friction"] = 1.0
    market.scene = market._scene()
    market.audience.do("step")
    assert (market.visits.n_items > 0).any()
    assert n_reshares(market) == 0


def test_messages_of_members_say_nothing_and_have_no_fate() -> None:
    market = stepped(world(), 10)
    posts = market.forum.posts.in_use()
    assert (posts["stance"] == SAYS_NOTHING).all()
    assert len(market.forum.alive) == 0
    assert not market.members.columns.acquainted.any()


def test_a_reader_of_messages_that_say_nothing_learns_nothing() -> None:
    believing = world(belief={"kind": "bayesian_source", "belief_half_life": 1e9, "trust_half_life": 1e9})
    market = stepped(believing, 15)
    assert np.array_equal(market.members.columns.belief, market.members.columns.prior)
    assert np.array_equal(market.members.columns.trust, market.members.columns.trust_prior)
    assert not market.members.columns.corrected.any()


def test_fixed_minds_stay_as_they_were_whatever_they_read() -> None:
    market = worlds.lived(worlds.world(belief={"kind": "fixed"}))
    members = market.members.columns
    assert members.acquainted.any()
    assert np.array_equal(members.belief, members.prior)
    assert np.array_equal(members.trust, members.trust_prior)
    assert len(np.unique(members.belief)) > 100


def test_rows_of_messages_that_no_feed_holds_are_used_again() -> None:
    market = Marketplace(world(), 7)
    n_rows = []
    for _ in range(80):
        market.step()
        n_rows.append(market.forum.posts.n_rows)
        held = market.feeds["posts"][market.feeds["posts"] >= 0]
        assert (market.forum.posts.columns["stance"][held] == SAYS_NOTHING).all()
    assert n_rows[-1] == n_rows[39], "the table should stop growing"
    assert market.observer.steps()["posts"].sum() > 5 * n_rows[-1]
    assert n_rows[-1] < 60 * 6 + 60 + 1


def test_a_row_in_use_by_a_feed_is_never_written_over() -> None:
    market = Marketplace(world(), 7)
    for _ in range(30):
        held = np.unique(market.feeds["posts"][market.feeds["posts"] >= 0])
        keys = market.forum.posts.columns["key"][held].copy()
        market.step()
        assert np.array_equal(market.forum.posts.columns["key"][held], keys)


@pytest.mark.limits("conduct.resharer", "quality_rate")
@pytest.mark.parametrize(("rate", "mean"), [(0.0, 0.5), (5.0, 0.80678), (10.0, 0.90005), (100.0, 0.99)])
def test_quality_has_the_mean_of_its_exponential_density(rate: float, mean: float) -> None:
    levels = (np.arange(20_000) + 0.5) / 20_000
    qualities = np.array([quality_of(level, rate) for level in levels.tolist()])
    assert qualities.mean() == pytest.approx(mean, abs=1e-4)
    assert np.all(np.diff(qualities) > 0)
    assert qualities.min() >= 0
    assert qualities.max() <= 1


def test_most_messages_appeal_little() -> None:
    levels = (np.arange(20_000) + 0.5) / 20_000
    appeals = np.array([appeal_of(level) for level in levels.tolist()])
    assert appeals.mean() == pytest.approx(1 / 6, abs=1e-4)
    assert appeals[10_000] == pytest.approx(1 - 0.5**0.2, abs=1e-4)


def test_a_post_about_a_narrative_is_as_good_as_it_can_stand_scrutiny() -> None:
    posts = worlds.lived(worlds.world()).forum.posts.in_use()
    assert np.allclose(posts["quality"], 1.0 - posts["fragility"])
    assert (posts["quality"][posts["stance"] == ASSERTS] < 1).all()


def test_resharing_with_complete_mixing_is_refused_with_what_to_do_instead() -> None:
    with pytest.raises(ValueError, match="ties=poisson"):
        world(ties={"kind": "complete"})
