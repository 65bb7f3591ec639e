"""Paired differences and intervals, against numbers worked out by hand and against what must not change them."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis.intervals import ALL_EQUAL, BOOTSTRAPPED, STUDENTISED, mean_interval
from experiments.analysis.measured import comparison_metrics
from experiments.analysis.paired import paired_difference
from tests.unit.synthetic_comparison import Declared

# Differences .1, .3, .2: mean .2, s = .1, s/√3 = .057735, t(2) = 4.302653, so ± .248414.
BEFORE = {1: 0.2, 2: 0.4, 3: 0.3}
AFTER = {3: 0.5, 1: 0.3, 2: 0.7}

reasonable = st.floats(-100, 100).map(lambda value: round(value, 3))
pairs = st.lists(st.tuples(reasonable, reasonable), min_size=2, max_size=12)


def sides(values: list[tuple[float, float]]) -> tuple[dict[int, float], dict[int, float]]:
    return {k: pair[0] for k, pair in enumerate(values)}, {k: pair[1] for k, pair in enumerate(values)}


def test_a_paired_difference_is_the_mean_of_differences_with_student_bounds() -> None:
    found = paired_difference(BEFORE, AFTER, "higher")
    assert found.estimate == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.2 - 0.248414, 0.2 + 0.248414), abs=1e-6)
    assert found.method == STUDENTISED
    assert (found.n, found.n_undefined, found.p_better, found.verdict) == (3, 0, 1.0, "no evidence")
    # Standard deviations .1 and .2, root mean square √.025 = .158114; .2/.158114 = 1.264911.
    assert found.standardised == pytest.approx(1.264911, abs=1e-6)


def test_pairs_with_an_undefined_side_are_dropped_and_counted() -> None:
    found = paired_difference(BEFORE | {4: 0.1, 5: None, 7: 9.0}, AFTER | {4: math.nan, 5: 0.3, 6: math.inf})
    assert (found.n, found.n_undefined) == (3, 4)
    assert found.estimate == pytest.approx(0.2)


def test_series_and_mappings_are_paired_alike() -> None:
    assert paired_difference(pd.Series(BEFORE), pd.Series(AFTER)) == paired_difference(BEFORE, AFTER)


def test_a_series_that_repeats_a_replicate_is_refused() -> None:
    with pytest.raises(ValueError, match="more than once"):
        paired_difference(pd.Series([1.0, 2.0], index=[1, 1]), pd.Series(AFTER))


@pytest.mark.parametrize("values", [{}, {1: None}, {1: 0.5, 2: math.nan}, {1: 0.5}])
def test_fewer_than_two_pairs_have_no_interval_and_a_reason(values: dict[int, float]) -> None:
    found = paired_difference(values, values, "lower")
    assert (found.low, found.high, found.p_better) == (None, None, None)
    assert found.verdict == "undefined"
    assert "at least 2" in str(found.reason)


def test_one_pair_has_its_difference_and_says_why_it_has_no_interval() -> None:
    found = paired_difference({1: 0.5}, {1: 0.75})
    assert (found.estimate, found.low, found.n) == (0.25, None, 1)
    assert found.reason == "one replicate has no spread: an interval needs at least 2"
    assert paired_difference({}, {}).estimate is None


def test_ties_count_half_towards_better() -> None:
    # Lower is better: one gain, one tie, one loss, one loss -> (1 + .5)/4.
    found = paired_difference({1: 5, 2: 5, 3: 5, 4: 5}, {1: 4, 2: 5, 3: 6, 4: 7}, "lower")
    assert found.p_better == pytest.approx(0.375)


def test_a_metric_without_direction_has_no_p_better() -> None:
    assert paired_difference(BEFORE, AFTER).p_better is None


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(ValueError, match="'up'"):
        paired_difference(BEFORE, AFTER, "up")


@pytest.mark.parametrize("n", [2, 5, 30, 45])
def test_equal_differences_give_an_interval_of_zero_width(n: int) -> None:
    before = {k: k / 7 for k in range(n)}
    found = paired_difference(before, {k: value + 0.1 for k, value in before.items()}, "higher")
    assert found.low == found.high == found.estimate == pytest.approx(0.1)
    assert (found.method, found.verdict) == (ALL_EQUAL, "higher")


def test_equal_worlds_are_identical_and_not_merely_without_evidence() -> None:
    found = paired_difference(BEFORE, dict(BEFORE), "lower")
    assert (found.estimate, found.low, found.high, found.p_better) == (0, 0, 0, 0.5)
    assert (found.verdict, found.standardised) == ("identical", 0)


def test_rounding_of_sums_is_no_difference() -> None:
    found = paired_difference({1: 0.3, 2: 0.6}, {1: 0.1 + 0.2, 2: 0.6})
    assert found.verdict == "identical"


def test_from_thirty_pairs_the_interval_is_a_bootstrap_that_repeats_itself() -> None:
    draw = np.random.default_rng(1)
    before = dict(enumerate(draw.normal(size=30)))
    after = {k: value + 0.5 + draw.exponential() for k, value in before.items()}
    first, second = paired_difference(before, after), paired_difference(before, after)
    assert first == second
    assert first.method == BOOTSTRAPPED
    assert first.low is not None
    assert first.high is not None
    assert first.estimate is not None
    assert first.low < first.estimate < first.high
    # A skewed sample has a skewed interval: that is what BCa is for.
    assert first.high - first.estimate > first.estimate - first.low


@given(pairs)
def test_swapping_the_baseline_negates_the_estimate(values: list[tuple[float, float]]) -> None:
    before, after = sides(values)
    there, back = paired_difference(before, after, "lower"), paired_difference(after, before, "lower")
    assert there.estimate is not None
    assert there.p_better is not None
    assert there.low is not None
    assert back.estimate == pytest.approx(-there.estimate, abs=1e-9)
    assert back.high == pytest.approx(-there.low, abs=1e-9)
    assert back.p_better == pytest.approx(1 - there.p_better)


@given(pairs, reasonable)
def test_adding_a_constant_to_both_changes_nothing(values: list[tuple[float, float]], constant: float) -> None:
    before, after = sides(values)
    plain = paired_difference(before, after)
    moved = paired_difference(
        {k: value + constant for k, value in before.items()}, {k: value + constant for k, value in after.items()}
    )
    assert (moved.estimate, moved.low, moved.high) == pytest.approx((plain.estimate, plain.low, plain.high), abs=1e-9)


@settings(max_examples=5, deadline=None)
@given(st.integers(30, 50))
def test_the_order_of_replicates_changes_no_studentised_bound_and_no_estimate(n: int) -> None:
    draw = np.random.default_rng(n)
    before, after = dict(enumerate(draw.normal(size=n))), dict(enumerate(draw.normal(size=n)))
    turned = dict(reversed(before.items()))
    assert paired_difference(turned, after).estimate == pytest.approx(paired_difference(before, after).estimate)


def test_the_mean_of_no_one_and_of_one_replicate_says_what_is_missing() -> None:
    nothing, one = mean_interval([math.nan, None]), mean_interval([0.4, None])
    assert (nothing.mean, nothing.low, nothing.n, nothing.n_undefined) == (None, None, 0, 2)
    assert (one.mean, one.low, one.high, one.n) == (0.4, None, None, 1)
    assert "at least 2" in str(one.reason)


def test_comparison_metrics_is_the_contract_and_strict_json() -> None:
    runs = pd.DataFrame(
        {
            "setting": ["open"] * 3 + ["full"] * 3,
            "replicate": [1, 2, 3, 3, 1, 2],
            "belief": [0.2, 0.4, 0.3, 0.5, 0.3, 0.7],
            "never": np.nan,
        }
    )
    metrics = {"belief": Declared("p", "lower", ""), "never": Declared("h", None, ""), "gone": Declared("h", None, "")}
    found = comparison_metrics(runs, ["open", "full", "exported"], "open", metrics)
    text = json.dumps(found, allow_nan=False)
    assert json.loads(text) == found
    belief = found["belief"]
    assert set(belief) == {"by_setting", "difference", "differences"}
    assert belief["by_setting"]["open"]["mean"] == pytest.approx(0.3)  # type: ignore[index]
    told = {"setting", "estimate", "low", "high", "p_better", "n", "n_undefined", "reason"}
    assert set(belief["difference"]) == told  # type: ignore[call-overload]
    assert belief["difference"]["setting"] == "full"  # type: ignore[index]
    assert belief["difference"]["p_better"] == 0.0  # type: ignore[index]
    assert [each["setting"] for each in belief["differences"]] == ["full", "exported"]  # type: ignore[attr-defined]
    for key in ("never", "gone"):
        nothing = {"mean": None, "low": None, "high": None, "reason": "no replicate has a defined value"}
        assert found[key]["by_setting"]["full"] == nothing  # type: ignore[index]
        assert found[key]["difference"]["estimate"] is None  # type: ignore[index]


def test_the_first_difference_is_the_first_setting_that_is_not_the_baseline() -> None:
    runs = pd.DataFrame({"setting": ["a", "a", "b", "b"], "replicate": [1, 2, 1, 2], "x": [1.0, 2.0, 3.0, 5.0]})
    found = comparison_metrics(runs, ["a", "b"], "b", {"x": Declared("", None, "")})["x"]
    assert found["difference"]["setting"] == "a"  # type: ignore[index]
    assert found["difference"]["estimate"] == pytest.approx(-2.5)  # type: ignore[index]


def test_one_setting_alone_has_no_difference() -> None:
    runs = pd.DataFrame({"setting": ["a"], "replicate": [1], "x": [1.0]})
    found = comparison_metrics(runs, ["a"], "a", {"x": Declared("", None, "")})["x"]
    assert (found["difference"], found["differences"]) == (None, [])


def test_a_replicate_that_appears_twice_is_refused_with_its_name() -> None:
    runs = pd.DataFrame({"setting": ["a", "a"], "replicate": [4, 4], "x": [1.0, 2.0]})
    with pytest.raises(ValueError, match="replicate 4 of setting 'a'"):
        comparison_metrics(runs, ["a"], "a", {})


def test_an_unknown_baseline_is_refused() -> None:
    runs = pd.DataFrame({"setting": ["a"], "replicate": [4], "x": [1.0]})
    with pytest.raises(ValueError, match="baseline 'b'"):
        comparison_metrics(runs, ["a"], "b", {})
