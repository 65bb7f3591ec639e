"""Scenarios start from what the calibration found; what they say themselves, and what is typed, comes on top."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from experiments.calibration.fitted import declared
from experiments.compose import BadInput, compose, composition
from tests.conf.declared_settings import CONF

FOUND: dict[str, dict[str, Any]] = yaml.safe_load((CONF / "calibration" / "default.yaml").read_text())["parameters"]
EVERY_PART = ("rebuttals=[crowd,professionals,notes,inoculation]", "enforcement=[label,downrank]")


def value_of(world: Any, name: str) -> Any:
    for step in name.split("."):
        world = getattr(world, step)
    return world


@pytest.mark.parametrize("name", FOUND)
def test_a_world_has_the_calibrated_value_and_without_calibration_the_declared_one(name: str) -> None:
    assert value_of(compose("hongkong_2019", *EVERY_PART), name) == FOUND[name]["value"]
    assert value_of(compose("hongkong_2019", *EVERY_PART, "calibration=none"), name) == declared()[name].default


@pytest.mark.parametrize("name", FOUND)
def test_what_is_typed_comes_before_what_was_found(name: str) -> None:
    asked = declared()[name].plausible[1]  # type: ignore[index]
    assert value_of(compose("hongkong_2019", *EVERY_PART, f"{name}={asked}"), name) == asked


def test_what_a_scenario_says_itself_comes_before_what_was_found() -> None:
    assert compose("replication/simsom").feed.chatter == 0.0


def test_values_of_options_that_are_not_chosen_do_not_act() -> None:
    world = compose("hongkong_2019", "belief=voter", "feed=newest", "rebuttals=crowd")
    assert world.belief.kind == "voter"
    assert world.rebuttals.notes is None
    assert world.rebuttals.inoculation is None


def test_a_value_tells_where_it_came_from() -> None:
    name = next(name for name in FOUND if name.startswith("belief."))
    assert composition("scenario=guo_2017").origins[tuple(name.split("."))] == "conf/calibration/default.yaml"


def test_a_calibration_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(BadInput, match="default, none"):
        compose("guo_2017", "calibration=nine")


def test_the_settings_lie_where_the_program_looks_for_them() -> None:
    assert (Path(CONF) / "calibration" / "none.yaml").is_file()
