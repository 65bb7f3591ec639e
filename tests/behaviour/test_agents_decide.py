"""Members, accounts and posters are Mesa agents in truth: each decides for itself, and the kernels only do it fast."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

from sim import Marketplace
from sim.cast.audience import AudienceMember
from sim.cast.censor import Censor
from sim.cast.rebuttal_poster import RebuttalPoster
from sim.cast.state_account import StateAccount
from tests import worlds

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"members": 80, "ticks": 36}
each_rule_set = pytest.mark.parametrize("rules", worlds.RULE_SETS)

FINGERPRINTS = """
import hashlib
from tests import worlds
for name, rules in worlds.RULE_SETS.items():
    columns = worlds.bytes_of(worlds.lived(worlds.world(members=80, ticks=TICKS, **rules)))
    print(name, hashlib.sha256(repr(sorted(columns.items())).encode()).hexdigest(), sep="=")
"""


def fingerprint(columns: dict[str, bytes]) -> str:
    return hashlib.sha256(repr(sorted(columns.items())).encode()).hexdigest()


def state_after(rules: str, **how: Any) -> dict[str, bytes]:
    changes = worlds.RULE_SETS[rules] | SMALL | {key: how.pop(key) for key in ("threads", "ticks") if key in how}
    return worlds.bytes_of(worlds.lived(worlds.world(**changes), **how))


@each_rule_set
def test_stepping_agent_by_agent_gives_the_state_of_the_kernels_to_the_last_bit(rules: str) -> None:
    at_once, one_by_one = state_after(rules), state_after(rules, one_by_one=True)
    assert [name for name in at_once if at_once[name] != one_by_one[name]] == []


@each_rule_set
@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_no_bit(rules: str, threads: int) -> None:
    alone, together = state_after(rules), state_after(rules, threads=threads)
    assert [name for name in alone if alone[name] != together[name]] == []


@each_rule_set
def test_the_order_in_which_agents_act_changes_no_bit(rules: str) -> None:
    scenario = worlds.world(**worlds.RULE_SETS[rules], **SMALL)
    market = Marketplace(scenario, 7, one_by_one=True)
    for _ in range(scenario.ticks):
        market.audience = market.members.agents.shuffle()
        market.step()
    market.close()
    assert fingerprint(worlds.bytes_of(market)) == fingerprint(state_after(rules))


def test_every_rule_set_does_what_its_name_says_in_so_small_a_world() -> None:
    lived = {name: worlds.lived(worlds.world(**rules, **SMALL)) for name, rules in worlds.RULE_SETS.items()}
    assert all(market.forum.posts.n_rows > 20 and market.forum.comments.n_rows > 10 for market in lived.values())
    assert lived["full censorship"].observer.steps()["hidden"].sum() > 0
    assert lived["full censorship"].members.columns.fear.max() > 0
    assert lived["suspension"].ledger.count("suspended") > 0
    assert lived["newest, complete, reactive"].ledger.count("account_created") > 0
    assert 79.0 < lived["divide on a budget"].operation.spent <= 80.0
    assert lived["adaptive, hunted"].operation.plan.cool_until > 0.0
    assert lived["notes, inoculation"].ledger.count("note_shown") > 3
    assert (lived["notes, inoculation"].members.columns.warned > 0).any()
    assert np.ptp(lived["bridging feed"].forum.posts.in_use()["bridging"]) > 0.1
    assert lived["charm"].forum.posts.in_use()["appeal"].max() == 1.0


# The interpreter is slow; within a day every shock and warning of the rule sets has come.
A_DAY = 24


def _printed(ticks: int, **environment: str) -> dict[str, str]:
    found = subprocess.run(
        [sys.executable, "-c", FINGERPRINTS.replace("TICKS", str(ticks))],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split("=") for line in found.stdout.splitlines())


@pytest.mark.slow
def test_running_with_the_compiler_off_changes_no_bit() -> None:
    interpreted = _printed(A_DAY, NUMBA_DISABLE_JIT="1")
    assert interpreted == {name: fingerprint(state_after(name, ticks=A_DAY)) for name in worlds.RULE_SETS}


def test_another_process_gives_the_same_bits() -> None:
    assert _printed(SMALL["ticks"], PYTHONHASHSEED="5") == {
        name: fingerprint(state_after(name)) for name in worlds.RULE_SETS
    }


def test_everyone_is_a_mesa_agent_of_the_model() -> None:
    market = worlds.lived(worlds.world(**SMALL))
    kinds = market.agents_by_type
    assert {AudienceMember, StateAccount, RebuttalPoster, Censor} <= set(kinds)
    assert len(kinds[AudienceMember]) == 80
    assert len(kinds[StateAccount]) == 23
    assert len(market.agents) == sum(len(kinds[kind]) for kind in kinds)
    assert all(isinstance(agent, mesa.Agent) for agent in market.agents)
    assert len({agent.unique_id for agent in market.agents}) == len(market.agents)
    assert all(agent.model is market for agent in market.agents)


def test_single_agents_can_be_read_in_the_middle_of_a_run() -> None:
    market = Marketplace(worlds.world(**SMALL, **worlds.RULE_SETS["full censorship"]), 7)
    for _ in range(20):
        market.step()
    columns = market.members.columns
    members = list(market.agents_by_type[AudienceMember])
    assert [member.segment for member in members] == columns.segment.tolist()
    assert np.array_equal(np.array([member.belief for member in members]), columns.belief)
    assert np.array_equal(np.array([member.fear for member in members]), columns.fear)
    assert columns.fear.max() > 0
    posters = list(market.agents_by_type[RebuttalPoster])
    assert [poster.courage for poster in posters] == market.posters.columns.courage.tolist()
    accounts = list(market.agents_by_type[StateAccount])
    assert [account.covert for account in accounts] == market.accounts.columns.covert.tolist()


def test_a_member_made_afraid_through_its_agent_falls_silent() -> None:
    scenario = worlds.world(**SMALL)
    market = Marketplace(scenario, 7)
    spoke = np.flatnonzero(_criticism_by_members(worlds.lived(scenario)))
    afraid = market.members.agent(int(spoke[0]))
    for _ in range(scenario.ticks):
        afraid.fear = 1e6
        market.step()
    assert _criticism_by_members(market)[afraid.row] == 0
    assert _criticism_by_members(market).sum() > 0


def _criticism_by_members(market: Marketplace) -> np.ndarray:
    """Return how much each member wrote against what serves the state: quotes, rebuttals and defences."""
    posts, comments = market.forum.posts.in_use(), market.forum.comments.in_use()
    against = market.forum.serves(np.arange(len(posts))) < 0
    hostile = comments["stance"] * market.forum.serves(comments["post"]) < 0
    writing = np.concatenate([posts["author"][against], comments["author"][hostile]])
    n_members = market.members.n_rows
    return np.bincount(writing[writing < n_members], minlength=n_members)


def test_a_data_collector_reads_a_run_without_disturbing_it() -> None:
    scenario = worlds.world(**SMALL, **worlds.RULE_SETS["full censorship"])
    market = Marketplace(scenario, 7)
    collector = mesa.DataCollector(
        model_reporters={"posts": lambda model: model.forum.posts.n_rows},
        agenttype_reporters={AudienceMember: {"fear": "fear"}, StateAccount: {"status": "status"}},
    )
    for _ in range(scenario.ticks):
        market.step()
        collector.collect(market)
    market.close()
    assert fingerprint(worlds.bytes_of(market)) == fingerprint(state_after("full censorship"))
    assert collector.get_model_vars_dataframe()["posts"].iloc[-1] == market.forum.posts.n_rows
    fear = collector.get_agenttype_vars_dataframe(AudienceMember)["fear"]
    assert len(fear) == 80 * scenario.ticks
    assert np.array_equal(fear.to_numpy()[-80:].astype(np.float32), market.members.columns.fear)


def test_agent_sets_answer_questions_about_the_market() -> None:
    market = worlds.lived(worlds.world(**SMALL))
    members = market.agents_by_type[AudienceMember]
    assert len(members.select(lambda member: member.segment == 0)) == int((market.members.columns.segment == 0).sum())
    assert members.agg("fear", np.max) == market.members.columns.fear.max()
    assert sum(len(group) for _, group in members.groupby("segment")) == 80
