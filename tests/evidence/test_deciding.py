"""What is undecided says what would decide it, and an interval from that many pairs does."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.analysis.intervals import studentised
from experiments.evidence.deciding import pairs_needed, what_decides
from experiments.evidence.judgement import Estimate, Line, Side, above, at_least, below, verdict_of
from experiments.evidence.page import deciding_cells, section

GAIN = Line("gain", at_least(0.1), below(0.0))
STILL = Line("moved", Side(-0.02, 0.02, closed=False), Side(-0.05, 0.05, outside=True))


def pairs_with(mean: float, spread: float, n: int) -> np.ndarray:
    """Return n values with exactly this mean and standard deviation."""
    drawn = np.random.default_rng(n).normal(size=n)
    return mean + spread * (drawn - drawn.mean()) / drawn.std(ddof=1)


def estimated(mean: float, spread: float, n: int) -> Estimate:
    return Estimate(*studentised(pairs_with(mean, spread, n)))


@pytest.mark.parametrize(
    ("line", "mean", "verdict"),
    [(GAIN, 0.13, "supported"), (GAIN, -0.05, "refuted"), (STILL, 0.012, "supported"), (STILL, -0.09, "refuted")],
)
def test_the_pairs_named_decide_and_one_fewer_does_not(line: Line, mean: float, verdict: str) -> None:
    found = what_decides(line, estimated(mean, 0.2, 8), 8)
    assert found is not None
    assert found.needed is not None
    assert found.needed > 8
    assert ("support" in found.words) == (verdict == "supported")
    assert verdict_of(line, estimated(mean, 0.2, found.needed)) == verdict
    assert verdict_of(line, estimated(mean, 0.2, found.needed - 1)) == "undecided"


@pytest.mark.parametrize(
    ("line", "estimate", "why"),
    [
        (GAIN, Estimate(0.05, 0.02, 0.08), "between the claim and what refutes it"),
        (GAIN, Estimate(0.1, 0.05, 0.15), "on the line"),
        (GAIN, Estimate(0.1 + 1e-7, 0.05, 0.15), "on the line"),
        (Line("gain", above(0.1)), Estimate(0.05, 0.0, 0.2), "nothing refutes it"),
        (GAIN, Estimate(None, reason="nothing fell"), "nothing fell"),
        (GAIN, Estimate(0.2, reason="one replicate"), "one replicate"),
    ],
)
def test_where_no_number_of_pairs_would_decide_it_says_why(line: Line, estimate: Estimate, why: str) -> None:
    found = what_decides(line, estimate, 8)
    assert found is not None
    assert found.needed is None
    assert why in found.words


def test_what_is_decided_needs_nothing() -> None:
    assert what_decides(GAIN, Estimate(0.2, 0.15, 0.25), 8) is None
    assert what_decides(GAIN, Estimate(-0.2, -0.25, -0.15), 8) is None


def test_half_the_reach_takes_about_four_times_the_pairs() -> None:
    assert pairs_needed(100, 1.0) == 100
    assert pairs_needed(100, 0.5) == pytest.approx(400, abs=8)
    assert pairs_needed(100, 1e-4) is None


def test_the_page_has_a_line_for_each_number_left_open_and_no_table_where_there_is_none() -> None:
    found = what_decides(GAIN, estimated(0.13, 0.2, 8), 8)
    assert found is not None
    row = dict.fromkeys(("id", "title", "rule", "tolerance_rule", "source", "command"), "")
    row |= {"id": "H99", "kind": "hypotheses", "verdict": "undecided", "checks": [], "curves": []}
    decided = row | {"verdict": "supported", "deciding": []}
    left_open = row | {"deciding": [found._asdict()]}
    assert deciding_cells([decided, left_open]) == [("H99", "gain", found.estimate, "8", found.words)]
    assert found.words in section("hypotheses", [left_open])
    assert "What would decide" not in section("hypotheses", [decided])
