"""A purse never gives more than it holds, and gives all it can."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.cast.purse import Purse

PRICES = some.lists(some.floats(0.0, 10.0), min_size=0, max_size=30)


def test_a_purse_without_bottom_pays_for_everything() -> None:
    purse = Purse(None)
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
    assert purse.pay_in_turn(np.zeros(5), np.arange(5)).all()
    assert not purse.pay_in_turn(np.ones(5), np.arange(5)).any()


@given(PRICES, some.floats(0.0, 60.0))
def test_never_more_is_spent_than_there_is_and_what_is_left_buys_nothing_that_was_refused(
    prices: list[float], budget: float
) -> None:
    purse, asked = Purse(budget), np.array(prices)
    paid = purse.pay_in_turn(asked, np.random.default_rng(0).random(len(prices)))
    assert purse.spent <= budget
    assert purse.spent == pytest.approx(asked[paid].sum())
    assert all(not purse.covers(price) for price in asked[~paid])
