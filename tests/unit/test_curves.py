"""The curves that rules are made of."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from sim.base.chance import ALONE, draws, purpose
from sim.kernels.curves import (
    discount,
    place_of,
    probabilities,
    probability,
    share_lost,
    standard_normal,
    within,
)
from tests.unit.hand_made import STREAM


@pytest.mark.parametrize(("log_odds", "expected"), [(0.0, 0.5), (math.log(3), 0.75), (-math.log(9), 0.1)])
def test_a_probability_is_the_logistic_of_its_log_odds(log_odds: float, expected: float) -> None:
    assert probability(log_odds) == pytest.approx(expected, rel=1e-14)


@given(st.floats(-30, 30))
def test_probabilities_of_a_claim_and_of_its_denial_add_to_one(log_odds: float) -> None:
    assert probability(log_odds) + probability(-log_odds) == pytest.approx(1, abs=1e-15)


@given(st.floats(-30, 30), st.floats(0.01, 5))
def test_a_probability_rises_with_its_log_odds(log_odds: float, more: float) -> None:
    assert probability(log_odds) <= probability(log_odds + more)


def test_probabilities_of_columns_are_those_of_their_elements() -> None:
    log_odds = np.linspace(-20, 20, 99).astype(np.float32).reshape(33, 3)
    alone = [probability(float(one)) for one in log_odds.ravel()]
    assert np.allclose(probabilities(log_odds).ravel(), alone, rtol=1e-14, atol=0)


@pytest.mark.parametrize(
    ("n", "exponent", "expected"), [(0.0, 2.0, 1.0), (3.0, 0.0, 1.0), (3.0, 1.0, 0.25), (3.0, 0.5, 0.5)]
)
def test_the_next_repetition_is_worth_one_over_one_plus_n_to_the_exponent(
    n: float, exponent: float, expected: float
) -> None:
    assert discount(n, exponent) == pytest.approx(expected, rel=1e-15)


@given(st.floats(0, 1e6), st.floats(0, 3))
def test_a_repetition_is_never_worth_more_than_the_first_report(n: float, exponent: float) -> None:
    assert 0 < discount(n, exponent) <= 1


@pytest.mark.parametrize(("value", "expected"), [(-3.0, -1.0), (-1.0, -1.0), (0.5, 0.5), (2.0, 2.0), (9.0, 2.0)])
def test_within_moves_only_what_lies_outside(value: float, expected: float) -> None:
    assert within(value, -1.0, 2.0) == expected


@given(st.lists(st.floats(0, 9), max_size=30), st.floats(-1, 10))
def test_a_place_is_where_the_value_would_be_inserted_after_its_equals(rising: list[float], value: float) -> None:
    cumulative = np.array(sorted(rising))
    assert place_of(cumulative, value) == np.searchsorted(cumulative, value, side="right")


@pytest.mark.parametrize(("hours", "lost"), [(0.0, 0.0), (12.0, 0.5), (24.0, 0.75), (36.0, 0.875)])
def test_half_is_lost_in_a_half_life(hours: float, lost: float) -> None:
    assert share_lost(12.0, hours) == pytest.approx(lost, rel=1e-14)


def test_nothing_is_lost_of_what_lasts_forever() -> None:
    assert share_lost(math.inf, 1.0) == 0.0


def test_what_many_small_ticks_lose_is_what_one_long_tick_loses() -> None:
    kept = (1 - share_lost(240.0, 1 / 6)) ** (6 * 240)
    assert kept == pytest.approx(0.5, rel=1e-11)


def test_normal_draws_are_standard_normal() -> None:
    pairs = [draws(STREAM, purpose("test.normal"), 0, one, ALONE)[:2] for one in range(4000)]
    assert kstest([standard_normal(*pair) for pair in pairs], "norm").pvalue > 0.01


def test_the_luckiest_and_unluckiest_draws_give_finite_numbers() -> None:
    nearest = 2.0**-33
    assert all(math.isfinite(standard_normal(one, 0.25)) for one in (nearest, 0.5, 1 - nearest))
