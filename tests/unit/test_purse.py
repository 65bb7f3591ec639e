"""A purse never gives more than it holds, and gives all it can."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.cast.purse import Purse

PRICES = some.lists(some.floats(0.0, 10.0), min_size=0, max_size=30)


def test_a_purse_without_bottom_pays_for_everything() -> None:
    purse = Purse(None)
    assert purse.n_covered(7, 1e9) == 7
    assert purse.pay_in_turn(np.full(3, 1e12), np.array([0.1, 0.2, 0.3])).all()
    assert purse.spent == 3e12


def test_acts_are_paid_for_in_their_turn_and_one_too_dear_is_passed_over() -> None:
    purse = Purse(2.5)
    paid = purse.pay_in_turn(np.array([1.0, 2.0, 0.5, 1.0, 0.5]), np.array([0.5, 0.9, 0.8, 0.1, 0.95]))
    assert paid.tolist() == [True, False, True, True, False]
    assert purse.spent == 2.5


def test_what_is_not_covered_is_not_paid() -> None:
    purse = Purse(1.0)
    with pytest.raises(ValueError, match=r"price=1.5: 0 of the budget of 1 are spent"):
        purse.pay(1.5)
    assert purse.spent == 0.0


def test_an_empty_purse_covers_what_is_free() -> None:
    purse = Purse(0.0)
    assert purse.n_covered(5, 0.0) == 5
    assert purse.n_covered(5, 1.0) == 0


def test_rounding_takes_nothing_away() -> None:
    assert Purse(0.3).n_covered(9, 0.1) == 2  # 3 x 0.1 is more than 0.3 in floating point
    assert Purse(0.7).n_covered(9, 0.1) == 6 + (0.1 * 7 <= 0.7)


@given(PRICES, some.floats(0.0, 60.0))
def test_never_more_is_spent_than_there_is_and_what_is_left_buys_nothing_that_was_refused(
    prices: list[float], budget: float
) -> None:
    purse, asked = Purse(budget), np.array(prices)
    paid = purse.pay_in_turn(asked, np.random.default_rng(0).random(len(prices)))
    assert purse.spent <= budget
    assert purse.spent == pytest.approx(asked[paid].sum())
    assert all(not purse.covers(price) for price in asked[~paid])


@given(some.integers(0, 1000), some.floats(0.01, 100.0), some.floats(0.0, 1e4))
def test_as_many_are_covered_as_there_is_money_for(n: int, price: float, budget: float) -> None:
    purse = Purse(budget)
    covered = purse.n_covered(n, price)
    assert 0 <= covered <= n
    assert purse.covers(price * covered)
    assert covered == n or not purse.covers(price * (covered + 1))
