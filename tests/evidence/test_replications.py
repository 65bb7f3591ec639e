"""Replications: what they are built of is what the published mechanism says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.evidence.resharing import mean_quality
from experiments.evidence.targeting import TARGETS, targeted


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
