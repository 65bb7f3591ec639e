"""Each ranked feed with items that are written out, visit by visit, and what it shows at the ends of its numbers."""

import math
from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.state.scene import Scene
from tests.unit.hand_made import fill, members, posts, scene

RANKED = ["engagement", "bridging"]
EVEN = 4000
"""Visitors who are asked which of two items they were handed first: the share has standard error .008."""


def feed_of(name: str, **settings: Any) -> Any:
    return option_class("feed", name)(**({"length": 6, "chatter": 0.0} | settings))


def visits(now: Scene, feed: Any, n_visits: int, n_wanted: int = 1) -> list[list[int]]:
    """Return what the first member is handed at each of some visits in a row."""
    handed = []
    for _ in range(n_visits):
        now.visits.n_items[:] = n_wanted
        feed.draw(now, feed.rule(1.0), 0, len(now.visits.n_items))
        handed.append([post for post in now.visits.posts[0].tolist() if post >= 0])
    return handed


def filled(items: list[tuple[int, float, int]], n: int = 1, **columns: Any) -> Scene:
    """Return a scene at tick 10 in which n members have items (post, shares, since) in their feed."""
    now = scene(members(n), posts(4, **({"appeal": 1.0} | columns)), tick=10, length=6)
    for row in range(n):
        fill(now.feeds, row, items)
    return now


# Weights so far apart that the lesser of two comes first once in a million million visits.
STEPS = np.array([1.0, 1e-12, 1e-24, 1e-36])


@pytest.mark.transcript("feed.engagement")
def test_four_visits_to_a_feed_ranked_by_engagement() -> None:
    items = [(post, 1.0, 9) for post in range(4)]
    assert visits(filled(items, appeal=STEPS), feed_of("engagement"), 5) == [[0], [1], [2], [3], []]
    shared = [(post, float(shares), 9) for post, shares in enumerate((1, 1e12, 1e24, 1e6))]
    # Appeal x shares: 1e-36, 1e-12, 1e12, 1e6.
    assert visits(filled(shared, appeal=STEPS[::-1]), feed_of("engagement"), 2, 2) == [[2, 3], [1, 0]]
    assert visits(filled(items, visibility=STEPS[[1, 0, 3, 2]]), feed_of("engagement"), 4) == [[1], [0], [3], [2]]
    # Halved forty times an hour, ages 1, 4, 2 and 3 hours.
    aged = [(post, 1.0, since) for post, since in enumerate((9, 6, 8, 7))]
    steep = feed_of("engagement", recency_rate=10.0, recency_exponent=2.0)
    assert visits(filled(aged), steep, 4) == [[0], [2], [3], [1]]


@pytest.mark.transcript("feed.bridging")
def test_four_visits_to_a_feed_ranked_by_agreement() -> None:
    items = [(post, 10.0 ** (3 * post), 9) for post in range(4)]
    agreed = np.array([0.0, 0.6, -0.6, -1.2])
    steep = feed_of("bridging", strength=50.0)
    assert visits(filled(items, bridging=agreed), steep, 5) == [[1], [0], [2], [3], []], "however often shared"
    assert visits(filled(items, bridging=-agreed), steep, 2, 2) == [[3, 2], [0, 1]]


def first_share(now: Scene, feed: Any) -> float:
    """Return the share of visitors who are handed post 0 first."""
    visits(now, feed, 1)
    return float((now.visits.posts[:, 0] == 0).mean())


@pytest.mark.limits("feed.engagement", "recency_rate")
@pytest.mark.limits("feed.bridging", "recency_rate")
@pytest.mark.parametrize("name", RANKED)
def test_at_recency_rate_0_old_and_new_are_alike(name: str) -> None:
    old_and_new = [(0, 1.0, 9), (1, 1.0, 1)]
    assert first_share(filled(old_and_new, EVEN), feed_of(name, recency_rate=0.0)) == pytest.approx(0.5, abs=0.03)
    aged = feed_of(name, recency_rate=math.log(2), recency_exponent=1.0)
    assert first_share(filled(old_and_new, EVEN), aged) == pytest.approx(256 / 257, abs=0.01)


@pytest.mark.limits("feed.*", "chatter")
@pytest.mark.parametrize("name", option_names("feed"))
def test_without_chatter_an_eager_visitor_is_handed_all_and_in_a_torrent_nothing_old(name: str) -> None:
    items = [(post, 1.0, since) for post, since in enumerate((9, 6, 1))]
    assert sorted(visits(filled(items), feed_of(name), 1, 8)[0]) == [0, 1, 2]
    assert 2 not in visits(filled(items), feed_of(name, chatter=100.0), 1, 8)[0]


@pytest.mark.limits("feed.engagement", "chatter_appeal")
def test_chatter_without_appeal_wins_no_place_and_with_all_of_it_its_share() -> None:
    one = [(0, 1.0, 9)]
    for appeal, share in ((0.0, 1.0), (1.0, 0.5)):
        # One slot of two holds chatter, of the same weight as the item.
        feed = feed_of("engagement", length=2, chatter=0.5, chatter_appeal=appeal, recency_rate=0.0)
        now = scene(members(EVEN), posts(1, appeal=1.0), tick=10, length=2)
        for row in range(EVEN):
            fill(now.feeds, row, one)
        assert first_share(now, feed) == pytest.approx(share, abs=0.03)


@pytest.mark.parametrize("name", RANKED)
@pytest.mark.parametrize("chatter", [1e-12, 1e-308, 5e-324])
def test_chatter_next_to_none_weighs_as_much_as_old_chatter(name: str, chatter: float) -> None:
    """A slot of it weighs all that it can where nothing wears off, and next to nothing where all does."""
    lasting, fading = (
        feed_of(name, chatter=chatter, recency_rate=rate).rule(1.0).chatter_weight for rate in (0.0, 1.0)
    )
    rare = feed_of(name, chatter=1e-6, recency_rate=0.0).rule(1.0).chatter_weight
    assert lasting == rare > 0.0
    assert 0.0 <= fading < 1e-9
