"""The mechanism of SimSoM, against what follows from it exactly and against what was published."""

from typing import Any

import numpy as np
import pytest

from experiments.compose import compose
from sim import Scenario
from sim.run import live
from tests import worlds

pytestmark = pytest.mark.slow

PUBLISHED = {(0.001, 0.0): 0.882, (0.01, 0.0): 0.783, (0.1, 0.0): 0.434, (0.01, 1.0): 0.647, (0.1, 1.0): 0.374}
"""Source: Truong, Lou, Flammini & Menczer 2024, by (gamma, phi), on a follower network of about 10,000."""


def feeds(seeds: range, **changes: Any) -> dict[str, float]:
    """Return the means of runs of the scenario, over the second half of each; ``changes`` by dotted name."""
    base = compose("replication/simsom").settings()
    scenario = Scenario(**worlds.changed(base, {name.replace("__", "."): value for name, value in changes.items()}))
    runs = [live(scenario, seed, 0, lambda _tick: None).steps for seed in seeds]
    names = ("feed_quality", "bad_slot_share", "diversity")
    return {name: float(np.mean([run[name][len(run[name]) // 2 :].mean() for run in runs])) for name in names}


def test_quality_falls_with_infiltration_deception_and_flooding() -> None:
    by_infiltration = [feeds(range(4), ties__infiltration=chance)["feed_quality"] for chance in (0.001, 0.01, 0.1)]
    assert by_infiltration == sorted(by_infiltration, reverse=True)
    assert feeds(range(4), strategy__deception=1.0)["feed_quality"] < by_infiltration[1] - 0.05
    assert feeds(range(4), strategy__flooding=10.0)["feed_quality"] < by_infiltration[1] - 0.02


@pytest.mark.parametrize(("infiltration", "deception"), PUBLISHED)
def test_published_means_are_met_on_a_network_of_ours(infiltration: float, deception: float) -> None:
    network = {"kind": "random_walk", "followees": 20.0, "infiltration": infiltration}
    found = feeds(range(2), ties=network, strategy__deception=deception, members=2000)
    assert found["feed_quality"] == pytest.approx(PUBLISHED[infiltration, deception], abs=0.05)
