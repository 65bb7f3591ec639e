"""A verdict follows from an interval and the lines that a hypothesis draws, and from nothing else."""

from __future__ import annotations

import math

import pytest

from experiments.evidence._contract import Verdict
from experiments.evidence.judgement import (
    Estimate,
    Line,
    Side,
    above,
    at_least,
    at_most,
    below,
    check_of,
    judged,
    verdict_of,
)

FIVE_TIMES = Line("ratio", at_least(5.0), below(2.0))
AT_ALL = Line("gain", above(0.0), at_most(0.0))
STILL = Line("moved", Side(-0.02, 0.02, closed=False), Side(-0.05, 0.05, outside=True))


@pytest.mark.parametrize(
    ("line", "low", "high", "verdict"),
    [
        (FIVE_TIMES, 5.0, 9.0, "supported"),
        (FIVE_TIMES, 4.9, 9.0, "undecided"),
        (FIVE_TIMES, 1.0, 1.9, "refuted"),
        (FIVE_TIMES, 1.0, 2.0, "undecided"),
        (FIVE_TIMES, None, None, "undecided"),
        (FIVE_TIMES, math.nan, math.nan, "undecided"),
        (AT_ALL, 0.1, 0.2, "supported"),
        (AT_ALL, 0.0, 0.2, "undecided"),
        (AT_ALL, 0.0, 0.0, "refuted"),
        (AT_ALL, -0.2, -0.1, "refuted"),
        (STILL, -0.019, 0.019, "supported"),
        (STILL, -0.02, 0.01, "undecided"),
        (STILL, 0.05, 0.07, "refuted"),
        (STILL, -0.09, -0.05, "refuted"),
        (STILL, -0.06, 0.06, "undecided"),
        (Line("median", Side(4.0, 9.0), Side(3.0, 12.0, closed=False, outside=True)), math.inf, math.inf, "refuted"),
    ],
)
def test_a_verdict_asks_for_the_whole_interval_on_one_side(
    line: Line, low: float | None, high: float | None, verdict: Verdict
) -> None:
    assert verdict_of(line, Estimate(0.0, low, high)) == verdict


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ((6.0, 7.0), (0.1, 0.2), "supported"),
        ((6.0, 7.0), (-0.1, 0.2), "undecided"),
        ((6.0, 7.0), (-0.2, -0.1), "refuted"),
        ((3.0, 4.0), (-0.2, -0.1), "refuted"),
    ],
)
def test_one_refuted_line_refutes_and_all_must_be_supported(
    first: tuple[float, float], second: tuple[float, float], verdict: Verdict
) -> None:
    estimates = {"ratio": Estimate(0.0, *first), "gain": Estimate(0.0, *second)}
    assert judged((FIVE_TIMES, AT_ALL), estimates) == verdict


def test_a_line_without_a_refuting_side_can_only_be_supported_or_left_open() -> None:
    line = Line("share", at_least(0.5))
    assert verdict_of(line, Estimate(0.1, 0.0, 0.2)) == "undecided"
    assert verdict_of(line, Estimate(0.8, 0.7, 0.9)) == "supported"


def test_a_line_is_a_check_of_the_estimate_alone() -> None:
    assert check_of(FIVE_TIMES, Estimate(5.0, 1.0, 9.0)).met
    assert not check_of(AT_ALL, Estimate(0.0)).met
    assert check_of(AT_ALL, Estimate(1e-300)).met
    assert not check_of(STILL, Estimate(0.02)).met
    assert not check_of(FIVE_TIMES, Estimate(None)).met


def test_sides_and_estimates_are_said_in_words() -> None:
    assert [str(side) for side in (at_least(5.0), above(0.0), at_most(0.5), below(2.0))] == [
        "at least 5",
        "above 0",
        "at most 0.5",
        "below 2",
    ]
    assert str(Side(-0.05, 0.05, outside=True)) == "outside -0.05 to 0.05"
    assert str(Estimate(0.5, 0.25, 0.75)) == "0.5 (0.25 to 0.75)"
    assert str(Estimate(None, reason="nothing fell")) == "undefined (nothing fell)"
