"""H8: do segment-matched counters beat one message at equal budget, and does it go when segments mix?

The test holds the design to what it promises (equal spending, a real difference in what is said) and prints what came
out; it asserts no direction, which is for the evidence to say.
"""

from typing import Any

import numpy as np
import pytest

from sim import RunResult, Scenario, simulate
from sim.scenario.operation import Operation

BUDGET = 300.0
SEEDS = range(6)
_FREE_ACCOUNTS = {"account": 0.0}
_OPERATION = {"overt": 0, "covert": 150, "audience": 1e5, "stops_at": 168.0, "budget": BUDGET, "costs": _FREE_ACCOUNTS}
_SEGMENTS = ("hero", "rich_man", "insider")


def world(homophily: float, matching: float) -> Scenario:
    """Return a market of three segments, each of which one of three counters suits."""
    claims: dict[str, Any] = {"rival": {"serves": "critic", "fragility": 0.5, "published_per_day": 0.4, "prior": 0.0}}
    for suited in _SEGMENTS:
        resonance = {segment: 1.5 if segment == suited else 0.5 for segment in _SEGMENTS}
        claims[f"to_{suited}"] = {"counters": "rival", "appeal": 0.6, "resonance": resonance}
    return Scenario(
        members=300,
        ticks=168,
        strategy={"kind": "divide", "matching": matching, "covert_posts": 2.0, "covert_replies": 0.0},
        rebuttals={"crowd": {}, "professionals": {}},
        belief={"kind": "bayesian_source"},
        conduct={"kind": "reader", "habits": {"visits_per_day": 10.0}},
        feed={"kind": "engagement"},
        ties={"kind": "segments", "homophily": homophily},
        censorship={},
        enforcement={},
        disclosure={"kind": "none"},
        operation=Operation(**_OPERATION, persona_fit=homophily),
        narratives={"segments": dict.fromkeys(_SEGMENTS, 1 / 3), "claims": claims},
    )


def fit_of_posts(result: RunResult) -> float:
    """Return the share of the operation's posts whose counter suits the persona of the account."""
    own = result.posts[result.posts["role"] == "covert"]
    persona = result.accounts["persona"].to_numpy()[own["author"] - 300]
    return float(np.mean(own["narrative"].to_numpy() == np.array([f"to_{segment}" for segment in persona])))


@pytest.mark.slow
def test_divided_and_undivided_spend_the_same_and_the_difference_is_told() -> None:
    told = []
    for homophily in (1.0, 0.0):
        pairs = [[simulate(world(homophily, matching), seed) for matching in (1.0, 0.0)] for seed in SEEDS]
        for divided, one in pairs:
            assert BUDGET - 1.0 < divided.summary["cost"] <= BUDGET
            assert divided.summary["cost"] == one.summary["cost"]
        fits = np.mean([[fit_of_posts(result) for result in pair] for pair in pairs], axis=0)
        told.append(f"homophily {homophily:g}: posts that suit their persona {fits[0]:.2f} divided, {fits[1]:.2f} not")
        for key in ("persuaded", "exposures", "reach_ever"):
            gains = np.array([divided.summary[key] - one.summary[key] for divided, one in pairs])
            base = np.mean([one.summary[key] for _, one in pairs])
            error = gains.std(ddof=1) / np.sqrt(len(gains))
            told.append(f"  {key}: {base:.3f} with one message, {gains.mean():+.3f} (s.e. {error:.3f}) divided")
        if homophily == 1.0:
            assert fits[0] > fits[1]
    print("\n" + "\n".join(told))  # noqa: T201 - the finding, whatever it is
