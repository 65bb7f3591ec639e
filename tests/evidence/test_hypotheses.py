"""Hypotheses: a verdict follows from an interval and two lines, and from nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.evidence._contract import Verdict
from experiments.evidence.hypotheses import flood_of_cheer
from experiments.evidence.items import item_classes
from experiments.evidence.pairs import judged
from experiments.evidence.resharing import mean_quality
from experiments.evidence.targeting import TARGETS, targeted
from sim.cast.authorities import Censors

SMALL = {"members": 150, "ticks": 96, "replicates": 3}


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (5.0, 9.0, "supported"),
        (4.9, 9.0, "undecided"),
        (1.0, 1.9, "refuted"),
        (1.0, 2.0, "undecided"),
        (None, None, "undecided"),
    ],
)
def test_a_verdict_asks_for_the_whole_interval_on_one_side(
    low: float | None, high: float | None, verdict: Verdict
) -> None:
    assert judged(low, high, holds_from=5.0, refuted_below=2.0) == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-0.019, 0.019, "supported"), (-0.021, 0.0, "undecided"), (0.05, 0.07, "refuted"), (-0.09, -0.05, "refuted")],
)
def test_a_flood_is_judged_by_how_far_it_moves_the_rival_either_way(low: float, high: float, verdict: Verdict) -> None:
    assert flood_of_cheer._verdict(low, high) == verdict


def test_bots_have_the_followers_that_they_target() -> None:
    worlds = {target: targeted(target, 0.05, 3, "members=200", "ties.followees=8", mutual=True) for target in TARGETS}
    for world in worlds.values():
        nodes = world.inputs.nodes
        assert nodes is not None
        assert np.bincount(nodes.covert.followed).tolist() == [10] * 10
        pairs = pd.DataFrame({"follower": nodes.covert.follower, "followed": nodes.covert.followed})
        assert not pairs.duplicated().any(), "nobody follows a bot twice"
    partisans = worlds["partisans"].inputs.nodes
    assert (partisans.segment[partisans.covert.follower] != 1).all()
    followers = np.bincount(worlds["hubs"].inputs.edges.followee, minlength=200)
    reached = {name: followers[world.inputs.nodes.covert.follower].mean() for name, world in worlds.items()}
    assert reached["hubs"] > 1.3 * reached["anyone"]


def test_mean_quality_is_the_mean_of_its_density() -> None:
    q = np.linspace(0.0, 1.0, 100_001)
    for rate in (0.5, 5.0, 10.0):
        density = np.exp(rate * q)
        assert mean_quality(rate) == pytest.approx((q * density).sum() / density.sum(), abs=1e-4)
    assert mean_quality(0.0) == 0.5


@pytest.mark.slow
@pytest.mark.parametrize("identity", ["H5", "H9", "H15"])
def test_a_hypothesis_comes_to_a_verdict(identity: str) -> None:
    outcome = item_classes()[identity](**SMALL).examine(0)
    assert outcome.verdict in ("supported", "refuted", "undecided")
    assert outcome.checks[0].got is not None
    assert "95% interval" in outcome.note


@pytest.mark.slow
def test_times_to_knock_out_say_nothing_where_nothing_is_knocked_out() -> None:
    outcome = item_classes()["H4"](members=200, ticks=192, replicates=3, blow=0.0).examine(0)
    assert outcome.verdict == "undecided"
    assert "Only 0 of them were knocked out" in outcome.note


@pytest.mark.slow
def test_a_censor_that_does_nothing_secures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"members": 300, "ticks": 120, "replicates": 3}
    sound = item_classes()["H5"](**settings).examine(0).checks[0].got
    monkeypatch.setattr(Censors, "step", lambda _self: None)
    broken = item_classes()["H5"](**settings).examine(0).checks[0].got
    assert sound is not None
    assert broken is not None
    assert abs(broken) < abs(sound) / 2
