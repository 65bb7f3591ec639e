"""Half-lives from the peak, finished and unfinished."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.decay import CONFIRMING_HOURS, decay
from experiments.analysis.waiting import WaitingTime, in_words_alike, longest_of
from experiments.analysis.waiting_medians import half_lives, median_half_life, median_waiting
from sim.kernels.decay import half_life


def test_a_half_life_runs_from_the_first_peak_to_half_of_it() -> None:
    # Peak .8 at 2 h; .6 at 6 h and .2 at 8 h cross .4 at 7 h: five hours after the peak.
    found = decay(np.array([0, 2, 4, 6, 8.0]), np.array([0.1, 0.8, 0.8, 0.6, 0.2]))
    assert (found.peak_hours, found.peak) == (2, 0.8)
    assert found.half_life.hours == pytest.approx(5)


def test_a_half_life_that_is_not_reached_is_a_bound() -> None:
    found = decay(np.arange(5.0), np.array([0.1, 0.8, 0.7, 0.6, 0.5]))
    assert (found.half_life.hours, found.half_life.beyond_hours, str(found.half_life)) == (None, 3, "> 3 h")


def test_undefined_values_before_the_first_meeting_are_skipped() -> None:
    found = decay(np.arange(4.0), np.array([np.nan, 0.8, 0.4, 0.3]))
    assert found.half_life.hours == 1


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [0.0, 0.0], [-0.2, -0.1]])
def test_without_a_peak_above_zero_there_is_no_half_life(values: list[float]) -> None:
    found = decay(np.arange(float(len(values))), np.array(values)).half_life
    assert (found.hours, found.beyond_hours) == (None, None)
    assert found.reason


def test_the_half_life_of_a_curve_is_that_of_the_summary() -> None:
    values = np.exp(-0.13 * np.abs(np.arange(40.0) - 9))
    theirs = half_life(values)
    assert theirs is not None
    assert decay(np.arange(40.0), values).half_life.hours == pytest.approx(theirs.ticks)


def test_the_median_half_life_counts_unfinished_runs_as_longer_than_seen() -> None:
    # Half-lives 1, 2, > 3, > 3 h: after 1 h 3/4 last longer, after 2 h half do: the median is 2 h.
    falls = {0: [4.0, 2, 1, 1], 1: [4.0, 3, 2, 1], 2: [4.0, 4, 4, 4], 3: [4.0, 4, 4, 3]}
    found = median_half_life(steps(falls), "reach").iloc[0]
    assert (str(found["half_life"]), found["n"], found["n_finished"], found["n_undefined"]) == ("2 h", 4, 2, 0)


def test_a_median_half_life_that_is_not_reached_is_a_bound() -> None:
    runs = {0: [4.0, 2, 1, 1], 1: [4.0, 4, 4, 4], 2: [4.0, 4, 4, 4], 3: [0.0, 0, 0, 0]}
    found = median_half_life(steps(runs), "reach").iloc[0]
    assert (str(found["half_life"]), found["n"], found["n_finished"], found["n_undefined"]) == ("> 3 h", 3, 1, 1)


def test_the_last_fall_of_a_curve_that_only_falls_is_its_half_life() -> None:
    hours = np.arange(400.0)
    values = 0.3 * np.exp2(-hours / 60)
    assert decay(hours, values, last=True).half_life.hours == pytest.approx(60)
    assert decay(hours, values).half_life.hours == pytest.approx(60)


def test_a_low_noisy_line_that_goes_on_has_an_early_first_fall_and_a_last_one_at_its_end() -> None:
    """A plateau of 30 days, its noise as large as it is: the first fall dates a dip, the last one the end."""
    hours = np.arange(960.0)
    noise = np.random.default_rng(5).normal(0, 0.01, len(hours))
    values = np.where(hours <= 720, np.maximum(0.03 + noise, 0), 0)
    peak = hours[values.argmax()]
    first, last = (decay(hours, values, last=which).half_life.hours for which in (False, True))
    assert first is not None
    assert last is not None
    assert first < 24
    assert 700 < peak + last <= 721


def test_a_last_fall_near_the_end_of_the_run_is_a_bound_until_it_is_confirmed() -> None:
    # Half of 8 is crossed at 2 h for good; whether for good is not seen before 48 h more have passed.
    values = np.r_[8.0, 6, 4, np.full(200, 1)]
    for n_hours, told in ((2 + CONFIRMING_HOURS, "> 2 h"), (3 + CONFIRMING_HOURS, "2 h")):
        n = int(n_hours)
        assert str(decay(np.arange(float(n)), values[:n], last=True).half_life) == told


def test_a_run_that_is_above_half_at_its_end_has_not_fallen_for_the_last_time() -> None:
    values = np.r_[8.0, 2, np.full(100, 2), 7]
    assert str(decay(np.arange(103.0), values, last=True).half_life) == "> 4.25 d"
    assert decay(np.arange(103.0), values).half_life.finished


def test_runs_whose_first_fall_was_undone_are_counted() -> None:
    falls = [8.0, 2, 2, 7, 1, *np.full(60, 1.0)]
    found = half_lives(steps({0: falls, 1: [8.0, 6, 3, *np.full(62, 1.0)]}), "reach")[0]
    # From 8 to 2 half is crossed at 2/3 h, and once more from 7 to 1 at 3.5 h.
    assert (found.n, found.n_first, found.n_last, found.n_rose_again) == (2, 2, 2, 1)
    assert found.last.time.hours == pytest.approx(5 / 3)


def test_no_median_rests_on_fewer_than_half_of_the_runs() -> None:
    # One run in four falls, at 3 h, when the others are no longer followed: the curve drops to zero there.
    found = median_waiting(np.array([1.0, 1, 1, 3]), np.array([False, False, False, True]))
    assert (found.time.hours, found.time.beyond_hours) == (None, 1)
    half = median_waiting(np.array([1.0, 1, 2, 3]), np.array([False, False, True, True]))
    assert half.time.hours == 2


def test_the_interval_of_a_median_is_that_of_lifelines() -> None:
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    draw = np.random.default_rng(1)
    waits, followed = draw.exponential(10, 12), draw.uniform(8, 30, 12)
    hours, finished = np.minimum(waits, followed), waits <= followed
    theirs = KaplanMeierFitter().fit(hours, finished)
    low, high = median_survival_times(theirs.confidence_interval_survival_function_).to_numpy()[0]
    found = median_waiting(hours, finished)
    assert (found.time.hours, found.low_hours, found.high_hours) == (theirs.median_survival_time_, low, high)


def test_few_runs_leave_the_interval_of_a_median_open() -> None:
    # Of five runs the longest is beyond the median in all but 1/32 of cases: no 95% on that side; of six, 1/64.
    five, six = (median_waiting(np.arange(1.0, n + 1), np.ones(n, dtype=bool)) for n in (5, 6))
    assert (five.time.hours, five.low_hours, five.high_hours) == (3, None, None)
    assert (six.low_hours, six.high_hours) == (1, 6)


def test_a_median_that_was_not_reached_is_longer_than_half_of_the_runs_were_followed() -> None:
    # One run is followed for 229 h, which says nothing of the others.
    found = median_waiting(np.array([1.0, 3, 8, 20, 229]), np.zeros(5, dtype=bool))
    assert (found.time.hours, found.time.beyond_hours) == (None, 8)
    # Where the interval is known to begin later, the median is longer than that.
    late = median_waiting(np.r_[np.zeros(11), np.arange(50.0, 60)], np.r_[np.zeros(11), 1, 1, np.zeros(8)].astype(bool))
    assert late.time.beyond_hours == late.low_hours == 50


def test_times_print_in_hours_then_days() -> None:
    assert [str(WaitingTime(hours)) for hours in (0.5, 47, 48, 100)] == ["0.5 h", "47 h", "2 d", "4.17 d"]
    assert str(WaitingTime(34_320)) == "1,430 d"


def test_times_to_be_compared_share_their_unit() -> None:
    assert in_words_alike(36, 24, 60) == ["1.5 d", "1 d", "2.5 d"]


def steps(runs: dict[int, list[float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"setting": "open", "replicate": replicate, "tick": tick, "hours": float(tick), "reach": value}
            for replicate, values in runs.items()
            for tick, value in enumerate(values)
        ]
    )


def test_times_of_one_column_share_the_unit_of_its_longest() -> None:
    times = [WaitingTime(hours=24), WaitingTime(beyond_hours=60), WaitingTime(reason="never measured")]
    assert longest_of(times) == 60
    assert [time.told(longest_of(times)) for time in times] == ["1 d", "> 2.5 d", "undefined (never measured)"]
    assert longest_of(times[2:]) == 0
