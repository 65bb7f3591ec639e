"""Delivery: everyone pulls what those they follow passed on, and feeds keep the youngest."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.kernels.delivery import (
    alarm_everyone,
    alarm_followers,
    everything,
    fill_outbox,
    now_for,
    receive,
    receive_from_everyone,
    rows_below,
    take_in,
)
from sim.kernels.wiring import compress
from sim.state.alarms import Alarms
from sim.state.ties import Outbox, empty_outbox, no_ties
from tests.unit.hand_made import crowd, feed_of, fill, members, posts, scene

ALARMS = Alarms(np.array([1, 62]), np.array([0.3, 0.7]))
NOBODY = np.zeros(0, np.int64)


def taken_in(
    items: list[tuple[int, float, int]], came: list[int], length: int = 3, chatter: float = 0.0, **columns: Any
) -> Any:
    """Return a member's feed at tick 9 after posts came, in this order, each with one share."""
    written = posts(8, **columns)
    now = scene(members(1), written, tick=9, length=length)
    fill(now.feeds, 0, items)
    mail = now_for(now, chatter, 0, 1)
    for post in came:
        take_in(now.feeds, written, 0, post, 1.0, mail)
    return feed_of(now.feeds, 0)


def test_a_new_post_takes_an_empty_slot() -> None:
    assert taken_in([(0, 1.0, 4)], [5]) == [(0, 1, 4), (5, 1, 9)]


def test_a_post_that_is_there_gains_shares_and_keeps_its_age() -> None:
    assert taken_in([(0, 2.0, 4), (1, 1.0, 5)], [0, 0, 1]) == [(0, 4, 4), (1, 2, 5)]


def test_a_new_post_ousts_the_oldest() -> None:
    assert taken_in([(0, 9.0, 4), (1, 1.0, 3), (2, 1.0, 8)], [5]) == [(0, 9, 4), (2, 1, 8), (5, 1, 9)]


def test_an_item_that_newcomers_ousted_stays_out_when_it_is_shared_again() -> None:
    """Posts 0 and 1 are the oldest of a full feed; 5 and 6 oust them, whatever is shared again and when."""
    left = [(2, 1, 8), (5, 1, 9), (6, 1, 9)]
    for came in ([5, 6], [5, 0, 6, 1, 0], [0, 5, 6, 1], [5, 6, 0, 1]):
        assert taken_in([(0, 1.0, 3), (1, 1.0, 4), (2, 1.0, 8)], came) == left


def test_an_item_that_one_member_lost_is_new_to_another() -> None:
    written = posts(8)
    now = scene(members(2), written, tick=9, length=1)
    fill(now.feeds, 0, [(0, 1.0, 3)])
    mail = now_for(now, 0.0, 0, 2)
    for row in (0, 1):
        for post in (5, 0):
            take_in(now.feeds, written, row, post, 1.0, mail)
    assert feed_of(now.feeds, 0) == [(5, 1, 9)]
    assert feed_of(now.feeds, 1)[0][0] in (0, 5)


def test_what_chatter_has_buried_has_left_the_feed() -> None:
    """With 2 chatter posts a tick in 3 slots nothing stays longer than one tick; post 0 comes back as new."""
    items = [(0, 5.0, 8), (1, 5.0, 8), (2, 5.0, 8)]
    assert taken_in(items, [0], chatter=1.0) == [(0, 6, 8), (1, 5, 8), (2, 5, 8)]
    assert taken_in(items, [0, 0], chatter=2.0) == [(0, 2, 9), (1, 5, 8), (2, 5, 8)]
    assert taken_in(items, [5, 6, 7], chatter=2.0) == [(5, 1, 9), (6, 1, 9), (7, 1, 9)]


def test_what_was_removed_gives_way_before_the_oldest() -> None:
    removed = np.array([-1, -1, 7, -1, -1, -1, -1, -1])
    items = [(0, 1.0, 3), (1, 1.0, 4), (2, 1.0, 8)]
    assert taken_in(items, [5], removed=removed) == [(0, 1, 3), (1, 1, 4), (5, 1, 9)]
    assert taken_in(items, [5, 6], removed=removed) == [(1, 1, 4), (5, 1, 9), (6, 1, 9)]


def test_a_post_that_came_twice_in_a_tick_lies_there_once() -> None:
    assert taken_in([], [5, 5, 5]) == [(5, 3, 9)]


def test_nobody_is_sent_the_own_post() -> None:
    assert taken_in([], [5, 6], author=np.array([9, 9, 9, 9, 9, 0, 9, 9])) == [(6, 1, 9)]


def test_of_the_newcomers_a_full_feed_keeps_those_that_draw_highest() -> None:
    kept = {tuple(post for post, _, _ in taken_in([], order, length=2)) for order in ([1, 2, 3], [3, 2, 1], [2, 3, 1])}
    assert len(kept) == 1


def test_every_newcomer_is_kept_by_some_members() -> None:
    written = posts(3)
    now = scene(members(300), written, tick=9, length=1)
    mail = now_for(now, 0.0, 0, 300)
    for row in range(300):
        for post in range(3):
            take_in(now.feeds, written, row, post, 1.0, mail)
    assert np.bincount(now.feeds["posts"].ravel()).tolist() == pytest.approx([100, 100, 100], abs=30)


@pytest.mark.parametrize(("bound", "below"), [(-1, 0), (2, 0), (3, 1), (5, 1), (9, 4), (99, 4)])
def test_rows_below_a_bound_are_counted(bound: int, below: int) -> None:
    assert rows_below(np.array([2, 5, 6, 8]), bound) == below
    assert rows_below(NOBODY, bound) == 0


