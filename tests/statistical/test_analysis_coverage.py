"""Do 95% intervals hold the truth 95 times in 100? Fixed seeds, many repetitions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.fates import cumulative_incidence
from experiments.analysis.intervals import BOOTSTRAPPED, STUDENTISED
from experiments.analysis.paired import paired_difference
from experiments.analysis.ratios import ratio_of_means
from experiments.analysis.waiting_medians import median_half_life, median_waiting
from experiments.report.results import read_results
from experiments.report.wording import difference_sentence
from tests.unit.synthetic_comparison import Declared
from tests.unit.synthetic_store import synthetic_store

pytestmark = pytest.mark.slow

EFFECT = 0.10
LOWER = Declared("share", "lower", "")


def share_that_covers(n_seeds: int, repetitions: int, seed: int) -> float:
    """Share of intervals that hold a planted effect of .10 among worlds that share most of their noise."""
    draw = np.random.default_rng(seed)
    covered = 0
    for _ in range(repetitions):
        shared = draw.normal(0.4, 0.15, n_seeds)
        before = dict(enumerate(shared + draw.normal(0, 0.05, n_seeds)))
        after = dict(enumerate(shared + EFFECT + draw.normal(0, 0.05, n_seeds)))
        found = paired_difference(before, after)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= EFFECT <= found.high
    return covered / repetitions


def test_the_studentised_interval_covers_a_planted_effect() -> None:
    # The standard error of the share is √(.95 · .05 / 2000) = .0049; the bounds are three of them away.
    assert share_that_covers(20, 2_000, seed=1) == pytest.approx(0.95, abs=0.015)


def test_the_bootstrap_covers_a_planted_effect_of_sixty_seeds() -> None:
    assert 0.925 <= share_that_covers(60, 2_000, seed=2) <= 0.97


@pytest.mark.parametrize("n_seeds", [12, 60])
def test_no_effect_is_called_no_evidence(n_seeds: int) -> None:
    draw = np.random.default_rng(4)
    repetitions, silent = 1_000, 0
    for _ in range(repetitions):
        shared = draw.normal(0.4, 0.15, n_seeds)
        before, after = (dict(enumerate(shared + draw.normal(0, 0.05, n_seeds))) for _ in range(2))
        found = paired_difference(before, after, "lower")
        told = difference_sentence("reach", LOWER, found, "strict", "none")
        silent += told.startswith("No evidence of a difference")
        assert told.startswith("No evidence") == (found.verdict == "no evidence")
    assert silent / repetitions >= 0.925


def test_the_interval_of_a_ratio_covers_a_planted_share() -> None:
    draw = np.random.default_rng(5)
    covered, repetitions = 0, 2_000
    for _ in range(repetitions):
        gains = draw.normal(0.1, 0.03, 20)
        before = dict(enumerate(gains))
        after = dict(enumerate(0.5 * gains + draw.normal(0, 0.01, 20)))
        found = ratio_of_means(before, after)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 0.5 <= found.high
    assert covered / repetitions == pytest.approx(0.95, abs=0.015)


def test_a_store_of_sixty_seeds_tells_the_planted_effect_and_its_method(tmp_path: Path) -> None:
    points = [{"policy": "none"}, {"policy": "strict"}]

    def summary(point: Mapping[str, object], replicate: int) -> dict[str, float | None]:
        shared, own = np.random.default_rng(replicate), np.random.default_rng((replicate, len(str(point["policy"]))))
        effect = EFFECT if point["policy"] == "strict" else 0.0
        return {"credibility_excess": shared.normal(0.4, 0.15) + effect + own.normal(0, 0.05)}

    few = read_results(synthetic_store(tmp_path / "few", points, 20, summary))
    many = read_results(synthetic_store(tmp_path / "many", points, 60, summary))
    for found, method in ((few, STUDENTISED), (many, BOOTSTRAPPED)):
        difference = found.measured["credibility_excess"].differences["policy=strict"]
        assert difference.method == method
        assert difference.low is not None
        assert difference.high is not None
        assert difference.low <= EFFECT <= difference.high


def test_the_half_life_of_planted_exponentials_is_found_and_an_unfinished_one_is_a_bound() -> None:
    hours = np.arange(240.0)
    frames = []
    for setting, half_life in (("fast", 30.0), ("slow", 400.0)):
        for replicate in range(20):
            noise = np.random.default_rng((replicate, 6)).normal(0, 0.0005, len(hours))
            excess = 0.2 * np.exp2(-hours / half_life) + noise
            frames.append(pd.DataFrame({"setting": setting, "replicate": replicate, "hours": hours, "excess": excess}))
    found = median_half_life(pd.concat(frames), "excess").set_index("setting")["half_life"]
    assert found["fast"].hours == pytest.approx(30, rel=0.02)
    assert found["slow"].hours is None
    assert str(found["slow"]).startswith("> ")


@pytest.mark.parametrize("n_runs", [6, 12, 24])
def test_the_interval_of_a_median_half_life_covers_where_runs_end_before(n_runs: int) -> None:
    draw = np.random.default_rng(n_runs)
    truth, covered, repetitions = 10 * np.log(2), 0, 2_000
    for _ in range(repetitions):
        waits, followed = draw.exponential(10, n_runs), draw.uniform(8, 40, n_runs)
        found = median_waiting(np.minimum(waits, followed), waits <= followed)
        above = found.low_hours is None or found.low_hours <= truth
        covered += above and (found.high_hours is None or truth <= found.high_hours)
    # An interval from ranks can only cover too often; the standard error of the share is .005.
    assert 0.935 <= covered / repetitions <= 0.995


def test_the_jackknife_over_replicates_covers_where_posts_of_a_world_resemble_each_other() -> None:
    draw = np.random.default_rng(3)
    covered, repetitions, n_replicates, n_posts = 0, 400, 12, 20
    for _ in range(repetitions):
        # Each world has its own chance of a knock-out, uniform on [0, 1]: half of all posts in the long run.
        chances = np.repeat(draw.random(n_replicates), n_posts)
        posts = pd.DataFrame(
            {
                "setting": "open",
                "replicate": np.repeat(np.arange(n_replicates), n_posts),
                "born": 0,
                "fate_tick": 1,
                "fate": np.where(draw.random(n_replicates * n_posts) < chances, "knocked_out", "shelved"),
            }
        )
        last = cumulative_incidence(posts, 60).query("fate == 'knocked_out'").iloc[-1]
        covered += last["low"] <= 0.5 <= last["high"]
    assert covered / repetitions == pytest.approx(0.95, abs=0.035)
