"""Tutorials run, and find what was planted."""

from __future__ import annotations

import pathlib

import pytest

from experiments.tutorials import read_a_sweep
from tests.unit.synthetic_store import ladder, synthetic_store


def test_the_tutorial_reads_the_planted_answer_from_a_store(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = {"none": 1.0, "light": 0.9, "maximal": 0.2}
    folder = synthetic_store(tmp_path, [{"policy": name} for name in left], 8, ladder(left))
    found = read_a_sweep.main(folder)
    shares, price, trade, decay = found.values()
    assert shares.loc["maximal", "high"] < 0.5 < shares.loc["light", "low"]
    assert price.loc["maximal", "verdict"] == "higher"
    assert price.loc["maximal", "holm"] < 0.05
    assert trade.loc["maximal", "rank_1"] == 1
    assert trade["on_frontier"].all()
    # Planted: a gain that falls to 1/e in 8 hours, so to half in 8 ln 2 = 5.55; straight lines between hours give 5.56.
    assert decay.loc["none", "half_life"] == "5.56 h"
    assert decay.loc["none", "shape"] == "exponential"
    assert "Share of the gain that is left" in capsys.readouterr().out
