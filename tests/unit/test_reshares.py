"""Delivery where items stay: shares add up, ages run on, and the youngest remain."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.delivery import fill_outbox
from sim.kernels.reshares import copies_in_feeds, keep_luckiest, merge, new_desk
from sim.kernels.wiring import compress, followees_of
from tests.unit.hand_made import crowd, feed_of, fill, members, posts, scene

NOBODY = np.zeros(0, np.int64)
N_POSTS = 40


def merged(
    items: list[tuple[int, float, int]],
    came: list[tuple[int, int]],
    *,
    length: int = 3,
    weights: Any = None,
    **columns: Any,
) -> list[tuple[int, float, int]]:
    """Return a feed at tick 9 after (source, post) came from sources 1 to 5, all of which the member follows."""
    now = scene(members(1), posts(N_POSTS, **columns), tick=9, length=length)
    fill(now.feeds, 0, items)
    deliver(now, came, weights)
    return feed_of(now.feeds, 0)


def deliver(now: Any, came: list[tuple[int, int]], weights: Any = None, n_sources: int = 6) -> None:
    n = len(now.members.fear)
    sources, rows = np.array([s for s, _ in came], int), np.array([p for _, p in came], int)
    outbox = fill_outbox(sources, rows, weights)
    follower, followee = np.meshgrid(np.arange(n), np.arange(1, n_sources), indexing="ij")
    followees = followees_of(compress(n_sources, follower.ravel(), followee.ravel()), n)
    sends = np.full(n_sources, -1, np.int32)
    sends[outbox.sources] = np.arange(len(outbox.sources))
    merge(now, followees, outbox, sends, 0, n)


def test_what_comes_enters_with_age_0_for_the_next_tick() -> None:
    assert merged([], [(1, 5)]) == [(5, 1, 10)]


def test_what_is_there_gains_shares_and_keeps_its_age() -> None:
    assert merged([(0, 2.0, 4), (1, 1.0, 5)], [(1, 0), (2, 0), (3, 1)]) == [(0, 4, 4), (1, 2, 5)]


def test_the_same_from_several_lies_there_once() -> None:
    assert merged([], [(1, 5), (2, 5), (4, 5)]) == [(5, 3, 10)]


def test_what_comes_with_many_shares_counts_them() -> None:
    assert merged([(0, 1.0, 4)], [(1, 0), (2, 6)], weights=np.array([3.0, 7.0])) == [(0, 4, 4), (6, 7, 10)]


def test_nothing_that_comes_leaves_the_feed_as_it_was() -> None:
    assert merged([(0, 2.0, 4), (1, 1.0, 5)], []) == [(0, 2, 4), (1, 1, 5)]


def test_a_full_feed_keeps_the_youngest() -> None:
    assert merged([(0, 9.0, 4), (1, 1.0, 3), (2, 1.0, 8)], [(1, 5)]) == [(0, 9, 4), (2, 1, 8), (5, 1, 10)]


def test_what_is_old_does_not_become_young_by_being_ousted_and_shared_in_one_tick() -> None:
    came = [(1, 10), (2, 11), (3, 12), (4, 0)]
    assert merged([(0, 9.0, 4), (1, 1.0, 5), (2, 1.0, 6)], came) == [(10, 1, 10), (11, 1, 10), (12, 1, 10)]


def test_the_own_message_may_come_back() -> None:
    assert merged([], [(1, 5)], author=np.zeros(N_POSTS)) == [(5, 1, 10)]


def test_what_was_removed_makes_room() -> None:
    removed = np.full(N_POSTS, -1)
    removed[2] = 7
    kept = merged([(0, 9.0, 4), (1, 1.0, 3), (2, 1.0, 8)], [(1, 5)], removed=removed)
    assert kept == [(0, 9, 4), (1, 1, 3), (5, 1, 10)]


def test_of_one_age_a_keyed_draw_decides_whatever_the_order() -> None:
    orders = ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], [3, 1, 5, 2, 4])
    kept = {tuple(p for p, _, _ in merged([], [(s, s + 10) for s in order], length=2)) for order in orders}
    assert len(kept) == 1


def test_everyone_keeps_others_of_one_age() -> None:
    now = scene(members(300), posts(N_POSTS), tick=9, length=2)
    deliver(now, [(source, source + 10) for source in range(1, 6)])
    counts = copies_in_feeds(now.feeds, N_POSTS)[11:16]
    # Each of the five is kept with chance 2/5, by 120 of 300 members with standard deviation 8.5.
    assert counts.sum() == 600
    assert np.all(np.abs(counts - 120) < 30)


class Item:
    """An item as the readable twin knows it."""

    def __init__(self, post: int, shares: float, since: int) -> None:
        self.post, self.shares, self.since = post, shares, since


@settings(max_examples=60, deadline=None)
@given(came=st.lists(st.tuples(st.integers(1, 59), st.integers(0, N_POSTS - 1)), max_size=80), seed=st.integers(0, 5))
def test_the_kernel_does_what_a_list_and_a_sort_do(came: list[tuple[int, int]], seed: int) -> None:
    busy, plain = crowd(seed=seed), crowd(seed=seed)
    deliver(busy, came, n_sources=60)
    for row in range(60):
        there = [Item(*item) for item in feed_of(plain.feeds, row) if plain.posts["removed"][item[0]] < 0]
        for _, post in came:
            known = [item for item in there if item.post == post]
            if known:
                known[0].shares += 1
            else:
                there.append(Item(post, 1, 10))
        kept = feed_of(busy.feeds, row)
        arrivals = sorted((item.since for item in there), reverse=True)[:6]
        assert sorted((since for _, _, since in kept), reverse=True) == arrivals
        assert {(item.post, item.shares, item.since) for item in there} >= set(kept)
        assert len({post for post, _, _ in kept}) == len(kept)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), min_size=1, max_size=30), st.data())
def test_the_luckiest_of_an_age_stay_and_of_equals_those_laid_down_first(
    laid: list[tuple[float, bool]], data: st.DataObject
) -> None:
    at_cut = [place for place, (_, young) in enumerate(laid) if not young]
    room = data.draw(st.integers(0, len(at_cut)))
    desk = new_desk(len(laid), posts(1))
    desk.luck[:] = [2.0 if young else luck for luck, young in laid]
    desk.since[:] = [9 if young else 8 for _, young in laid]
    keep_luckiest(desk, len(laid), 8, room)
    stay = sorted(at_cut, key=lambda place: -laid[place][0])[:room]
    kept = {place for place, (_, young) in enumerate(laid) if young} | set(stay)
    assert [luck == 2.0 for luck in desk.luck] == [place in kept for place in range(len(laid))]


@pytest.mark.parametrize("cuts", [[0, 60], [0, 7, 31, 60]])
def test_the_range_of_members_changes_no_byte(cuts: list[int]) -> None:
    ties = compress(
        60, np.repeat(np.arange(60), 5), (np.repeat(np.arange(60), 5) + np.tile([1, 5, 9, 20, 33], 60)) % 60
    )
    outbox = fill_outbox(np.arange(60), np.arange(60) % N_POSTS)
    whole, parts = crowd(), crowd()
    for busy, bounds in ((whole, [0, 60]), (parts, cuts)):
        for place in reversed(range(len(bounds) - 1)):
            merge(busy, followees_of(ties, 60), outbox, np.arange(60, dtype=np.int32), bounds[place], bounds[place + 1])
    assert whole.feeds.tobytes() == parts.feeds.tobytes()


def test_followees_are_the_followers_turned_round() -> None:
    ties = compress(4, np.array([0, 0, 1, 2]), np.array([1, 3, 3, 0]))
    turned = followees_of(ties, 3)
    assert [turned.sources[turned.start[m] : turned.start[m + 1]].tolist() for m in range(3)] == [[1, 3], [3], [0]]
