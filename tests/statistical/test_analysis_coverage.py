"""Do 95% intervals hold the truth 95 times in 100? Fixed seeds, many repetitions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.fates import cumulative_incidence
from experiments.analysis.paired import paired_difference

pytestmark = pytest.mark.slow

EFFECT = 0.10


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


def test_the_bootstrap_covers_a_planted_effect() -> None:
    # BCa covers about .94 with 40 values; the standard error over 500 repetitions is .01.
    assert 0.91 <= share_that_covers(40, 500, seed=2) <= 0.98


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
