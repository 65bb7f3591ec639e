"""The yardstick for speed does the same thing: members as plain objects live what the columns live."""

from typing import Any

import numpy as np
import pytest

from experiments.bench.plain_market import PlainMarketplace
from sim import Marketplace, Scenario
from tests.worlds import hot_settings

COUNTED = ("reads", "exposures", "posts", "comments", "rebuttals", "hidden", "hushed", "reach", "reach_ever")
MEASURED = ("belief_mean", "trust_critic", "trust_state")


@pytest.mark.parametrize("seed", [7, 9])
@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"censorship": {"filter": {"catch": 0.3}, "fear": {"half_life": 2.0, "seen": 0.0, "reported": 0.0}}},
        {"censorship": {"fear": {"half_life": 2.0, "punish": 0.9, "reported": 0.5}}},
    ],
    ids=["open", "censored unseen", "punished in sight"],
)
def test_plain_members_live_what_the_columns_live(rules: dict[str, Any], seed: int) -> None:
    """The same draws, so the same deeds; beliefs differ by what single precision loses."""
    scenario = Scenario(**hot_settings(members=80, ticks=30, **rules))
    ours, plain = Marketplace(scenario, seed), PlainMarketplace(scenario, seed)
    for _ in range(scenario.ticks):
        ours.step()
        plain.step()
    steps, theirs = ours.observer.steps(), plain.observer.steps()
    assert steps["reads"].sum() > 2.0
    assert (ours.ledger.count("seen") > 0) == ("punish" in rules.get("censorship", {}).get("fear", {}))
    for name in COUNTED:
        assert steps[name].tolist() == theirs[name].tolist(), name
    for name in MEASURED:
        assert np.allclose(steps[name], theirs[name], rtol=1e-4, atol=1e-5), name
