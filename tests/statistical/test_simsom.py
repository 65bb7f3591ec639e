"""The mechanism of SimSoM, against what follows from it exactly and against what was published."""

from typing import Any

import numpy as np
import pytest

from experiments.compose import compose
from sim import Scenario
from sim.run import live
from tests import worlds

pytestmark = pytest.mark.slow

EXPECTED = {5.0: 0.8068, 10.0: 0.9000}
"""Mean quality of a message, 1 / (1 - e^-lambda) - 1 / lambda; lambda = 10: .90005."""
PUBLISHED = {(0.001, 0.0): 0.882, (0.01, 0.0): 0.783, (0.1, 0.0): 0.434, (0.01, 1.0): 0.647, (0.1, 1.0): 0.374}
"""Source: Truong, Lou, Flammini & Menczer 2024, by (gamma, phi), on a follower network of about 10,000."""


def feeds(seeds: range, **changes: Any) -> dict[str, float]:
    """Return the means of runs of the scenario, over the second half of each; ``changes`` by dotted name."""
    base = compose("replication/simsom").settings()
    scenario = Scenario(**worlds.changed(base, {name.replace("__", "."): value for name, value in changes.items()}))
    runs = [live(scenario, seed, 0, lambda _tick: None).steps for seed in seeds]
    names = ("feed_quality", "bad_slot_share", "diversity")
    return {name: float(np.mean([run[name][len(run[name]) // 2 :].mean() for run in runs])) for name in names}


@pytest.mark.parametrize("quality_rate", EXPECTED)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"conduct__new_post_chance": 0.1},
        {"feed__length": 5},
        {"ties": {"kind": "poisson", "followees": 10.0}},
        {"ties": {"kind": "preferential", "followees": 10.0}},
    ],
    ids=["as published", "mu .1", "sigma 5", "poisson", "preferential"],
)
def test_without_bots_feeds_are_as_good_as_what_is_written(quality_rate: float, changes: dict[str, Any]) -> None:
    # L12. Quality draws no reader, so its mean stays; that of a run varies most where few write: at mu = .1 by .02.
    seeds = range(24) if "conduct__new_post_chance" in changes else range(6)
    quiet = {"strategy": {"kind": "silent"}, "members": 500, "conduct__quality_rate": quality_rate}
    found = feeds(seeds, **quiet, **changes)
    assert found["bad_slot_share"] == 0
    assert found["feed_quality"] == pytest.approx(EXPECTED[quality_rate], abs=0.01)


@pytest.mark.parametrize("infiltration", [0.001, 0.01, 0.1])
@pytest.mark.parametrize("deception", [0.0, 1.0])
def test_with_bots_quality_is_lost_in_proportion_to_the_bad_slots(infiltration: float, deception: float) -> None:
    # L13.
    found = feeds(range(8), strategy__deception=deception, ties__infiltration=infiltration, members=500)
    assert found["feed_quality"] == pytest.approx((1 - found["bad_slot_share"]) * EXPECTED[10.0], abs=0.02)
    assert 0 < found["bad_slot_share"] < 1


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
