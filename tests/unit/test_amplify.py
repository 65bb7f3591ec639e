"""Accounts that swamp the feeds: how many, followed by whom, and what their messages look like."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from tests import worlds

ACCOUNTS = 23


def market(ticks: int = 4, **changes: Any) -> Marketplace:
    """Return resharers with an operation, after some ticks; ``changes`` by dotted name, ``__`` for the dot."""
    named = {name.replace("__", "."): value for name, value in changes.items()}
    settings = worlds.settings(**worlds.RULE_SETS["resharers"], rebuttals={})
    made = Marketplace(worlds.world(**worlds.changed(settings, named)), 7)
    for _ in range(ticks):
        made.step()
    return made


def junk(made: Marketplace) -> Any:
    posts = made.forum.posts.in_use()
    return posts[made.is_state_account(posts["author"])]


def test_every_covert_account_posts_in_every_tick_from_the_first() -> None:
    posts = junk(market())
    assert np.bincount(posts["born"]).tolist() == [20] * 4
    assert posts["author"].min() >= 150 + 3, "overt accounts are silent"


def test_their_posts_are_worthless_and_count_as_bad_slots() -> None:
    made = market()
    assert (junk(made)["quality"] == 0).all()
    assert made.observer.steps()["bad_slot_share"][-1] > 0


@pytest.mark.limits("strategy.amplify", "deception")
@pytest.mark.parametrize(("deception", "share"), [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5)])
def test_deception_is_the_share_that_appeals_to_the_full(deception: float, share: float) -> None:
    appeals = junk(market(ticks=20, strategy__deception=deception))["appeal"]
    assert (appeals == 1.0).mean() == pytest.approx(share, abs=0.1)
    assert appeals[appeals < 1].mean() == pytest.approx(1 / 6, abs=0.05) if share < 1 else True


def test_flooding_is_the_number_of_shares_with_which_a_post_comes() -> None:
    for flooding in (1.0, 7.0):
        made = market(ticks=1, strategy__flooding=flooding)
        held = made.feeds[made.feeds["posts"] >= 0]
        by_accounts = made.is_state_account(made.forum.posts.columns["author"][held["posts"]])
        assert (held["shares"][by_accounts] == flooding).all()
        assert (held["shares"][~by_accounts] == 1).all()
        assert by_accounts.any()


def test_flooding_counts_for_readers_too() -> None:
    made = market(ticks=1, conduct={"kind": "reader"}, strategy__flooding=7.0)
    held = made.feeds["shares"][made.feeds["posts"] >= 0]
    assert (held % 7 == 0).all()


@pytest.mark.limits("ties.random_walk", "infiltration")
@pytest.mark.parametrize(("infiltration", "share"), [(0.0, 0.0), (1.0, 1.0)])
def test_infiltration_is_the_share_who_follow_each_account(infiltration: float, share: float) -> None:
    made = market(ticks=0, ties__infiltration=infiltration)
    followers = np.diff(made.mail.ties.start)[made.first_account + 3 : made.first_poster]
    assert (followers == 150 * share).all()


def test_nobody_reads_what_nobody_follows() -> None:
    steps = market(ties__infiltration=0.0).observer.steps()
    assert (steps["bad_slot_share"][1:] == 0).all()


@pytest.mark.parametrize(("share", "n"), [(0.0, 0), (0.05, 8), (1.0, 150), (None, 20)])
def test_the_share_of_covert_accounts_replaces_their_number(share: float | None, n: int) -> None:
    made = market(ticks=0, operation__share=share)
    assert int(made.accounts.columns.covert.sum()) == n


def test_the_operation_stops_when_it_is_told_to() -> None:
    posts = junk(market(ticks=6, operation__stops_at=2.0))
    assert posts["born"].max() == 1
