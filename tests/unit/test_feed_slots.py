"""The race for a visitor's attention: chances in proportion to weight, and removing one runner disturbs no other."""

import math

import numpy as np
import pytest
from scipy.stats import chi2

from sim.kernels.feed_slots import (
    OUT_OF_SIGHT,
    Chatter,
    buried_since,
    chatter_lap,
    finish_time,
    items_above,
    leave_empty_handed,
    note_arrivals,
    take_first,
)
from tests.unit.hand_made import STREAM, fill, members, posts, scene

N_VISITORS = 6000
WEIGHTS = (4.0, 2.0, 1.0, 0.5)


def order_of(keys: tuple[int, ...], weights: tuple[float, ...], row: int) -> list[int]:
    """Return the keys in the order in which they cross the line for one visitor."""
    times = [finish_time(STREAM, 3, key, row, weight) for key, weight in zip(keys, weights, strict=True)]
    return [keys[place] for place in np.argsort(times)]


def chi_square(counts: np.ndarray, shares: np.ndarray) -> float:
    expected = counts.sum() * shares / shares.sum()
    return float(((counts - expected) ** 2 / expected).sum())


def test_the_winner_is_drawn_in_proportion_to_weight() -> None:
    winners = [order_of((1, 2, 3, 4), WEIGHTS, row)[0] for row in range(N_VISITORS)]
    counts = np.bincount(winners, minlength=5)[1:]
    assert chi_square(counts, np.array(WEIGHTS)) < chi2.ppf(0.99, 3)


def test_the_runner_up_is_drawn_in_proportion_to_the_weight_of_those_who_are_left() -> None:
    orders = [order_of((1, 2, 3, 4), WEIGHTS, row) for row in range(N_VISITORS)]
    counts = np.bincount([order[1] for order in orders if order[0] == 1], minlength=5)[2:]
    assert chi_square(counts, np.array(WEIGHTS[1:])) < chi2.ppf(0.99, 2)


def test_removing_one_item_leaves_the_order_of_the_others() -> None:
    for row in range(200):
        whole = order_of((1, 2, 3, 4), WEIGHTS, row)
        assert [key for key in whole if key != 3] == order_of((1, 2, 4), (4.0, 2.0, 0.5), row)


@pytest.mark.parametrize("weight", [0.0, -1.0])
def test_what_has_no_weight_never_arrives(weight: float) -> None:
    assert finish_time(STREAM, 3, 1, 1, weight) == OUT_OF_SIGHT


def test_twice_the_weight_halves_the_time() -> None:
    assert finish_time(STREAM, 3, 1, 1, 2.0) == pytest.approx(finish_time(STREAM, 3, 1, 1, 1.0) / 2, rel=1e-15)


def test_chatter_without_weight_never_arrives_and_each_lap_has_its_own_luck() -> None:
    assert chatter_lap(Chatter(STREAM, 3, 0.0), 1, 0) == OUT_OF_SIGHT
    laps = [chatter_lap(Chatter(STREAM, 3, 2.0), 1, lap) for lap in range(3000)]
    assert len(set(laps)) == 3000
    assert np.mean(laps) == pytest.approx(0.5, rel=0.06)


def test_chatter_wins_places_in_proportion_to_its_weight() -> None:
    """One item of weight 1 against chatter of weight 3: the item has the first place of four in one visit of four."""
    won = sum(
        finish_time(STREAM, 3, 1, row, 1.0) < chatter_lap(Chatter(STREAM, 3, 3.0), row, 0) for row in range(N_VISITORS)
    )
    assert won / N_VISITORS == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize(
    ("tick", "length", "chatter", "buried"),
    [
        (30, 15, 0.0, -1),
        (30, 15, 4.0, 26),
        (30, 15, 5.0, 27),
        (30, 15, 30.0, 29),
        (1, 15, 0.1, -149),
        (30, 15, 5e-324, -1),
    ],
)
def test_chatter_buries_what_came_length_over_chatter_ticks_ago(
    tick: int, length: int, chatter: float, buried: int
) -> None:
    # 15 slots at 4 a tick: after 3 ticks 12 lie above, after 4 ticks 16, so that what came at 30 - 4 is out of sight.
    assert buried_since(tick, length, chatter) == buried


def test_a_buried_or_removed_item_leaves_its_slot_for_good() -> None:
    written = posts(3, removed=np.array([-1, 5, -1]))
    now = scene(members(1), written)
    fill(now.feeds, 0, [(0, 1.0, 8), (1, 1.0, 8), (2, 1.0, 4)])
    arrivals = np.zeros(4, np.int64)
    assert note_arrivals(now.feeds, written, 0, 4, arrivals) == 1
    assert arrivals.tolist() == [8, -1, -1, -1]
    assert now.feeds["posts"][0].tolist() == [0, -1, -1, -1]


def test_arrivals_are_noted_and_counted() -> None:
    written = posts(3, removed=np.array([-1, 5, -1]))
    now = scene(members(1), written)
    fill(now.feeds, 0, [(0, 1.0, 8), (1, 1.0, 8), (2, 1.0, 6)])
    arrivals = np.zeros(4, np.int64)
    assert note_arrivals(now.feeds, written, 0, -1, arrivals) == 2
    assert arrivals.tolist() == [8, -1, 6, -1]


def test_younger_items_lie_above_and_items_of_one_age_by_identity() -> None:
    written = posts(4, key=np.array([50, 90, 70, 10]))
    now = scene(members(1), written)
    fill(now.feeds, 0, [(0, 1.0, 5), (1, 1.0, 5), (2, 1.0, 5), (3, 1.0, 8)])
    arrivals = np.array([5, 5, 5, 8])
    assert [items_above(now.feeds, written, 0, slot, arrivals) for slot in range(4)] == [3, 1, 2, 0]


def race(times: list[float], n_wanted: int, chatter: float = 0.0) -> tuple[list[int], list[int]]:
    """Return the posts that a visitor of four slots takes, and those left in the feed."""
    now = scene(members(1), posts(4))
    fill(now.feeds, 0, [(post, 1.0, 0) for post in range(4)])
    take_first(now.visits.posts[0], n_wanted, now.feeds[0], np.array(times), (0, Chatter(STREAM, 3, chatter), False))
    return now.visits.posts[0].tolist(), now.feeds["posts"][0].tolist()


def test_a_visitor_takes_the_first_over_the_line_in_their_order_and_they_leave_the_feed() -> None:
    assert race([3.0, 1.0, 4.0, 2.0], 2) == ([1, 3] + [-1] * 6, [0, -1, 2, -1])


def test_a_visitor_takes_no_more_than_there_is() -> None:
    assert race([3.0, math.inf, 4.0, math.inf], 8) == ([0, 2] + [-1] * 6, [-1, 1, -1, 3])


def test_overwhelming_chatter_takes_every_place() -> None:
    assert race([3.0, 1.0, 4.0, 2.0], 4, chatter=1e12) == ([-1] * 8, [0, 1, 2, 3])


def test_one_who_leaves_empty_handed_holds_nothing() -> None:
    now = scene(members(1), posts(1))
    now.visits.posts[0] = 3
    leave_empty_handed(now.visits, 0)
    assert now.visits.posts[0].tolist() == [-1] * 8
