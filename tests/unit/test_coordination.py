"""Signs of coordination, and the platform that suspends by them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.enforcement._contract import EnforcementPart, Profiles
from sim.enforcement.suspension import Suspension, reviewers_luck, rows_reviewed
from sim.kernels.coordination import creation_burst, poor_hygiene, youth
from tests.unit.hand_made import STREAM

YEAR = 24 * 365.25
days = st.lists(st.integers(-4000, 900), min_size=1, max_size=60)


def test_an_account_is_as_crowded_as_its_neighbours_in_time_are_many() -> None:
    # Days 0, 3, 5, 40: within 3 days of them lie 1, 2, 1 and 0 others; 2 is the most.
    assert creation_burst(np.array([0, 3, 5, 40]) * 24.0, 3).tolist() == [0.5, 1, 0.5, 0]


def test_accounts_of_one_day_crowd_each_other_whatever_the_hour() -> None:
    assert creation_burst(np.array([24.0, 47.9, 48.0]), 0.9).tolist() == [1, 1, 0]


def test_the_window_is_closed_and_time_before_the_start_is_time() -> None:
    assert creation_burst(np.array([-240.0, 0.0, 264.0]), 10).tolist() == [1, 1, 0]


@pytest.mark.parametrize("hours", [[], [5.0], [0.0, 1e6]], ids=str)
def test_where_nobody_is_near_nobody_is_crowded(hours: list[float]) -> None:
    assert creation_burst(np.array(hours), 15).tolist() == [0] * len(hours)


@given(days, st.integers(1, 60))
def test_crowding_is_the_counted_share_of_neighbours(created: list[int], window: int) -> None:
    others = [sum(abs(one - other) <= window for other in created) - 1 for one in created]
    expected = [n / max(*others, 1) for n in others]
    assert creation_burst(np.array(created) * 24.0, window).tolist() == pytest.approx(expected)


def test_an_account_is_young_at_birth_and_half_as_young_a_year_later() -> None:
    assert youth(np.array([0.0, -YEAR, -2 * YEAR, 50.0]), 0.0).tolist() == [1, 0.5, 0.25, 1]


def test_an_account_is_bare_without_followers_and_half_bare_with_ten() -> None:
    assert poor_hygiene(np.array([0.0, 10.0, 90.0])).tolist() == [1, 0.5, 0.1]


def profiles(created_days: np.ndarray, followers: float = 0.0) -> Profiles:
    n = len(created_days)
    return Profiles(np.arange(n) + 100, np.asarray(created_days, np.float64) * 24, np.full(n, followers))


def suspended(seen: Profiles, tick: int = 5, **numbers: Any) -> np.ndarray:
    part = Suspension(**({"reviews": 24.0, "error": 0.0} | numbers))
    return part.suspends(seen, STREAM, tick, 1.0)


FRESH, OLD = profiles(np.zeros(50)), profiles(-np.arange(50) * 200 - 4000, followers=500.0)


def test_at_threshold_0_every_reviewed_account_is_suspended_and_at_1_none() -> None:
    assert suspended(OLD, threshold=0.0).all()
    assert not suspended(FRESH, threshold=1.0, tick=0).any()


def test_without_reviews_nobody_is_suspended_and_with_constant_reviews_all_are_judged() -> None:
    assert not suspended(FRESH, reviews=0.0, threshold=0.0).any()
    assert suspended(FRESH, reviews=24.0, threshold=0.5).all()


@pytest.mark.parametrize("reviews", [1.2, 12.0])
def test_accounts_are_reviewed_as_often_as_declared(reviews: float) -> None:
    seen = profiles(np.zeros(4000))
    share = np.mean([suspended(seen, reviews=reviews, threshold=0.0, tick=tick).mean() for tick in range(10)])
    assert share == pytest.approx(reviews / 24, rel=0.06)


def test_an_account_that_is_reviewed_now_need_not_be_reviewed_again() -> None:
    one, other = (suspended(FRESH, reviews=12.0, threshold=0.0, tick=tick) for tick in (5, 6))
    assert one.tolist() != other.tolist()


def test_a_burst_of_accounts_is_more_suspicious_than_the_same_accounts_spread_out() -> None:
    # A burst of 50 among 10 spread ones: crowding 1 for the burst; alone and spread over years: nearly 0.
    burst = profiles(np.r_[np.full(50, -10.0), -np.arange(1, 11) * 300.0])
    spread = profiles(np.r_[np.linspace(-3600, -10, 50), -np.arange(1, 11) * 300.0])
    assert suspended(burst, threshold=0.8)[:50].all()
    assert suspended(spread, threshold=0.8)[:50].sum() < 10


def test_young_and_bare_accounts_are_suspended_before_old_and_followed_ones() -> None:
    both = Profiles(np.arange(2), np.array([-24.0, -50_000.0]), np.array([0.0, 900.0]))
    assert suspended(both, threshold=0.5).tolist() == [True, False]


def test_reviewers_err_both_ways_within_the_declared_error() -> None:
    lone = Profiles(np.arange(3000), np.arange(3000) * -24.0 * 400 - 1e6, np.zeros(3000))
    # Alone, ancient, bare: suspicion (0 + 0 + 1) / 3.
    assert suspended(lone, threshold=0.3, error=0.0).all()
    assert suspended(lone, threshold=0.3, error=0.1).mean() == pytest.approx((0.1 + 1 / 3 - 0.3) / 0.2, abs=0.03)
    assert suspended(lone, threshold=0.44, error=0.1).sum() == 0
    assert suspended(lone, threshold=0.23, error=0.1).all()


@given(st.permutations(range(30)))
@settings(deadline=None, max_examples=30)
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    seen = Profiles(np.arange(30) + 7, np.sin(np.arange(30)) * 9000, np.arange(30.0))
    whole = suspended(seen, reviews=12.0, threshold=0.4, error=0.2)
    permuted = suspended(Profiles(*(column[order] for column in seen)), reviews=12.0, threshold=0.4, error=0.2)
    assert permuted.tolist() == whole[order].tolist()


def test_who_is_reviewed_does_not_depend_on_who_else_spoke() -> None:
    whole = suspended(FRESH, reviews=12.0, threshold=0.0)
    half = suspended(Profiles(*(column[::2] for column in FRESH)), reviews=12.0, threshold=0.0)
    assert half.tolist() == whole[::2].tolist()


def test_of_nobody_nobody_is_suspended() -> None:
    assert suspended(profiles(np.zeros(0))).tolist() == []


@pytest.mark.parametrize("chance", [0.01, 0.3, 1.0])
def test_reviews_walk_over_all_rows_evenly(chance: float) -> None:
    rows = rows_reviewed(STREAM, 3, chance, 20_000)
    assert (np.diff(rows) > 0).all()
    assert len(rows) / 20_000 == pytest.approx(chance, rel=0.25 if chance < 0.1 else 0.03)
    assert rows[-1] < 20_000


def test_no_row_is_reviewed_at_chance_0_or_where_there_is_none() -> None:
    assert rows_reviewed(STREAM, 3, 0.0, 500).tolist() == []
    assert rows_reviewed(STREAM, 3, 1.0, 0).tolist() == []


def test_a_shorter_walk_is_the_beginning_of_a_longer_one() -> None:
    longer = rows_reviewed(STREAM, 3, 0.2, 900)
    assert rows_reviewed(STREAM, 3, 0.2, 300).tolist() == longer[longer < 300].tolist()


def test_a_reviewers_luck_belongs_to_account_and_tick() -> None:
    luck = reviewers_luck(STREAM, 3, np.array([5, 9]))
    assert reviewers_luck(STREAM, 3, np.array([9, 5])).tolist() == luck[::-1].tolist()
    assert reviewers_luck(STREAM, 4, np.array([5, 9])).tolist() != luck.tolist()


def test_a_part_that_promises_nothing_suspends_nobody() -> None:
    class Lenient(EnforcementPart):
        pass

    assert not Lenient().suspends(FRESH, STREAM, 5, 1.0).any()
