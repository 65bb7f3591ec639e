"""Numbers and sentences: never stronger than the interval."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from experiments.analysis.paired import PairedDifference
from experiments.report.numbers import interval, number, percentage
from experiments.report.wording import difference_sentence, limits, summary, what_was_compared
from tests.unit.synthetic_comparison import Declared, synthetic_comparison

LOWER = Declared("share", "lower", "")


def difference(estimate: float, low: float, high: float, p_better: float | None = 0.05) -> PairedDifference:
    return PairedDifference(estimate, low, high, p_better, 1.0, 20, 0, "")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.12345, "0.123"),
        (-0.5, "\N{MINUS SIGN}0.500"),
        (12.34, "12.3"),
        (999.7, "1,000"),
        (1234567, "1,234,567"),
        (0.0000827, "0.0000827"),
        (0.00000827, "8.27×10⁻⁶"),
        (1e-9, "1.00×10⁻⁹"),
        (None, "undefined"),
        (float("nan"), "undefined"),
        (0.0999999, "0.100"),
    ],
)
def test_numbers_have_three_digits_and_no_surprise(value: float | None, text: str) -> None:
    assert number(value) == text


def test_signs_are_shown_where_asked() -> None:
    assert interval(-0.1, 0.25, signed=True) == "\N{MINUS SIGN}0.100 to +0.250"
    assert number(0, signed=True) == "0"


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (0.001, "1%"), (0.999, "99%"), (1, "100%"), (None, "undefined")]
)
def test_only_all_is_a_hundred_percent(share: float | None, text: str) -> None:
    assert percentage(share) == text


def test_a_direction_is_claimed_where_the_interval_excludes_zero() -> None:
    told = difference_sentence("reach", LOWER, difference(0.2, 0.1, 0.3), "full", "open")
    assert told.startswith("Reach is higher under full than under open: +0.200 share")
    assert told.endswith("so this is worse (in 95% of pairs).")
    assert "is lower under" in difference_sentence("reach", LOWER, difference(-0.2, -0.3, -0.1), "full", "open")


@pytest.mark.parametrize(("low", "high"), [(-0.1, 0.3), (0.0, 0.3), (-0.3, 0.0)])
def test_no_direction_is_claimed_where_it_does_not(low: float, high: float) -> None:
    told = difference_sentence("reach", LOWER, difference((low + high) / 2, low, high), "full", "open")
    assert told.startswith("No evidence of a difference in reach")
    for claim in ("higher under", "lower under", "better", "worse"):
        assert claim not in told


def test_a_metric_without_direction_is_neither_better_nor_worse() -> None:
    told = difference_sentence("cost", Declared("h", None, ""), difference(0.2, 0.1, 0.3, None), "full", "open")
    assert "better" not in told
    assert "worse" not in told


def test_the_summary_says_what_is_undefined_and_what_is_left_out() -> None:
    told = summary(synthetic_comparison(replicates=20, ticks=50))[0]
    assert told.opening == (
        "14 metrics: 11 with a difference (95% interval excludes zero), 1 without evidence of one, 1 identical in "
        "every pair and 1 undefined."
    )
    text = " ".join(told.sentences)
    assert "Persuasion per unit of cost cannot be compared: 0 of 20 pairs are defined" in text
    assert "only the 16 pairs in which both runs fell to half" in text


def test_one_replicate_claims_nothing() -> None:
    comparison = synthetic_comparison(replicates=1, ticks=50)
    assert "cannot be told apart" in what_was_compared(comparison)
    told = summary(comparison)[0]
    assert "0 with a difference" in told.opening
    assert all("cannot be compared" in sentence for sentence in told.sentences)


def test_one_setting_has_nothing_to_compare() -> None:
    comparison = synthetic_comparison(settings=("censorship=open",), replicates=2, ticks=50)
    assert "nothing to compare" in what_was_compared(comparison)
    assert summary(comparison) == []


def test_limits_name_unfinished_half_lives_and_many_intervals() -> None:
    told = " ".join(limits(synthetic_comparison(replicates=20, ticks=50)))
    assert "credibility half-life had no value" in told
    assert "12 intervals are shown, and no interval is adjusted" in told


def test_settings_of_one_key_go_by_their_values_and_others_by_their_labels() -> None:
    assert synthetic_comparison(replicates=1, ticks=9).names == {"censorship=open": "open", "censorship=full": "full"}
    mixed = synthetic_comparison(settings=("censorship=open", "enforcement=none strategy=flood"), replicates=1, ticks=9)
    assert list(mixed.names.values()) == ["censorship=open", "enforcement=none strategy=flood"]
    assert mixed.key is None


def test_a_comparison_that_does_not_fit_together_is_refused_with_all_problems() -> None:
    whole = synthetic_comparison(replicates=1, ticks=9)
    with pytest.raises(ValueError, match=r"baseline: 'x'.*runs: no column 'replicate'.*posts: no column 'fate'"):
        dataclasses.replace(
            whole, baseline="x", runs=whole.runs.drop(columns="replicate"), posts=whole.posts.drop(columns="fate")
        )


def test_an_undefined_estimate_never_reaches_a_sentence() -> None:
    whole = synthetic_comparison(replicates=3, ticks=9)
    empty = dataclasses.replace(whole, runs=whole.runs.assign(**dict.fromkeys(whole.metrics, np.nan)))
    assert "nan" not in " ".join(summary(empty)[0].sentences).lower()