def test_an_outbox_lists_what_each_source_passed_on_in_the_order_of_sources() -> None:
    outbox = fill_outbox(np.array([7, 2, 7, 2]), np.array([10, 11, 12, 13]))
    assert outbox.sources.tolist() == [2, 7]
    assert outbox.first.tolist() == [0, 2, 4]
    assert outbox.posts.tolist() == [11, 13, 10, 12]


def test_an_empty_outbox_is_what_filling_with_nothing_gives() -> None:
    for one, other in zip(fill_outbox(NOBODY, NOBODY), empty_outbox(), strict=True):
        assert one.tolist() == other.tolist()


def test_followers_receive_what_their_source_passed_on_and_nobody_else_does() -> None:
    # Members 0 and 2 follow source 3; member 1 follows source 4.
    ties = compress(5, np.array([0, 2, 1]), np.array([3, 3, 4]))
    now = scene(members(3), posts(8), tick=9)
    receive(now, ties, fill_outbox(np.array([3, 3]), np.array([5, 6])), 0.0, 0, 3)
    assert [feed_of(now.feeds, row) for row in range(3)] == [[(5, 1, 9), (6, 1, 9)], [], [(5, 1, 9), (6, 1, 9)]]


def test_shares_count_how_many_of_ones_followees_passed_a_post_on() -> None:
    ties = compress(5, np.array([0, 0, 1]), np.array([3, 4, 4]))
    now = scene(members(3), posts(8), tick=9)
    receive(now, ties, fill_outbox(np.array([3, 4]), np.array([5, 5])), 0.0, 0, 3)
    assert feed_of(now.feeds, 0) == [(5, 2, 9)]
    assert feed_of(now.feeds, 1) == [(5, 1, 9)]


def test_each_follower_of_the_punished_is_alarmed_once_for_each_of_them() -> None:
    ties = compress(5, np.array([0, 0, 1]), np.array([3, 4, 4]))
    fear = np.ones(3, np.float32)
    alarm_followers(fear, ties, Alarms(np.array([3, 4]), np.array([0.25, 0.125])), 0, 3)
    assert fear.tolist() == [1.375, 1.125, 1]


@pytest.mark.parametrize("cuts", [(0, 60), (0, 1, 60), (0, 17, 18, 43, 60)])
def test_ranges_of_members_receive_what_all_receive(cuts: tuple[int, ...]) -> None:
    luck = np.random.default_rng(4)
    ties = compress(64, luck.integers(0, 60, 900), luck.integers(0, 64, 900))
    outbox = fill_outbox(luck.integers(0, 64, 80), luck.integers(0, 40, 80))
    whole, parts = crowd(), crowd()
    receive(whole, ties, outbox, 1.3, 0, 60)
    alarm_followers(whole.members.fear, ties, ALARMS, 0, 60)
    for start, stop in reversed(list(pairwise(cuts))):
        receive(parts, ties, outbox, 1.3, start, stop)
        alarm_followers(parts.members.fear, ties, ALARMS, start, stop)
    assert whole.feeds.tobytes() == parts.feeds.tobytes()
    assert whole.members.fear.tobytes() == parts.members.fear.tobytes()


def test_nothing_comes_where_nobody_follows() -> None:
    now = scene(members(3), posts(8))
    receive(now, no_ties(7), fill_outbox(np.array([3]), np.array([5])), 0.0, 0, 3)
    alarm_followers(now.members.fear, no_ties(7), Alarms(np.array([3]), np.array([0.3])), 0, 3)
    assert not (now.feeds["posts"] >= 0).any()
    assert not now.members.fear.any()


def mixed(outbox: Outbox, **columns: Any) -> Any:
    now = scene(members(3), posts(8, **columns), tick=9)
    receive_from_everyone(now, everything(outbox), outbox, 0.0, 0, 3)
    return now


def test_everything_counts_each_post_once_with_its_shares() -> None:
    all_of_it = everything(fill_outbox(np.array([0, 2, 4]), np.array([6, 5, 6])))
    assert all_of_it.posts.tolist() == [5, 6]
    assert all_of_it.shares.tolist() == [1, 2]


def test_with_complete_mixing_everyone_receives_what_others_passed_on_but_not_the_own_share() -> None:
    now = mixed(fill_outbox(np.array([0, 2, 4, 2]), np.array([6, 6, 6, 5])))
    assert feed_of(now.feeds, 0) == [(5, 1, 9), (6, 2, 9)]
    assert feed_of(now.feeds, 1) == [(5, 1, 9), (6, 3, 9)]
    assert feed_of(now.feeds, 2) == [(6, 2, 9)]


def test_with_complete_mixing_nobody_is_sent_the_own_post() -> None:
    now = mixed(fill_outbox(np.array([4]), np.array([6])), author=np.array([9, 9, 9, 9, 9, 9, 1, 9]))
    assert [len(feed_of(now.feeds, row)) for row in range(3)] == [1, 0, 1]


def test_with_complete_mixing_everyone_of_a_range_is_alarmed() -> None:
    fear = np.ones(4, np.float32)
    alarm_everyone(fear, 0.5, 1, 3)
    assert fear.tolist() == [1, 1.5, 1.5, 1]


def test_complete_mixing_in_ranges_is_complete_mixing() -> None:
    luck = np.random.default_rng(4)
    outbox = fill_outbox(luck.integers(0, 64, 80), luck.integers(0, 40, 80))
    whole, parts = crowd(), crowd()
    receive_from_everyone(whole, everything(outbox), outbox, 1.3, 0, 60)
    for start, stop in ((31, 60), (0, 31)):
        receive_from_everyone(parts, everything(outbox), outbox, 1.3, start, stop)
    assert whole.feeds.tobytes() == parts.feeds.tobytes()
