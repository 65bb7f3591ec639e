"""The table with which a sweep ends: means with their intervals, and of how many runs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.tables import HEADLINES, show_sweep


def shown(capsys: pytest.CaptureFixture[str], **columns: list[float | None]) -> str:
    runs = pd.DataFrame({key: np.arange(4.0) for key in (*HEADLINES, "cost")} | columns)
    show_sweep(["policy"], runs.assign(point=0, policy="none", replicate=range(4)), 0)
    return capsys.readouterr().out


def test_a_mean_says_of_how_many_runs_it_is_where_not_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    # 1, 2, 3: mean 2, and 4.303 standard errors (1/sqrt 3) either side.
    assert "2 ± 2.484 (3 of 4)" in shown(capsys, credibility_half_life=[1.0, 2.0, 3.0, None])
    assert " of 4" not in shown(capsys)


def test_of_fewer_than_half_of_the_runs_there_is_no_mean(capsys: pytest.CaptureFixture[str]) -> None:
    """Those whose line fell are not like those whose line did not."""
    out = shown(capsys, credibility_half_life=[79.0, None, None, None])
    assert "only in 1 of 4" in out
    assert "79" not in out
    assert "—" in shown(capsys, credibility_half_life=[None] * 4)
