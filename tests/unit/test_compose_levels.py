"""A level beside a level is refused, as the later would undo the earlier; beside a level there may be single parts."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from experiments.compose import BadInput, compose, composition
from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from sim.base.options import option_names

LEVELS = ("light", "moderate", "strict", "maximal")


def refusals(*overrides: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        compose("guo_2017", *overrides)
    return [problem.line() for problem in refused.value.problems]


def test_every_level_of_enforcement_is_tried() -> None:
    choices = set(settings_in(configuration_folder()).groups["enforcement"])
    assert choices - {*option_names("enforcement"), "none"} == set(LEVELS)


@pytest.mark.parametrize(("one", "other"), [*pairwise(LEVELS), ("maximal", "light")])
def test_a_level_beside_a_level_is_refused_with_what_to_write(one: str, other: str) -> None:
    (said,) = refusals(f"enforcement=[{one},{other}]")
    assert said.startswith(f"enforcement=[{one},{other}] (command line): {one} and {other} each set delay")
    assert f"write enforcement={one} or enforcement={other};" in said


def test_what_else_was_chosen_stays_in_what_to_write_and_other_problems_are_told_too() -> None:
    level, members = refusals("enforcement=[light,suspension,strict]", "members=none")
    assert "write enforcement=[light,suspension] or enforcement=[suspension,strict];" in level
    assert members.startswith("members=none")


@pytest.mark.parametrize(("level", "part"), [("light", "suspension"), ("strict", "nudge")])
def test_a_part_beside_a_level_adds_to_it_in_either_order(level: str, part: str) -> None:
    alone = compose("guo_2017", f"enforcement={level}").enforcement
    for both in (f"[{level},{part}]", f"[{part},{level}]"):
        made = compose("guo_2017", f"enforcement={both}").enforcement
        assert getattr(made, part) is not None
        assert made.model_copy(update={part: getattr(alone, part)}) == alone


def test_a_mixture_that_sets_nothing_shared_stands_beside_others() -> None:
    made = compose("guo_2017", "rebuttals=[crowd_and_professionals,notes]", "censorship=[full,exported]")
    assert made.rebuttals.notes
    assert made.rebuttals.professionals
    assert made.censorship.fear
    assert made.censorship.exported


def test_in_a_market_the_refusal_names_the_market() -> None:
    (said,) = refusals("markets.overseas.enforcement=[strict,light]")
    assert said.startswith("markets.overseas.enforcement=[strict,light] (command line): strict and light")
    assert "write markets.overseas.enforcement=strict or markets.overseas.enforcement=light;" in said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of settings of one's own."""
    return Path(shutil.copytree(configuration_folder(), tmp_path / "conf"))


def test_two_levels_in_a_scenario_s_file_are_refused_unless_others_are_chosen_by_hand(folder: Path) -> None:
    file = folder / "scenario/guo_2017.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("/enforcement: none", "/enforcement: [maximal, light]"), encoding="utf-8")
    assert composition("enforcement=light", settings=settings_in(folder)).scenario.enforcement.delay == 24.0
    with pytest.raises(BadInput, match=r"enforcement=\[maximal,light\] \(conf/scenario/guo_2017.yaml\)"):
        composition(settings=settings_in(folder))


def test_a_level_that_is_built_on_another_is_no_contradiction(folder: Path) -> None:
    (folder / "enforcement/slower.yaml").write_text("defaults: [strict, _self_]\ndelay: 48.0\n", encoding="utf-8")
    made = composition("enforcement=[slower,suspension]", settings=settings_in(folder)).scenario.enforcement
    assert (made.delay, made.posture) == (48.0, "by_search")
    assert made.suspension is not None


def test_a_part_whose_number_a_level_sets_is_refused_beside_it(folder: Path) -> None:
    text = "defaults: [label, _self_]\nlabel:\n  cut: 0.9\n"
    (folder / "enforcement/loud.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"loud and label each set label\.cut"):
        composition("enforcement=[loud,label]", settings=settings_in(folder))
