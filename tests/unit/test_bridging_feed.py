"""The bridging feed shows first what members who otherwise disagree both engage with."""

import math
from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.feeds.bridging import Bridging, agreed_weight
from sim.kernels.gathering import Deeds
from sim.state.scene import Scene
from sim.state.visits import LIKED, QUOTED, READ, SHARED
from tests import worlds
from tests.unit.hand_made import fill, members, posts, scene

PLAIN: dict[str, Any] = {"length": 6, "chatter": 0.0}
THREE = [(0, 9.0, 9), (1, 1.0, 9), (2, 1.0, 9)]


def visited(feed: Bridging, n_wanted: int, n: int = 1, **columns: Any) -> Scene:
    """Return a scene at tick 10 in which n visitors with the same three items were handed theirs."""
    kept = columns.pop("kept", False)
    now = scene(members(n), posts(3, **columns), tick=10, length=feed.length, kept=kept)
    for row in range(n):
        fill(now.feeds, row, THREE)
    now.visits.n_items[:] = n_wanted
    feed.draw(now, feed.rule(1.0), 0, n)
    return now


def first(now: Scene) -> np.ndarray:
    return now.visits.posts[:, 0]


def test_an_item_comes_first_by_its_agreement() -> None:
    # Weights e^0, e^(5 ln 4 / 5) = 4 and 1 of the three: four visits in six begin with the agreed one, its reverse 1/9.
    agreed = math.log(4) / 5
    for sign, share in ((1, 4 / 6), (-1, 1 / 9)):
        now = visited(Bridging(**PLAIN), 1, n=4000, bridging=np.array([0.0, sign * agreed, 0.0]))
        assert (first(now) == 1).mean() == pytest.approx(share, abs=0.025)


@pytest.mark.limits("feed.bridging", "strength")
def test_without_strength_all_items_of_one_age_are_alike_however_often_shared() -> None:
    now = visited(Bridging(strength=0.0, **PLAIN), 1, n=4000, bridging=np.array([0.0, 0.9, -0.9]))
    assert np.bincount(first(now)) / 4000 == pytest.approx([1 / 3] * 3, abs=0.03)


def test_what_is_invisible_or_removed_is_never_handed_out() -> None:
    now = visited(Bridging(**PLAIN), 8, visibility=np.array([0.0, 1.0, 1.0]), removed=np.array([-1, 4, -1]))
    assert now.visits.posts[0].tolist() == [2] + [-1] * 7


@pytest.mark.parametrize(("kept", "left"), [(False, [-1] * 6), (True, [0, 1, 2, -1, -1, -1])])
def test_what_was_drawn_leaves_the_feed_unless_it_is_kept(kept: bool, left: list[int]) -> None:
    assert visited(Bridging(**PLAIN), 8, kept=kept).feeds["posts"][0].tolist() == left


def test_an_empty_feed_hands_out_nothing_and_who_stays_away_keeps_the_feed() -> None:
    assert sorted(visited(Bridging(**PLAIN), 0).feeds["posts"][0].tolist()) == [-1, -1, -1, 0, 1, 2]
    empty = scene(members(1), posts(1), tick=10, length=6)
    empty.visits.n_items[:] = 3
    Bridging(**PLAIN).draw(empty, Bridging(**PLAIN).rule(1.0), 0, 1)
    assert (empty.visits.posts == -1).all()


def test_the_weight_is_agreement_times_recency_times_visibility() -> None:
    assert agreed_weight(5.0, 0.4, 0.5, 0.25) == pytest.approx(math.exp(2) / 8)
    assert agreed_weight(5.0, 0.0, 1.0, 1.0) == 1
    assert agreed_weight(5.0, 0.4, 1.0, 0.0) == 0


def scored(flags_of: dict[tuple[range, int], int]) -> np.ndarray:
    """Return the scores of four posts after twenty members read them all, by (members, post) with other flags."""
    made = Marketplace(worlds.world(members=20, feed={"kind": "bridging", "recompute": 2.0}), 1)
    made.forum.begin_tick()
    rows = made.forum.publish(0, np.full(4, made.first_account) + np.array([0, 0, 1, 1]), np.array([0, 1, 1, 2]))
    flags = np.full((20, 4), READ, np.uint16)
    for (who, post), flag in flags_of.items():
        flags[list(who), post] |= flag
    readers, read = np.indices(flags.shape, np.int32)
    made.tick = 1
    made.bridges.note_reading(Deeds(readers.ravel(), rows[read.ravel()], flags.ravel()))
    made.bridges.step()
    assert not made.forum.posts.columns["bridging"].any(), "not before it is time"
    made.tick = 2
    made.bridges.step()
    return np.array(made.forum.posts.columns["bridging"][rows])


LEFT, RIGHT, ALL = range(10), range(10, 20), range(20)


def test_likes_and_shares_by_both_camps_score_and_by_one_camp_do_not() -> None:
    found = scored({(LEFT, 0): LIKED, (RIGHT, 1): SHARED, (ALL, 2): SHARED})
    assert found[2] > 0.4
    assert (found[[0, 1]] < 0.2).all()
    assert found[3] < 0


def test_quoting_critically_is_no_agreement() -> None:
    found = scored({(LEFT, 0): LIKED, (RIGHT, 1): SHARED, (ALL, 2): QUOTED, (ALL, 3): LIKED})
    assert found[3] > 0.4
    assert found[2] < 0


def test_other_feeds_ask_for_no_scores() -> None:
    made = worlds.lived(worlds.world(ticks=8, members=40))
    assert not made.forum.posts.in_use()["bridging"].any()
