"""What a feed hands its visitors: transcripts of feeds filled by hand."""

import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from sim.feeds.bridging import Bridging
from sim.feeds.engagement import Engagement, item_weight, recency
from sim.feeds.newest import Newest, sunk_depth
from sim.kernels.feed_slots import WEIGHED_AT_ONCE
from sim.state.scene import Scene
from tests.unit.hand_made import crowd, fill, members, posts, scene

FIVE = [(0, 1.0, 2), (1, 1.0, 8), (2, 1.0, 5), (3, 1.0, 9), (4, 1.0, 7)]


def visited(feed: Any, items: list[tuple[int, float, int]], n_wanted: int, n: int = 1, **columns: Any) -> Scene:
    """Return a scene at tick 10 in which n visitors with the same feed were handed their items."""
    now = scene(
        members(n), posts(len(items), appeal=columns.pop("appeal", 1.0), **columns), tick=10, length=feed.length
    )
    for row in range(n):
        fill(now.feeds, row, items)
    now.visits.n_items[:] = n_wanted
    feed.draw(now, feed.rule(1.0), 0, n)
    return now


def drawn(now: Scene, row: int = 0) -> list[int]:
    return [post for post in now.visits.posts[row].tolist() if post >= 0]


QUIET = Newest(length=6, chatter=0.0)
QUIET_RANKED = Engagement(length=6, chatter=0.0)


@pytest.mark.transcript("feed.newest")
def test_newest_shows_the_youngest_first() -> None:
    assert drawn(visited(QUIET, FIVE, 3)) == [3, 1, 4]


def test_what_was_drawn_leaves_the_feed_and_the_rest_stays() -> None:
    now = visited(QUIET, FIVE, 3)
    assert sorted(now.feeds["posts"][0].tolist()) == [-1, -1, -1, -1, 0, 2]


def test_newest_shows_items_of_one_age_by_identity() -> None:
    assert drawn(visited(QUIET, [(post, 1.0, 5) for post in range(4)], 8, key=np.array([5, 9, 1, 7]))) == [1, 3, 0, 2]


def test_chatter_pushes_newest_items_beyond_the_visitors_look() -> None:
    # At one ordinary post a tick, the items of ages 1, 2, 3, 5, 8 lie at depths 1, 1+2, 2+3, 3+5 and 4+8: of these only
    # the first two lie within a look of four.
    assert drawn(visited(Newest(length=15, chatter=1.0), FIVE, 4)) == [3, 1]


def test_what_is_turned_down_sinks_and_what_is_invisible_is_out_of_sight() -> None:
    dim = np.array([1.0, 0.0, 1.0, 0.5, 0.25])
    # Depths: post 3 at 0 / .5, post 1 never, post 4 at 2 / .25 = 8, post 2 at 3, post 0 at 4.
    assert drawn(visited(QUIET, FIVE, 8, visibility=dim)) == [3, 2, 0]


def test_the_slots_in_which_items_stand_change_nothing_of_what_newest_shows() -> None:
    # Posts 1 and 2 both come to lie at 2: 1 / .5 = 2 / 1.
    items = [(0, 1.0, 9), (1, 1.0, 8), (2, 1.0, 7), (3, 1.0, 6)]
    seen = np.array([1.0, 0.5, 1.0, 0.5])
    shown = [drawn(visited(QUIET, list(slots), 8, visibility=seen)) for slots in permutations(items)]
    assert shown == [[0, 1, 2, 3]] * 24


@pytest.mark.parametrize(("depth", "visibility", "lies"), [(3.0, 1.0, 3.0), (3.0, 0.5, 6.0), (0.0, 0.1, 0.0)])
def test_a_depth_is_divided_by_visibility(depth: float, visibility: float, lies: float) -> None:
    assert sunk_depth(depth, visibility) == lies
    assert sunk_depth(depth, 0.0) == math.inf


@pytest.mark.parametrize("feed", [QUIET, QUIET_RANKED], ids=["newest", "engagement"])
def test_a_removed_post_is_never_handed_out(feed: Any) -> None:
    now = visited(feed, FIVE, 8, removed=np.array([-1, 4, -1, 4, -1]))
    assert sorted(drawn(now)) == [0, 2, 4]


@pytest.mark.parametrize("feed", [QUIET, QUIET_RANKED], ids=["newest", "engagement"])
def test_an_empty_feed_hands_out_nothing(feed: Any) -> None:
    assert drawn(visited(feed, [], 8)) == []


@pytest.mark.parametrize("feed", [QUIET, QUIET_RANKED], ids=["newest", "engagement"])
def test_those_who_do_not_visit_keep_their_feed(feed: Any) -> None:
    now = visited(feed, FIVE, 0)
    assert sorted(now.feeds["posts"][0].tolist()) == [-1, 0, 1, 2, 3, 4]


@pytest.mark.limits("feed.engagement", "chatter")
def test_without_chatter_an_eager_visitor_of_a_ranked_feed_gets_all_of_it() -> None:
    assert sorted(drawn(visited(QUIET_RANKED, FIVE, 8))) == [0, 1, 2, 3, 4]


