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


def test_the_tutorial_reads_a_sweep_of_any_one_key_and_says_so_of_another(tmp_path: pathlib.Path) -> None:
    left = {"none": 1.0, "strict": 0.2}
    points = [{"enforcement": name} for name in left]
    folder = synthetic_store(
        tmp_path / "one", points, 8, lambda point, seed: ladder(left)({"policy": point["enforcement"]}, seed)
    )
    assert list(read_a_sweep.main(folder)["Share of the gain that is left"].index) == ["strict"]
    assert list(read_a_sweep.main(folder, "strict")["Share of the gain that is left"].index) == ["none"]
    two = [{"policy": name, "members": members} for name in left for members in (100, 200)]
    with pytest.raises(SystemExit, match="read a sweep of one key, and policy, members vary in it"):
        read_a_sweep.main(synthetic_store(tmp_path / "two", two, 4, ladder(left)))
