"""Half-lives from the peak, finished and unfinished."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.decay import decay, median_half_life
from experiments.analysis.waiting import WaitingTime, in_words_alike, longest_of
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


def test_times_print_in_hours_then_days() -> None:
    assert [str(WaitingTime(hours)) for hours in (0.5, 47, 48, 100)] == ["0.5 h", "47 h", "2 d", "4.17 d"]


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
