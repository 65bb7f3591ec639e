"""An option that could act on nothing in its world is refused, with why and what to do instead; inert arms are not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from experiments.compose import BadInput, compose
from sim import Scenario
from sim.base.options import FAMILIES, option_class, option_names
from sim.scenario.needs import NEEDS
from tests import worlds

NO_ACCOUNTS = worlds.OPERATION | {"overt": 0, "covert": 0}
MUTE: dict[str, Any] = {"strategy": {"kind": "silent"}, "rebuttals": {}, "operation": NO_ACCOUNTS}
"""A world in which nobody ever posts."""
ON_POSTS = [(family, part) for family in ("rebuttals",) for part in option_names(family)]


def refusal(**changes: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        Scenario(**worlds.settings(**changes))
    (error,) = refused.value.errors()
    return error["msg"]


@pytest.mark.parametrize("belief", [name for name in option_names("belief") if name != "bayesian_source"])
def test_who_weighs_no_reports_cannot_be_warned_of_them(belief: str) -> None:
    said = refusal(belief={"kind": belief}, rebuttals={"inoculation": {}})
    assert "rebuttals.inoculation: " in said
    assert "choose belief=bayesian_source, or leave it out" in said
    assert worlds.world(belief={"kind": belief}, rebuttals={"crowd": {}})


def test_without_overt_accounts_there_is_nobody_to_boost() -> None:
    nobody = worlds.OPERATION | {"overt": 0}
    assert "strategy=amplify: " in refusal(strategy={"kind": "amplify"}, operation=nobody)
    assert worlds.world(strategy={"kind": "amplify", "worthless": 1.0}, operation=nobody)
    assert worlds.world(strategy={"kind": "amplify"})


@pytest.mark.parametrize(("family", "part"), [pair for pair in ON_POSTS if pair[1] != "professionals"])
def test_where_nobody_ever_posts_nothing_can_be_done_to_posts(family: str, part: str) -> None:
    assert f"{family}.{part}: nobody in this world ever posts" in refusal(**MUTE | {family: {part: {}}})
    assert worlds.world(**MUTE)


@pytest.mark.parametrize(
    "voice",
    [
        {"operation": NO_ACCOUNTS | {"overt": 1}},
        {"operation": NO_ACCOUNTS | {"share": 0.0}},
        {"strategy": {"kind": "broadcast"}},
        {"rebuttals": {"notes": {}, "professionals": {}}},
        {"shocks": {"dated": [{"kind": "expose", "hour": 1.0}]}},
        {"conduct": {"kind": "resharer"}, "ties": {"kind": "poisson"}},
    ],
    ids=str,
)
def test_whoever_may_post_and_whatever_is_set_to_nought_by_design_lets_them_stand(voice: dict[str, Any]) -> None:
    assert worlds.world(**MUTE | {"rebuttals": {"notes": {}}} | voice)


def test_all_that_is_idle_is_told_at_once() -> None:
    said = refusal(**MUTE | {"rebuttals": {"notes": {}, "crowd": {}}})
    assert "rebuttals.notes: " in said
    assert "rebuttals.crowd: " in said


@pytest.mark.parametrize(
    ("scenario", "asked"),
    [
        ("rumour_mill", ["rebuttals=notes"]),
        ("guo_2017", ["belief=degroot", "rebuttals=inoculation"]),
        ("guo_2017", ["strategy=amplify", "operation.overt=0"]),
    ],
)
def test_on_the_command_line_it_is_one_line(scenario: str, asked: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        compose(scenario, *asked)
    assert len(str(refused.value).splitlines()) == 1


def test_the_silent_arm_of_a_comparison_stands_beside_everything() -> None:
    every = ["rebuttals=[crowd,professionals,notes,inoculation]", "censorship=[full,exported]", "enforcement=maximal"]
    assert compose("guo_2017", "strategy=silent", *every, "disclosure=full")


def test_every_need_is_known_and_is_some_option_s() -> None:
    options = [option_class(family, name) for family in FAMILIES for name in option_names(family)]
    asked = {need for option in options for need in option.model_construct(**_defaults(option)).needs}
    assert asked == set(NEEDS)


def _defaults(option: Any) -> dict[str, Any]:
    return {name: field.get_default() for name, field in option.model_fields.items() if not field.is_required()}
