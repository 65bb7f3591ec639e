"""Every feed keeps its family's promise: it hands visitors what lies in their feed, once, and nothing that is gone."""

from itertools import pairwise
from typing import Any

import pytest

from sim.base.options import option_class, option_names
from sim.feeds._contract import Feed
from sim.state.scene import Scene
from tests.unit.hand_made import crowd

N, LENGTH = 60, 6
each_feed = pytest.mark.parametrize("name", option_names("feed"))


def feed_of(name: str, **settings: Any) -> Feed:
    made = option_class("feed", name).model_validate({"kind": name, "length": LENGTH, "chatter": 0.2} | settings)
    assert isinstance(made, Feed)
    return made


def drawn(name: str, cuts: tuple[int, ...] = (0, N), now: Scene | None = None, **settings: Any) -> Scene:
    now, feed = crowd() if now is None else now, feed_of(name, **settings)
    for start, stop in pairwise(cuts):
        feed.draw(now, feed.rule(1.0), start, stop)
    return now


def handed(now: Scene, row: int) -> list[int]:
    """Return the posts that a member was handed; what a member who stays away was handed before is not looked at."""
    return [post for post in now.visits.posts[row].tolist() if post >= 0] if now.visits.n_items[row] else []


@each_feed
def test_a_visitor_is_handed_items_of_the_own_feed_each_once_and_no_more_than_wanted(name: str) -> None:
    before, now = crowd().feeds["posts"], drawn(name)
    for row in range(N):
        items = handed(now, row)
        assert len(items) == len(set(items)) <= now.visits.n_items[row]
        assert set(items) <= set(before[row].tolist())
    assert sum(len(handed(now, row)) for row in range(N)) > N


@each_feed
def test_nothing_that_was_removed_is_handed_out(name: str) -> None:
    now = drawn(name)
    items = [post for row in range(N) for post in handed(now, row)]
    assert (now.posts["removed"][items] < 0).all()
    assert (now.posts["removed"] >= 0).any()


@each_feed
def test_what_was_handed_out_leaves_the_feed_unless_it_is_kept(name: str) -> None:
    left, kept = drawn(name), drawn(name, now=crowd()._replace(kept=True))
    for row in range(N):
        items = set(handed(left, row))
        assert not items & set(left.feeds["posts"][row].tolist())
        assert set(handed(kept, row)) <= set(kept.feeds["posts"][row].tolist())
        assert items == set(handed(kept, row))


@each_feed
def test_who_stays_away_keeps_the_feed(name: str) -> None:
    before, now = crowd(), drawn(name)
    away = now.visits.n_items == 0
    assert away.any()
    assert now.feeds[away].tobytes() == before.feeds[away].tobytes()


@each_feed
def test_ranges_of_members_are_handed_what_all_are(name: str) -> None:
    whole, parts = drawn(name), drawn(name, (0, 7, 41, N))
    assert whole.visits.posts.tobytes() == parts.visits.posts.tobytes()
    assert whole.feeds.tobytes() == parts.feeds.tobytes()


@each_feed
def test_an_empty_feed_hands_out_nothing(name: str) -> None:
    now = crowd()
    now.feeds["posts"] = -1
    drawn(name, now=now)
    assert not any(handed(now, row) for row in range(N))


@each_feed
def test_a_feed_that_wants_posts_scored_says_how_often_and_for_how_long(name: str) -> None:
    wish = feed_of(name).scoring
    assert wish is None or (wish.every > 0 and wish.memory > 0)
