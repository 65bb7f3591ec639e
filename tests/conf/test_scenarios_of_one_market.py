"""The scenarios of one market: what each of them stands for is in its settings, and each of them runs."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.compose import compose
from sim import Scenario, simulate
from sim.state.voices import CRITIC, STATE

NAMES = (
    "hongkong_2019",
    "cartoon_2015",
    "diplomats_2019",
    "home_market",
    "exported_censorship",
    "regulator_ruling",
)


def small(name: str, *overrides: str) -> Scenario:
    return compose(name, "members=200", "ticks=72", *overrides)


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_reaches_somebody(name: str) -> None:
    run = simulate(small(name), 3)
    assert run.summary["exposures"] > 0
    assert np.isfinite(run.summary["credibility_peak"])
    assert run.summary["cost"] > 0


def test_hong_kong_is_a_smaller_network_that_is_taken_down_in_two_waves_and_exposed() -> None:
    world = compose("hongkong_2019")
    assert world.operation.covert < compose("guo_2017").operation.covert / 2
    days = [(shock.kind, shock.at(world.operation.starts_on) / 24) for shock in world.shocks.dated]
    assert days == [("takedown_wave", 30), ("block", 31), ("takedown_wave", 46), ("expose", 52)]
    assert world.ticks * world.tick_hours > 52 * 24
    assert world.narratives.claims["protesters_plan_terror"].fragility > 0.95
    assert world.news_about == (STATE,)


def test_the_cartoon_is_all_overt_and_all_appeal() -> None:
    world = compose("cartoon_2015")
    assert (world.operation.covert, world.strategy.kind) == (0, "charm")
    appeal = world.narratives.claims["plan_is_for_everyone"].appeal * world.strategy.appeal
    assert appeal > 0.95


def test_boosters_of_diplomats_write_nothing_themselves() -> None:
    run = simulate(small("diplomats_2019"), 3)
    accounts = run.accounts
    assert accounts.loc[accounts["role"] == "covert", "posts"].sum() == 0
    assert accounts.loc[accounts["role"] == "covert", "shares"].sum() > 50
    assert accounts.loc[accounts["role"] == "overt", "posts"].sum() > 20
    assert accounts.loc[accounts["role"] == "overt", "shares"].sum() == 0


def test_at_home_criticism_is_silenced_and_most_of_what_the_state_says_is_cheer() -> None:
    run = simulate(small("home_market"), 3)
    of_state = run.posts[run.posts["role"].isin(("overt", "covert"))]
    assert (of_state["narrative"] == "cheer").mean() > 0.8
    assert run.summary["speech_silenced"] > 0
    assert simulate(small("home_market", "censorship=open"), 3).summary["speech_silenced"] == 0


def test_exported_censorship_differs_from_guo_2017_in_the_censor_alone() -> None:
    exported, plain = compose("exported_censorship").settings(), compose("guo_2017").settings()
    assert {key for key in exported if exported[key] != plain[key]} == {"scenario", "story", "censorship"}


def test_the_ruling_comes_sixteen_days_in_and_costs_the_states_voice_trust() -> None:
    world = compose("regulator_ruling")
    (ruling,) = world.shocks.dated
    assert (ruling.at(world.operation.starts_on), ruling.voice, ruling.told_by != CRITIC) == (16 * 24, STATE, True)
    early = ("shocks.dated=[{kind: ruling, hour: 6}]", "shocks.dated=[]")
    ruled, spared = (simulate(small("regulator_ruling", shocks), 3).summary["trust_state"] for shocks in early)
    assert ruled < spared
