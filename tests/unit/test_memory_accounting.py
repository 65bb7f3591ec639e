"""What a world takes up is told column by column, and of a large one without seating it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from experiments import cli
from experiments.compose import compose
from experiments.memory import memory_at
from sim import Marketplace
from sim.marketplace_memory import memory_of
from tests import worlds


def test_a_column_takes_what_its_numbers_take() -> None:
    sizes = memory_of(Marketplace(worlds.world(members=150), 3))
    assert sizes["members.columns.trust"] == 150 * 4 * 4
    assert sizes["feeds"] == 150 * 15 * 10
    assert sizes["members.columns.fear"] == 150 * 4


def test_what_is_held_twice_is_counted_once() -> None:
    market = Marketplace(worlds.world(members=150), 3)
    before = sum(memory_of(market).values())
    market.speech.exposures_of = market.members.columns.trust[:100, 0]  # type: ignore[assignment]
    assert sum(memory_of(market).values()) == before - 150 * 4


def test_a_member_that_gets_a_column_is_found_out() -> None:
    market = Marketplace(worlds.world(members=150), 3)
    before = sum(memory_of(market).values())
    market.notebook.anything = np.zeros(150)  # type: ignore[attr-defined]
    assert sum(memory_of(market).values()) == before + 150 * 8


def test_a_large_world_is_told_from_small_ones() -> None:
    told = memory_at(compose("guo_2017", "members=12000"))
    seated = memory_of(Marketplace(compose("guo_2017", "members=12000"), 3))
    for name in ("feeds", "members.columns.met", "members.columns.belief", "visits.posts"):
        assert told[name] == seated[name], name
    assert sum(told.values()) == pytest.approx(sum(seated.values()), rel=0.02)


def test_the_command_tells_bytes_a_member(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "scenario=guo_2017", "members=1000000", "--memory", "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["bytes"] == sum(told["columns"].values())
    assert 100 < told["bytes_a_member"] < 2_000