def test_a_ranked_feed_shows_first_what_weighs_most() -> None:
    """Appeal 1 against .5, three shares against one, ages 1 and 1: weights 3 and .5, so six visits in seven."""
    items = [(0, 3.0, 9), (1, 1.0, 9)]
    now = visited(QUIET_RANKED, items, 1, n=4000, appeal=np.array([1.0, 0.5]))
    first = now.visits.posts[:, 0]
    assert set(first.tolist()) == {0, 1}
    assert (first == 0).mean() == pytest.approx(6 / 7, abs=0.02)


def test_a_ranked_feed_prefers_the_young_by_their_recency() -> None:
    feed = Engagement(length=6, chatter=0.0, recency_rate=math.log(2), recency_exponent=1.0)
    # Ages 1 and 3 hours, halved every hour: weights 1/2 and 1/8, so four visits in five begin with the young one.
    first = visited(feed, [(0, 1.0, 9), (1, 1.0, 7)], 1, n=4000).visits.posts[:, 0]
    assert (first == 0).mean() == pytest.approx(0.8, abs=0.025)


def test_what_has_no_appeal_or_no_visibility_is_never_drawn_from_a_ranked_feed() -> None:
    now = visited(QUIET_RANKED, FIVE, 8, appeal=np.array([1, 1, 0, 1, 1.0]), visibility=np.array([1, 0, 1, 1, 1.0]))
    assert sorted(drawn(now)) == [0, 3, 4]


def test_chatter_buries_old_items_of_a_ranked_feed() -> None:
    # Six slots, one ordinary post a tick: ages 1, 2, 3, 5 and 8 lie at depths 1, 3, 5, 8 and 12; three are in sight.
    now = visited(Engagement(length=6, chatter=1.0), FIVE, 8, n=300)
    assert {post for row in range(300) for post in drawn(now, row)} == {1, 3, 4}


@pytest.mark.limits("feed.engagement")
def test_chatter_without_appeal_competes_for_nothing() -> None:
    feed = Engagement(length=15, chatter=1.0, chatter_appeal=0.0)
    assert sorted(drawn(visited(feed, FIVE, 8))) == [0, 1, 2, 3, 4]


def test_chatter_wins_places_by_its_weight() -> None:
    """One item of weight 1 in a feed of two slots, the other one chatter of weight 1: half the first places each."""
    feed = Engagement(length=2, chatter=0.5, chatter_appeal=1.0, recency_rate=0.0)
    now = visited(feed, [(0, 1.0, 9)], 1, n=4000)
    assert (now.visits.posts[:, 0] == 0).mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(("age", "left"), [(0.0, 1.0), (1.0, math.exp(-0.4)), (32.0, math.exp(-1.6))])
def test_recency_is_exp_of_minus_rate_times_age_to_the_exponent(age: float, left: float) -> None:
    # 32^.4 = 4.
    assert recency(age, 0.4, 0.4) == pytest.approx(left, rel=1e-12)


def test_recency_is_in_hours_whatever_the_tick() -> None:
    hourly, slow = Engagement().rule(1.0).recencies, Engagement().rule(3.0).recencies
    assert slow[7] == hourly[21]


def test_an_items_weight_is_the_product_of_its_four_factors() -> None:
    assert item_weight(0.5, 3.0, 0.25, 0.5) == 0.1875


@pytest.mark.parametrize("feed", [Newest(length=6), Engagement(length=6)], ids=["newest", "engagement"])
def test_ranges_of_members_are_handed_what_all_are_handed(feed: Any) -> None:
    whole, parts = crowd(), crowd()
    rule = feed.rule(1.0)
    feed.draw(whole, rule, 0, 60)
    for start, stop in ((40, 60), (0, 7), (7, 40)):
        feed.draw(parts, rule, start, stop)
    assert whole.visits.posts.tobytes() == parts.visits.posts.tobytes()
    assert whole.feeds.tobytes() == parts.feeds.tobytes()


@pytest.mark.parametrize("feed", [Engagement(length=6), Bridging(length=6)], ids=["engagement", "bridging"])
def test_how_many_visitors_are_weighed_at_once_changes_nothing(feed: Any) -> None:
    n = 2 * WEIGHED_AT_ONCE + 90
    whole, parts = crowd(n), crowd(n)
    feed.draw(whole, feed.rule(1.0), 0, n)
    for start in range(0, n, 50):
        feed.draw(parts, feed.rule(1.0), start, min(start + 50, n))
    assert whole.visits.posts.tobytes() == parts.visits.posts.tobytes()
    assert whole.feeds.tobytes() == parts.feeds.tobytes()


@pytest.mark.parametrize(
    "feed", [Newest(length=6, chatter=0.2), Engagement(length=6, chatter=0.2)], ids=["newest", "ranked"]
)
def test_nobody_is_handed_an_item_twice_or_one_that_was_not_in_the_feed(feed: Any) -> None:
    now = crowd()
    before = now.feeds["posts"].copy()
    feed.draw(now, feed.rule(1.0), 0, 60)
    for row in range(60):
        handed = drawn(now, row) if now.visits.n_items[row] else []
        assert len(handed) == len(set(handed)) <= now.visits.n_items[row]
        assert set(handed) <= set(before[row].tolist())
