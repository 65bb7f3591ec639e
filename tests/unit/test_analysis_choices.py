"""Many comparisons, ratios, trade-offs and ranks, each against a case done by hand or published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import (
    by_assumption,
    frontier,
    frontier_shares,
    gains_by_segment,
    holm,
    order_kept,
    paired_difference,
    rank_shares,
    ratio_of_means,
)


def test_holm_multiplies_by_the_number_of_hypotheses_left() -> None:
    # Sorted .005 .01 .03 .04: times 4, 3, 2, 1, never falling: .02 .03 .06 .06.
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005, "e": None})
    assert adjusted == {
        "a": pytest.approx(0.03),
        "b": pytest.approx(0.06),
        "c": pytest.approx(0.06),
        "d": 0.02,
        "e": None,
    }
    assert holm({}) == {}
    with pytest.raises(ValueError, match="outside"):
        holm({"a": 1.5})


def test_the_p_value_is_that_of_the_paired_t_test() -> None:
    # Differences 1, 2, 3: mean 2, s.e. 1/√3, t = 3.464 on 2 degrees of freedom.
    found = paired_difference({0: 1.0, 1: 1.0, 2: 1.0}, {0: 2.0, 1: 3.0, 2: 4.0})
    assert found.p_value == pytest.approx(0.0742, abs=1e-4)
    assert paired_difference({0: 1.0, 1: 1.0}, {0: 1.0, 1: 1.0}).p_value == 1
    assert paired_difference({0: 1.0, 1: 2.0}, {0: 2.0, 1: 3.0}).p_value == 0


def test_a_ratio_ends_where_the_difference_from_that_share_touches_zero() -> None:
    draw = np.random.default_rng(5)
    before = dict(enumerate(draw.normal(4, 0.5, 12)))
    after = {seed: 0.5 * value + draw.normal(0, 0.1) for seed, value in before.items()}
    found = ratio_of_means(before, after)
    assert found.estimate == pytest.approx(sum(after.values()) / sum(before.values()))
    for bound, touches in ((found.low, "low"), (found.high, "high")):
        assert bound is not None
        share = {seed: bound * value for seed, value in before.items()}
        difference = paired_difference(share, after)
        assert getattr(difference, touches) == pytest.approx(0, abs=1e-9)


def test_a_share_of_nothing_is_undefined_with_its_reason() -> None:
    found = ratio_of_means({0: -1.0, 1: 1.0, 2: 0.1}, {0: 1.0, 1: 2.0, 2: 3.0})
    assert found.estimate is None
    assert "told from zero" in str(found.reason)
    assert "at least 2" in str(ratio_of_means({0: 1.0}, {0: 1.0}).reason)
    exact = ratio_of_means({0: 2.0, 1: 2.0}, {0: 1.0, 1: 1.0})
    assert (exact.estimate, exact.low, exact.high) == (0.5, 0.5, 0.5)


def test_only_policies_that_another_beats_in_everything_leave_the_frontier() -> None:
    values = pd.DataFrame(
        {"harm": [0, 1, 2, 2, 1, np.nan], "effect": [0.0, 2.0, 3.0, 1.0, 2.0, 9.0]},
        index=["none", "light", "strict", "clumsy", "twin of light", "unknown"],
    )
    kept = frontier(values, {"harm": "lower", "effect": "higher"})
    assert list(kept[kept].index) == ["none", "light", "strict", "twin of light"]
    with pytest.raises(ValueError, match="lower"):
        frontier(values, {"harm": "less"})


def test_a_share_on_the_frontier_says_how_sure_it_is() -> None:
    rows = [("a", seed, float(seed % 2), 0.0) for seed in range(10)]
    rows += [("b", seed, 5.0, 1.0) for seed in range(10)] + [("c", seed, 6.0, 1.0) for seed in range(10)]
    runs = pd.DataFrame(rows, columns=["setting", "replicate", "harm", "effect"])
    shares = frontier_shares(runs, {"harm": "lower", "effect": "higher"}, ["a", "b", "c"])
    assert shares.to_dict() == {"a": 1.0, "b": 1.0, "c": 0.0}
    assert frontier_shares(runs[runs["replicate"] == 0], {"harm": "lower"}, ["a", "b"]).isna().all()


def worlds() -> pd.DataFrame:
    """Two assumptions; `b` beats `a` where trust is 1, and loses where it is 2."""
    rows = []
    for seed in range(6):
        for trust in (1, 2):
            for setting, value in (("a", 1.0), ("b", 0.5 if trust == 1 else 2.0), ("c", 3.0)):
                rows.append((setting, seed, trust, value + 0.01 * seed + (0.001 * seed if setting == "b" else 0)))
    return pd.DataFrame(rows, columns=["setting", "replicate", "trust", "value"])


def test_signs_and_ranks_are_told_under_every_value_of_an_assumption() -> None:
    table = by_assumption(worlds(), "value", ["a", "b", "c"], "a", ["trust"])
    told = {(row["value"], row["setting"]): (row["verdict"], row["rank"]) for row in table.to_dict("records")}
    assert told[("1", "b")] == ("lower", 1)
    assert told[("2", "b")] == ("higher", 2)
    assert told[("", "c")] == ("higher", 3)
    assert told[("", "a")] == ("baseline", 1)
    assert set(table["n"]) == {6}
    # Over all worlds a < b < c; under trust 1 b < a < c, of whose three pairs one is turned round: τ = 1/3; under 2, 1.
    assert order_kept(table) == pytest.approx((1 / 3 + 1) / 2)
    assert order_kept(by_assumption(worlds(), "value", ["a", "b"], "a", [])) is None


def test_ranks_are_shared_by_settings_that_tie() -> None:
    runs = pd.DataFrame(
        [(name, seed, value) for seed in range(5) for name, value in (("a", 1.0), ("b", 1.0), ("c", 0.0))],
        columns=["setting", "replicate", "value"],
    )
    shares = rank_shares(runs, "value", ["a", "b", "c"])
    assert shares.loc["c"].tolist() == [1, 0, 0]
    assert shares.loc["a"].tolist() == shares.loc["b"].tolist() == [0, 0.5, 0.5]
    assert rank_shares(runs[runs["replicate"] == 0], "value", ["a", "b"]).isna().all(axis=None)


def test_gains_are_told_by_segment_and_against_the_baseline() -> None:
    panel = pd.DataFrame(
        [
            (setting, seed, segment, gain, 10)
            for seed, shift in enumerate((0.0, 0.1, 0.2))
            for setting, segment, gain in (("a", "x", shift), ("b", "x", shift + 0.5), ("b", "y", shift))
        ],
        columns=["setting", "replicate", "segment", "gain", "members"],
    )
    table = gains_by_segment(panel, ["a", "b"], "a").set_index(["segment", "setting"])
    assert table.loc[("x", "a"), "gain"] == pytest.approx(0.1)
    assert table.loc[("x", "b"), "difference"] == pytest.approx(0.5)
    assert np.isnan(table.loc[("y", "b"), "difference"])
    assert (table["n"] == 3).all()
