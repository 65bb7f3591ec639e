"""Bands over time, tick by tick."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.bands import band, paired_band


def steps() -> pd.DataFrame:
    """Two settings, three replicates, two ticks; one value undefined."""
    reach: dict[str, list[list[float]]] = {"open": [[1, 2], [2, 4], [3, 6]], "full": [[2, 5], [2, 9], [5, np.nan]]}
    return pd.DataFrame(
        [
            {"setting": setting, "replicate": replicate, "tick": tick, "hours": 0.5 * tick, "reach": value}
            for setting, values in reach.items()
            for replicate, of_ticks in enumerate(values)
            for tick, value in enumerate(of_ticks)
        ]
    )


def test_a_band_is_the_mean_over_replicates_with_student_bounds_at_each_tick() -> None:
    found = band(steps(), "reach").set_index(["setting", "tick"])
    # Values 2, 4, 6: mean 4, s = 2, s/√3 = 1.154701, t(2) = 4.302653, so ± 4.968276.
    assert found.loc[("open", 1), ["mean", "low", "high"]].tolist() == pytest.approx([4, -0.968276, 8.968276], abs=1e-5)
    # Values 5 and 9 of the defined replicates: s/√2 = 2, t(1) = 12.706205.
    row = found.loc[("full", 1)]
    assert [row["hours"], row["mean"], row["high"], row["n"]] == pytest.approx([0.5, 7, 7 + 25.412409, 2], abs=1e-5)


def test_a_paired_band_is_the_mean_of_differences_of_the_same_replicate() -> None:
    found = paired_band(steps(), "reach", "open").set_index(["setting", "tick"])
    # Tick 0: 1, 0, 2: mean 1, s = 1, ± 4.302653/√3 = 2.484138. Tick 1: 3, 5, undefined: mean 4.
    first = found.loc[("full", 0), ["estimate", "low", "high"]].tolist()
    assert first == pytest.approx([1, -1.484138, 3.484138], abs=1e-5)
    assert found.loc[("full", 1), ["estimate", "n"]].tolist() == [4, 2]
    assert set(found.index.get_level_values(0)) == {"full"}


def test_a_paired_band_does_not_depend_on_the_order_of_rows() -> None:
    shuffled = steps().sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(paired_band(shuffled, "reach", "open"), paired_band(steps(), "reach", "open"))


def test_one_replicate_has_a_mean_and_no_band() -> None:
    found = band(steps()[steps()["replicate"] == 0], "reach")
    assert found["mean"].notna().all()
    assert found[["low", "high"]].isna().all(axis=None)


def test_equal_replicates_have_a_band_of_zero_width() -> None:
    found = band(steps().assign(reach=0.25), "reach")
    assert (found["low"] == 0.25).all()
    assert (found["high"] == 0.25).all()


def test_what_was_never_measured_has_neither_mean_nor_band() -> None:
    found = band(steps().assign(reach=None), "reach")
    assert found[["mean", "low", "high"]].isna().all(axis=None)
    assert (found["n"] == 0).all()
