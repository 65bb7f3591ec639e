"""Members who change each other's minds meet as agents in truth: by what all believed when the tick began."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.evidence import mills
from sim import Marketplace
from sim.base.options import option_class, option_names
from sim.beliefs._contract import Belief, Exchange
from tests import worlds

ROOT = Path(__file__).resolve().parents[2]
BELIEFS: dict[str, dict[str, Any]] = {
    "deffuant": {"kind": "bounded_confidence", "confidence": 0.4, "attends": 0.7},
    "krause": {"kind": "bounded_confidence", "among": "neighbours", "convergence": 1.0, "confidence": 0.1},
    "degroot": {"kind": "degroot", "susceptibility": 0.7, "opinions": {"committed_for": 0.1}},
    "voter": {"kind": "voter", "copies": 0.6, "opinions": {"committed_for": 0.1, "committed_against": 0.1}},
    "hoax": {"kind": "contagion", "forgets": 0.2},
    "epidemic": {"kind": "contagion", "mechanism": "epidemic", "passes_on": 0.1},
    "rumour": {"kind": "contagion", "mechanism": "rumour", "passes_on": 0.5, "stops": 0.5},
    "fixed": {"kind": "fixed"},
}
TIES: dict[str, dict[str, Any]] = {"network": {"kind": "segments", "followees": 6.0}, "complete": {"kind": "complete"}}
CASES = [f"{belief}, {ties}" for belief in BELIEFS for ties in TIES]
each_case = pytest.mark.parametrize("case", CASES)

FINGERPRINTS = """
from tests.behaviour.test_members_meet import CASES, fingerprint, state_after
for case in CASES:
    print(case, fingerprint(state_after(case, members=31, ticks=6)), sep="=")
"""


def scenario_of(case: str, **changes: Any) -> Any:
    """Return a small world with every actor on, in which members meet besides."""
    belief, ties = case.split(", ")
    return worlds.world(**{"members": 61, "ticks": 12, "belief": BELIEFS[belief], "ties": TIES[ties]} | changes)


def state_after(case: str, *, one_by_one: bool = False, **changes: Any) -> dict[str, bytes]:
    return worlds.bytes_of(worlds.lived(scenario_of(case, **changes), one_by_one=one_by_one))


def fingerprint(columns: dict[str, bytes]) -> str:
    return hashlib.sha256(repr(sorted(columns.items())).encode()).hexdigest()


def test_every_belief_but_the_bayesian_is_among_the_cases() -> None:
    assert {case["kind"] for case in BELIEFS.values()} | {"bayesian_source"} == set(option_names("belief"))


@each_case
def test_meeting_agent_by_agent_gives_the_state_of_the_kernels_to_the_last_bit(case: str) -> None:
    at_once, one_by_one = state_after(case), state_after(case, one_by_one=True)
    assert [name for name in at_once if at_once[name] != one_by_one[name]] == []


@each_case
def test_the_number_of_threads_changes_no_bit_of_a_meeting(case: str) -> None:
    alone, together = state_after(case), state_after(case, threads=3)
    assert [name for name in alone if alone[name] != together[name]] == []


@each_case
def test_the_order_in_which_members_meet_changes_no_bit(case: str) -> None:
    scenario = scenario_of(case)
    market = Marketplace(scenario, 7, one_by_one=True)
    for _ in range(scenario.ticks):
        market.audience = market.members.agents.shuffle()
        market.step()
    market.close()
    assert fingerprint(worlds.bytes_of(market)) == fingerprint(state_after(case))


@pytest.mark.slow
def test_meeting_with_the_compiler_off_changes_no_bit() -> None:
    found = subprocess.run(
        [sys.executable, "-c", FINGERPRINTS],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    interpreted = dict(line.rsplit("=", 1) for line in found.stdout.splitlines())
    assert interpreted == {case: fingerprint(state_after(case, members=31, ticks=6)) for case in CASES}


@each_case
def test_minds_move_in_every_case_but_the_fixed(case: str) -> None:
    market = worlds.lived(scenario_of(case))
    moved = not np.array_equal(market.members.columns.belief, market.members.columns.prior)
    assert moved is not case.startswith("fixed")


@each_case
def test_what_is_observed_of_belief_is_always_a_probability(case: str) -> None:
    market = worlds.lived(scenario_of(case))
    steps = market.observer.steps()
    seen = np.concatenate([steps[name] for name in steps if name.startswith(("belief", "credibility"))])
    assert np.nanmin(seen) >= 0
    assert np.nanmax(seen) <= 1
    believed = market.world.belief.probabilities(market.members.columns.belief)
    assert believed.min() >= 0
    assert believed.max() <= 1
    assert steps["belief.sound"][-1] == pytest.approx(believed[:, 2].mean())


@each_case
def test_an_option_says_how_its_members_meet(case: str) -> None:
    belief = scenario_of(case).belief
    assert isinstance(belief, Belief)
    assert belief.meets in {"feed", "neighbours", "pairs"}
    assert isinstance(belief, Exchange) == (belief.meets != "feed")
    assert belief.scale == ("unit" if isinstance(belief, Exchange) else "log_odds")
    assert isinstance(belief, Exchange) is False or isinstance(belief.self_included, bool)


@pytest.mark.parametrize("name", option_names("belief"))
def test_a_belief_has_defaults_for_all_it_asks(name: str) -> None:
    assert option_class("belief", name)().model_dump()["kind"] == name


def test_a_network_gives_other_minds_than_complete_mixing() -> None:
    for belief in BELIEFS:
        if belief != "fixed":
            network, complete = state_after(f"{belief}, network"), state_after(f"{belief}, complete")
            assert network["member.belief"] != complete["member.belief"], belief


def test_members_read_by_their_own_scale_what_they_share() -> None:
    """Members wholly against what serves the state share none of it where buzz is off, those wholly for it do."""
    shared = {}
    for side in ("committed_for", "committed_against"):
        belief = {"kind": "degroot", "opinions": {side: 1.0}}
        conduct = {"kind": "reader", "habits": {"visits_per_day": 20.0}, "share_floor": 0.0, "quote_rate": 0.0}
        market = worlds.lived(worlds.world(members=100, ticks=48, belief=belief, conduct=conduct))
        posts = market.forum.posts.in_use()
        asserted = posts[posts["stance"] > 0]
        shared[side] = int(asserted["shares"].sum())
    assert shared["committed_against"] == 0
    assert shared["committed_for"] > 10


def test_what_an_agent_is_told_between_ticks_is_what_it_brings_to_the_meeting() -> None:
    market = Marketplace(mills.mill({"kind": "degroot", "stays": 0.0}, members=2, ticks=1), 1)
    one, other = market.members.agent(0), market.members.agent(1)
    one.belief[0], other.belief[0] = 0.25, 0.75
    market.step()
    assert (one.belief[0], other.belief[0]) == (0.75, 0.25)


def test_a_rumour_mill_has_neither_state_nor_posts() -> None:
    market = mills.milled(mills.mill({"kind": "contagion"}, members=50, ticks=20), 1)
    assert len(market.accounts.columns.covert) == len(market.posters.columns.voice) == market.forum.posts.n_rows == 0
    assert market.operation.spent == 0
    assert market.observer.steps()["belief.rumour_0"].std() > 0
