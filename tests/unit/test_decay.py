"""The half-life of a curve, counted from its first peak."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.kernels.decay import HalfLife, half_life

NAN = math.nan


def lasted(*values: float) -> HalfLife | None:
    return half_life(np.array(values, np.float64))


@pytest.mark.parametrize("ticks", [1, 4, 7, 30])
def test_a_straight_fall_to_nothing_is_halved_half_way(ticks: int) -> None:
    assert half_life(np.linspace(1, 0, ticks + 1)) == (pytest.approx(ticks / 2), False)


@pytest.mark.parametrize("ticks", [3.0, 10.0, 33.3])
def test_an_exponential_fall_is_halved_in_its_half_life(ticks: float) -> None:
    found = half_life(np.exp2(-np.arange(200) / ticks))
    assert found is not None
    assert found.ticks == pytest.approx(ticks, rel=0.02)


def test_the_rise_before_the_peak_does_not_count() -> None:
    # From the peak 8 at place 2: half, 4, lies a third of the way from 5 to 2.
    assert lasted(1, 3, 8, 5, 2) == (pytest.approx(1 + 1 / 3), False)


def test_a_plateau_counts_from_its_first_tick() -> None:
    assert lasted(0, 2, 2, 2, 0) == (2.5, False)


def test_a_later_equal_peak_does_not_begin_the_count_anew() -> None:
    assert lasted(0, 4, 1, 4, 0) == (pytest.approx(2 / 3), False)


def test_exactly_half_is_half() -> None:
    assert lasted(4, 3, 2, 1) == (2.0, False)


def test_a_curve_that_stays_above_half_is_censored_at_its_end() -> None:
    assert lasted(0, 4, 3, 2.1) == (2.0, True)


def test_a_peak_at_the_very_end_is_censored_at_once() -> None:
    assert lasted(1, 2, 3) == (0.0, True)
    assert lasted(5) == (0.0, True)


@pytest.mark.parametrize("values", [(), (0, 0, 0), (-3, -1, -2), (0,), (NAN, NAN), (NAN, 0, -1)], ids=str)
def test_a_curve_that_never_rises_above_0_has_no_half_life(values: tuple[float, ...]) -> None:
    assert lasted(*values) is None


def test_what_was_undefined_before_the_peak_is_ignored() -> None:
    assert lasted(NAN, NAN, 4, 2) == (1.0, False)


def test_a_missing_value_is_no_fall() -> None:
    """As in the figures of the report, where missing values are skipped."""
    assert lasted(4, NAN, 3, 1) == (2.5, False)
    assert lasted(4, 3, NAN) == (2.0, True)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40), st.floats(0.1, 50))
def test_a_half_life_does_not_depend_on_the_unit(values: list[float], times: float) -> None:
    assume(max(values) > 1e-3)
    one, other = lasted(*values), lasted(*(value * times for value in values))
    assert one is not None
    assert other is not None
    assume(not any(abs(value - max(values) / 2) < 1e-9 for value in values))
    assert one.ticks == pytest.approx(other.ticks, abs=1e-6)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=40))
def test_a_half_life_lies_within_the_run(values: list[float]) -> None:
    assume(max(values) > 0)
    found = lasted(*values)
    assert found is not None
    assert 0 <= found.ticks <= len(values) - 1
