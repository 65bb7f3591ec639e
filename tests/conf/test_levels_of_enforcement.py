"""The levels of enforcement are a ladder, light < moderate < strict < maximal: each does what the one below does."""

import math
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from experiments.compose import compose
from sim.base.options import option_class, option_names
from sim.base.parameters import declarations
from sim.scenario import parts_on
from sim.scenario.families import combining_block

LADDER = ("none", "light", "moderate", "strict", "maximal")
STEPS = list(pairwise(LADDER))
_POSTURES = ("on_report", "by_search")
"""From the softer to the harder: what members report, or every post."""
_HARDER_IF_HIGHER = {
    "report_rate",
    "label.cut",
    "nudge.cut",
    "breaker.hold",
    "suspension.reviews",
    "suspension.appeal_delay",
}
_HARDER_IF_LOWER = {
    "delay",
    "threshold",
    "downrank.visibility",
    "downrank.strikes",
    "breaker.threshold",
    "removal.half_life",
    "suspension.threshold",
    "suspension.restored",
}
_NEITHER = {
    *("content_weight", "mistakes", "search_mistakes", "burst_window", "memory", "review_cost", "search_cost"),
    "suspension.error",
}
"""How well the platform sees and what a look costs: the ladder must not turn these, or it would be two ladders."""


@cache
def _level(name: str) -> Any:
    return compose("guo_2017", f"enforcement={name}").enforcement


def _parts(level: str) -> set[str]:
    return set(parts_on("enforcement", _level(level)))


def _value(level: str, name: str) -> Any:
    part, _, last = name.rpartition(".")
    value = getattr(getattr(_level(level), part) if part else _level(level), last)
    # Never to count strikes is softer than any number of them.
    return math.inf if value is None and name == "downrank.strikes" else value


def _softer_than(lower: str, upper: str) -> list[str]:
    """Return every setting of the lower level by which the upper one does less, or something else."""
    both = {part for part in _parts(lower) if part in _parts(upper)}
    names = {name for name in _all_names() if "." not in name or name.partition(".")[0] in both}
    worse = [f"{part} is off" for part in sorted(_parts(lower) - both)]
    if _POSTURES.index(_level(upper).posture) < _POSTURES.index(_level(lower).posture):
        worse.append("posture")
    for name in sorted(names):
        ends = _value(lower, name), _value(upper, name)
        more = ends[1] - ends[0] if ends[0] != ends[1] else 0.0
        if (
            (name in _HARDER_IF_HIGHER and more < 0)
            or (name in _HARDER_IF_LOWER and more > 0)
            or (name in _NEITHER and more != 0)
        ):
            worse.append(f"{name}: {_value(lower, name)} under {lower}, {_value(upper, name)} under {upper}")
    return worse


@cache
def _all_names() -> frozenset[str]:
    shared = {about.name for about in declarations(combining_block("enforcement", ())) if "." not in about.name}
    parts = {
        f"{part}.{about.name}"
        for part in option_names("enforcement")
        for about in declarations(option_class("enforcement", part))
    }
    return frozenset(shared | parts)


def test_of_every_declared_number_it_is_said_which_way_is_harder() -> None:
    assert {*_HARDER_IF_HIGHER, *_HARDER_IF_LOWER, *_NEITHER} == _all_names()


@pytest.mark.parametrize(("lower", "upper"), STEPS[1:])
def test_each_level_does_all_that_the_one_below_does_and_at_least_as_hard(lower: str, upper: str) -> None:
    assert _softer_than(lower, upper) == []


@pytest.mark.parametrize(("lower", "upper"), STEPS)
def test_no_two_levels_are_the_same(lower: str, upper: str) -> None:
    assert _level(lower) != _level(upper)


def test_none_does_nothing_and_the_highest_level_does_everything() -> None:
    assert _parts("none") == set()
    assert _parts("maximal") == set(option_names("enforcement"))
