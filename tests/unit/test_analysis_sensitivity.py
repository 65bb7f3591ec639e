"""Sensitivities, shapes of decay and conditions, against planted and published answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import conditions, fit_decay, morris_effects, outcome_by_point, pawn_distances, sobol_indices
from experiments.analysis.sensitivity import Sensitivity
from experiments.designs._contract import Axis
from experiments.designs.morris import Morris
from experiments.designs.sobol import Sobol

ISHIGAMI_SAMPLES = 2048


def points_of(design: Sobol | Morris, axes: list[Axis]) -> pd.DataFrame:
    values = np.array(design.points(axes, 3), dtype=float)
    return pd.DataFrame(values, columns=[axis.key for axis in axes]).assign(point=range(len(values)))


def ishigami() -> pd.DataFrame:
    axes = [Axis(key, low=-np.pi, high=np.pi) for key in ("x1", "x2", "x3")]
    points = points_of(Sobol(samples=ISHIGAMI_SAMPLES), axes)
    x1, x2, x3 = (points[key] for key in ("x1", "x2", "x3"))
    return points.assign(outcome=np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


def test_sobol_finds_the_published_indices_of_ishigami() -> None:
    # Ishigami & Homma 1990: first .3139 .4424 0, total .5576 .4424 .2437.
    found = sobol_indices(ishigami(), ["x1", "x2", "x3"], ISHIGAMI_SAMPLES)
    assert found.table["first"].tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.05)
    assert found.table["total"].tolist() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.05)
    assert found.n_points == ISHIGAMI_SAMPLES * 8
    assert (found.table[["first_reach", "total_reach"]] > 0).all(axis=None)


def test_a_failed_point_costs_its_base_point_and_a_double_one_nothing() -> None:
    keys = ["x1", "x2", "x3"]
    whole = ishigami()
    failed = whole.assign(outcome=whole["outcome"].mask(whole["point"] == 8 * 5 + 2))
    found = sobol_indices(failed, keys, ISHIGAMI_SAMPLES)
    assert found.n_points == (ISHIGAMI_SAMPLES - 1) * 8
    assert found.treated.startswith("1 of 2048 base points")
    # x3 decides nothing in this variant and has one value, so each block holds the same world twice: run once.
    flat = whole.assign(x3=1.0, outcome=np.sin(whole["x1"]) + whole["x2"])
    once = flat.drop_duplicates(keys)
    assert len(once) < len(flat)
    pd.testing.assert_frame_equal(
        sobol_indices(once, keys, ISHIGAMI_SAMPLES).table, sobol_indices(flat, keys, ISHIGAMI_SAMPLES).table
    )


def test_morris_finds_the_slopes_of_a_plane() -> None:
    axes = [Axis("a", low=0, high=1), Axis("b", low=0, high=10), Axis("c", low=-1, high=1)]
    points = points_of(Morris(trajectories=6), axes)
    points = points.assign(outcome=3 * points["a"] - 0.2 * points["b"])
    found = morris_effects(points, ["a", "b", "c"], levels=4).table.set_index("key")
    assert found["mean_size"].tolist() == pytest.approx([3, 2, 0], abs=1e-9)
    assert found["mean"].tolist() == pytest.approx([3, -2, 0], abs=1e-9)
    assert found["spread"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    lost = points.assign(outcome=points["outcome"].mask(points["point"] == 5))
    told = morris_effects(lost, ["a", "b", "c"], levels=4)
    assert told.n_points == 20
    assert told.treated.startswith("1 of 6 trajectories")


def test_pawn_tells_the_key_that_matters_from_chance() -> None:
    draw = np.random.default_rng(1)
    points = pd.DataFrame({"point": range(400), "matters": draw.random(400), "idle": draw.random(400)})
    points = points.assign(outcome=points["matters"] ** 2)
    found = pawn_distances(points, ["matters", "idle"]).table.set_index("key")
    assert found.loc["matters", "median"] > 0.4
    assert found.loc["idle", "median"] < 2 * found.loc["idle", "chance"]
    assert "at least" in str(pawn_distances(points.head(20), ["matters"]).reason)


def test_an_outcome_that_never_changes_or_was_never_seen_has_no_indices() -> None:
    whole = ishigami()
    assert "same at every point" in str(
        sobol_indices(whole.assign(outcome=1.0), ["x1", "x2", "x3"], ISHIGAMI_SAMPLES).reason
    )
    assert "complete base points" in str(
        sobol_indices(whole.assign(outcome=np.nan), ["x1", "x2", "x3"], ISHIGAMI_SAMPLES).reason
    )


def test_outcomes_are_averaged_over_the_same_replicates_at_each_point() -> None:
    runs = pd.DataFrame({"point": [0, 0, 1, 1, 2], "key": [5, 5, 6, 6, 7], "m": [1.0, 3.0, np.nan, 4.0, 4.0]})
    undefined, failed = outcome_by_point(runs, ["key"], "m")["outcome"].tolist()[1:]
    assert outcome_by_point(runs, ["key"], "m")["outcome"][0] == 2.0
    assert np.isnan(undefined), "one of its seeds left the metric undefined"
    assert np.isnan(failed), "one of its seeds is not there"


def test_the_conditions_of_a_planted_box_are_found() -> None:
    draw = np.random.default_rng(2)
    points = pd.DataFrame(
        {"trust": draw.random(600), "blow": draw.random(600), "feed": draw.choice(["new", "hot"], 600)}
    )
    happens = (points["trust"] > 0.6) & (points["feed"] == "hot")
    box = conditions(points, ["trust", "blow", "feed"], happens)
    told = {restriction.key: restriction for restriction in box.restrictions}
    assert set(told) == {"trust", "feed"}
    assert told["trust"].low == pytest.approx(0.6, abs=0.05)
    assert told["trust"].high is None
    assert told["feed"].words == ("hot",)
    assert box.density is not None
    assert box.density >= 0.8
    assert box.base_rate == pytest.approx(0.2, abs=0.05)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([True] * 30, "every point"),
        ([False] * 30, "too few"),
        ([True, False], "at least 20"),
        ([None] * 30, "at least 20"),
    ],
)
def test_where_there_is_nothing_to_search_for_the_reason_is_told(answers: list[object], words: str) -> None:
    points = pd.DataFrame({"trust": np.linspace(0, 1, len(answers))})
    box = conditions(points, ["trust"], pd.Series(answers, dtype=object))
    assert words in str(box.reason)
    assert box.restrictions == ()


HOURS = np.arange(0.0, 300.0)


def test_the_half_life_of_a_planted_exponential_is_found_within_two_percent() -> None:
    noise = np.random.default_rng(4).normal(0, 0.002, len(HOURS))
    fits = fit_decay(HOURS, 0.3 * np.exp(-np.log(2) * HOURS / 60) + noise)
    assert fits.best is not None
    assert fits.best.shape == "exponential"
    assert fits.best.half_life_hours == pytest.approx(60, rel=0.02)


def test_a_stretched_exponential_is_told_from_an_exponential() -> None:
    fits = fit_decay(HOURS, 0.3 * np.exp(-((HOURS / 40) ** 0.5)))
    assert fits.best is not None
    assert fits.best.shape == "stretched exponential"
    assert fits.best.stretch == pytest.approx(0.5, abs=1e-3)
    assert fits.best.half_life_hours == pytest.approx(40 * np.log(2) ** 2, rel=1e-3)


def test_a_shape_that_does_not_fit_is_called_inadequate() -> None:
    fits = fit_decay(HOURS, 1 + np.sin(HOURS / 10), from_hours=0.0)
    assert fits.best is None
    assert fits.exponential is not None
    assert not fits.exponential.adequate


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.full(300, np.nan), "never measured"),
        (np.full(300, 0.2), "flat"),
        (np.full(300, -0.2), "not above zero"),
        (np.arange(300.0), "fewer than 6"),
    ],
)
def test_curves_without_a_decay_are_refused_in_words(values: np.ndarray, words: str) -> None:
    assert words in str(fit_decay(HOURS, values).reason)


@pytest.mark.parametrize("analysis", [sobol_indices, morris_effects, pawn_distances])
def test_a_seed_of_zero_is_a_seed_like_any_other_and_the_largest_is_taken(analysis: Callable[..., Sensitivity]) -> None:
    axes = [Axis(key, low=0.0, high=1.0) for key in ("a", "b")]
    design = Morris(trajectories=60) if analysis is morris_effects else Sobol(samples=64)
    points = points_of(design, axes)
    points = points.assign(outcome=points["a"] + points["a"] * points["b"])
    sizes = {sobol_indices: (64,), morris_effects: (4,), pawn_distances: ()}[analysis]
    first, again, other, largest = (
        analysis(points, ["a", "b"], *sizes, seed=seed).table for seed in (0, 0, 1, 2**63 - 1)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
    assert len(largest) == 2


@pytest.mark.parametrize("design", [Morris(trajectories=6), Sobol(samples=8)])
def test_points_drawn_from_a_seed_of_zero_are_the_same_again(design: Morris | Sobol) -> None:
    axes = [Axis(key, low=0.0, high=1.0) for key in ("a", "b")]
    assert design.points(axes, 0) == design.points(axes, 0) != design.points(axes, 1)


def test_the_numbers_told_are_those_of_the_conditions_told_and_not_of_a_narrower_box() -> None:
    """Where little happens, peeling goes on along keys that mean nothing; what chance explains is not told."""
    luck = np.random.default_rng(3)
    keys = [f"key_{nth}" for nth in range(8)]
    points = pd.DataFrame(luck.random((500, 8)), columns=keys).assign(feed=luck.choice(["newest", "engagement"], 500))
    happens = (points["key_0"] > 0.8) & (points["feed"] == "newest") & (luck.random(500) < 0.4)
    box = conditions(points, [*keys, "feed"], pd.Series(happens, dtype=object))
    within = np.ones(500, bool)
    for told in box.restrictions:
        values = points[told.key]
        within &= values.isin(told.words) if told.words else values.between(told.low or 0.0, told.high or 1.0)
    assert "key_0" in {told.key for told in box.restrictions}
    assert box.coverage == pytest.approx(happens[within].sum() / happens.sum())
    assert box.density == pytest.approx(happens[within].mean())
    assert box.mass == pytest.approx(within.mean())
