"""Metrics that are a quotient: ratios of means, by hand; what has no price; pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.adversary import payoffs
from experiments.analysis.intervals import ALL_EQUAL, STUDENTISED
from experiments.analysis.measured import comparison_metrics, mean_of, measure, priced_by
from experiments.analysis.quotients import BOOTSTRAPPED_T, Quotient, quotient_difference, quotient_interval
from experiments.metric_keys import metric_keys
from experiments.report.results import read_results
from experiments.report.verdicts import verdicts
from tests.unit.synthetic_comparison import Declared
from tests.unit.synthetic_store import synthetic_store

PRICE = Declared("members per cost unit", "lower", "", ("persuaded", "cost"))


def test_a_price_over_replicates_is_the_ratio_of_means_with_its_linearised_interval() -> None:
    # 1/1 and 3/9: the mean of ratios is 2/3, the ratio of means 4/10. Linearised: .4 + (.6, -.6)/5 = .52, .28,
    # s = .12·√2, s/√2 = .12, t(1) = 12.7062.
    found = quotient_interval(Quotient({1: 1.0, 2: 3.0}, {1: 1.0, 2: 9.0}))
    assert found.mean == pytest.approx(0.4)
    assert (found.low, found.high) == pytest.approx((0.4 - 12.7062 * 0.12, 0.4 + 12.7062 * 0.12), abs=1e-5)
    assert (found.n, found.n_undefined, found.method) == (2, 0, STUDENTISED)


def test_a_difference_of_prices_is_the_difference_of_ratios_of_means_over_shared_replicates() -> None:
    baseline = Quotient({1: 1.0, 2: 3.0, 3: 7.0}, {1: 1.0, 2: 9.0, 3: 1.0})
    setting = Quotient({1: 1.0, 2: 1.0, 3: None}, {1: 2.0, 2: 3.0, 3: 1.0})
    found = quotient_difference(baseline, setting, "lower")
    # 2/5 - 4/10 = 0 over replicates 1 and 2; the third has no numerator under the setting.
    assert found.estimate == pytest.approx(0.0, abs=1e-15)
    assert (found.n, found.n_undefined) == (2, 1)
    # Linearised .52, .28 and .4 + (.2, -.2)/2.5 = .48, .32: differences -.04, .04; s/√2 = .04.
    assert (found.low, found.high) == pytest.approx((-12.7062 * 0.04, 12.7062 * 0.04), abs=1e-5)
    assert found.p_better == 0.5


def test_equal_prices_have_an_interval_of_zero_width_and_equal_settings_are_identical() -> None:
    same = Quotient({1: 1.0, 2: 2.0}, {1: 10.0, 2: 20.0})
    found = quotient_interval(same)
    assert (found.low, found.high, found.method) == (pytest.approx(0.1), pytest.approx(0.1), ALL_EQUAL)
    assert quotient_difference(same, same).verdict == "identical"


def test_replicates_that_spent_nothing_count_and_settings_that_spent_nothing_have_no_price() -> None:
    assert quotient_interval(Quotient({1: 0.0, 2: 3.0}, {1: 0.0, 2: 6.0})).mean == 0.5
    silent, loud = Quotient({1: 0.0, 2: 0.0}, {1: 0.0, 2: 0.0}), Quotient({1: 1.0, 2: 2.0}, {1: 1.0, 2: 1.0})
    for found in (quotient_interval(silent), quotient_difference(loud, silent), quotient_difference(silent, loud)):
        assert "denominator is 0" in str(found.reason)
        assert found.low is None
    assert quotient_difference(loud, silent).estimate is None


def test_one_replicate_has_a_price_and_says_why_it_has_no_interval() -> None:
    one = Quotient({1: 1.0}, {1: 4.0})
    for found in (quotient_interval(one), quotient_difference(one, Quotient({1: 1.0}, {1: 2.0}))):
        assert found.low is None
        assert found.reason == "one replicate has no spread: an interval needs at least 2"
    assert quotient_interval(one).mean == 0.25
    assert quotient_difference(one, Quotient({1: 1.0}, {1: 2.0})).estimate == 0.25


def drawn(n: int, price: float, seed: int) -> Quotient:
    draw = np.random.default_rng(seed)
    cost = 100 * np.exp(0.4 * draw.normal(size=n))
    gain = price * cost + draw.normal(size=n)
    return Quotient(dict(enumerate(gain.tolist())), dict(enumerate(cost.tolist())))


def test_from_eight_replicates_on_the_interval_is_a_bootstrap_that_repeats_itself() -> None:
    few, enough = quotient_interval(drawn(7, 0.1, 1)), quotient_interval(drawn(8, 0.1, 1))
    assert (few.method, enough.method) == (STUDENTISED, BOOTSTRAPPED_T)
    assert enough == quotient_interval(drawn(8, 0.1, 1))
    assert enough.low is not None
    assert enough.high is not None
    assert enough.mean is not None
    assert enough.low < enough.mean < enough.high


def test_pairing_narrows_the_difference_of_prices() -> None:
    one = drawn(20, 0.1, 3)
    dearer = Quotient({k: 1.1 * float(v or 0) for k, v in one.numerator.items()}, one.denominator)
    paired = quotient_difference(one, dearer)
    apart = quotient_difference(one, drawn(20, 0.11, 4))
    assert paired.low is not None
    assert paired.high is not None
    assert apart.low is not None
    assert apart.high is not None
    assert paired.high - paired.low < 0.3 * (apart.high - apart.low)


def runs(gains: dict[str, list[float]], cost: float = 10.0) -> pd.DataFrame:
    rows = [
        {"setting": name, "replicate": k, "persuaded": gain, "cost": cost, "price": gain / cost}
        for name, values in gains.items()
        for k, gain in enumerate(values)
    ]
    return pd.DataFrame(rows)


def test_a_price_is_undefined_where_the_undisclosed_world_persuades_nobody_for_certain() -> None:
    gains = {"disclosure=full": [4.0, 5.0, 6.0], "disclosure=none": [-1.0, 2.0, 0.5]}
    found = comparison_metrics(runs(gains), list(gains), "disclosure=full", {"price": PRICE})["price"]
    for told in (*found["by_setting"].values(), found["difference"]):  # type: ignore[attr-defined]
        assert "under disclosure=none its 95% interval" in told["reason"]
        assert "contains 0" in told["reason"]
        assert told["low"] is None
    assert found["difference"]["estimate"] is None  # type: ignore[index]


def test_a_price_is_defined_where_only_the_disclosing_world_persuades_nobody() -> None:
    gains = {"disclosure=none": [4.0, 5.0, 6.0], "disclosure=full": [-1.0, 2.0, 0.5]}
    found = measure(runs(gains), list(gains), "disclosure=none", {"price": PRICE})["price"]
    assert found.by_setting["disclosure=full"].mean == pytest.approx(0.05)
    assert found.differences["disclosure=full"].estimate == pytest.approx(-0.45)


def test_the_world_that_a_price_is_judged_by_is_the_undisclosed_twin_or_else_the_baseline() -> None:
    dials = ["policy=full", "policy=none", "policy=partial"]
    assert priced_by(dials, "policy=full") == dict.fromkeys(dials, "policy=none")
    ladder = ["policy=none", "policy=strict"]
    assert priced_by(ladder, "policy=strict") == dict.fromkeys(ladder, "policy=strict")
    crossed = ["enforcement=none disclosure=full", "enforcement=none disclosure=none", "enforcement=strict"]
    judged = [crossed[1], crossed[1], crossed[2]]
    assert list(priced_by(crossed, crossed[2]).values()) == judged
    home, abroad = "markets.home.disclosure", "markets.overseas.disclosure"
    one = [f"{home}=full", f"{home}=none"]
    assert priced_by(one, one[0]) == dict.fromkeys(one, one[1])
    both = [f"{home}=full {abroad}=full", f"{home}=none {abroad}=full", f"{home}=none {abroad}=none"]
    assert list(priced_by(both, both[0]).values()) == [both[2]] * 3


def test_the_table_of_a_sweep_and_the_matrix_of_a_game_take_ratios_of_means_as_well() -> None:
    made = pd.DataFrame({"persuaded": [1.0, 3.0], "cost": [1.0, 9.0], "persuaded_per_cost": [1.0, 1 / 3]})
    assert mean_of(made, "persuaded_per_cost", metric_keys()["persuaded_per_cost"]).mean == pytest.approx(0.4)
    game = pd.concat(
        [made.assign(strategy="flood", policy=name, replicate=range(2)) for name in ("none", "strict")],
        ignore_index=True,
    )
    found = payoffs(game, "persuaded_per_cost")
    assert found["matrix"]["flood"]["none"]["mean"] == pytest.approx(0.4)
    assert found["regrets"]["flood"] == {"none": 0.0, "strict": 0.0}


def test_every_declared_quotient_is_made_of_declared_numbers_and_is_their_ratio_in_a_run() -> None:
    declared = metric_keys()
    quotients = {key: metric.quotient_of for key, metric in declared.items() if metric.quotient_of}
    assert "persuaded_per_cost" in quotients
    for key, parts in quotients.items():
        assert set(parts) <= set(declared), key
        assert key not in parts


def test_a_resample_without_a_denominator_is_left_out_or_the_bootstrap_is_given_up() -> None:
    # One replicate in eight spent anything: (7/8)^8 = a third of the resamples have no ratio.
    rare = Quotient({k: float(k == 0) for k in range(8)}, {k: 2.0 * (k == 0) for k in range(8)})
    found = quotient_interval(rare)
    assert found.mean == 0.5
    assert found.low is not None
    assert math.isfinite(found.low)
    assert found.method != BOOTSTRAPPED_T


def test_a_sweep_with_assumptions_pools_what_was_persuaded_and_what_was_spent(tmp_path: Path) -> None:
    points = [{"policy": name, "members": size} for name in ("none", "strict") for size in (100, 200)]

    def summary(point: Mapping[str, object], replicate: int) -> dict[str, float | None]:
        small = point["members"] == 100
        gain, cost = (1.0 + replicate, 2.0) if small else (5.0 + replicate, 18.0)
        return {"persuaded": gain, "cost": cost, "persuaded_per_cost": gain / cost}

    found = read_results(synthetic_store(tmp_path, points, 2, summary))
    # Replicate 0: (1 + 5)/(2 + 18) = .3; replicate 1: (2 + 6)/20 = .4; both: 14/40.
    priced = found.runs.sort_values(["setting", "replicate"])["persuaded_per_cost"].tolist()
    assert priced == [0.3, 0.4, 0.3, 0.4]
    assert found.measured["persuaded_per_cost"].by_setting["policy=none"].mean is None  # .35 ± .64 contains 0
    assert "contains 0" in str(found.measured["persuaded_per_cost"].by_setting["policy=strict"].reason)


@pytest.mark.parametrize(("left", "word"), [(0.8, "holds in these runs"), (0.97, "refuted in these runs")])
def test_h6_is_judged_by_the_ratio_of_means(tmp_path: Path, left: float, word: str) -> None:
    shares = {"none": 1.0, "headline": 0.3 * left + 0.7, "partial": 0.6 * left + 0.4, "full": left}

    def summary(point: Mapping[str, object], replicate: int) -> dict[str, float | None]:
        # One replicate spends a hundredth and has a wild price of its own, which the ratio of means does not heed.
        cost = 1.0 if replicate == 0 else 100.0
        gain = cost * shares[str(point["policy"])] * (50.0 if replicate == 0 else 1.0 + replicate / 100)
        return {"persuaded": gain, "cost": cost, "persuaded_per_cost": gain / cost}

    points = [{"policy": name} for name in shares]
    store = synthetic_store(tmp_path, points, 9, summary)
    found = read_results(store)
    found = replace(found, story=replace(found.story, hypotheses=("H6",)))
    verdict = verdicts(found)[0]
    assert (verdict.hypothesis, verdict.word) == ("H6", word)
    assert f"leaves {left:.3f} of persuasion per cost" in verdict.because
