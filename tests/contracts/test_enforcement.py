"""Every part of enforcement keeps its family's promise: an answer for each post and account, and none for none."""

from typing import Any

import numpy as np
import pytest

from sim.base.chance import stream
from sim.base.options import option_class, option_names
from sim.enforcement._contract import EnforcementPart, Suspects, Violations

STREAM = stream(11)
SUSPECTS = Suspects(np.arange(1000), np.full(1000, 0.5))
each_part = pytest.mark.parametrize("name", option_names("enforcement"))


def part(name: str, **settings: Any) -> EnforcementPart:
    made = option_class("enforcement", name)(**settings)
    assert isinstance(made, EnforcementPart)
    return made


def test_the_family_has_the_parts_of_the_description() -> None:
    assert set(option_names("enforcement")) >= {"label", "downrank", "removal", "suspension", "breaker", "nudge"}


@each_part
def test_a_part_keeps_the_promise_of_the_family(name: str) -> None:
    made = part(name)
    assert 0 <= made.endorsement_left() <= 1
    assert 0 <= made.visibility_left() <= 1
    assert 0 <= made.slows() <= 1
    assert made.hold_hours() >= 0
    assert made.appeal_hours() >= 0
    found = Violations(np.array([0.0, 100.0]), np.array([1.0, 1.0]))
    for answer in (
        made.removes(found),
        made.holds_back(np.array([0.0, 1e9]), 100),
        made.restores(np.arange(2), STREAM),
    ):
        assert answer.shape == (2,)
        assert answer.dtype == np.bool_
    assert made.suspends(SUSPECTS, STREAM, 3).shape == (1000,)
    due = made.due_for_review(50, STREAM, 3, 1.0)
    assert ((due >= 0) & (due < 50)).all()


@each_part
def test_a_part_is_empty_handed_where_there_is_nothing(name: str) -> None:
    nothing, rows = np.zeros(0), np.zeros(0, np.int64)
    made = part(name)
    assert len(made.removes(Violations(nothing, nothing))) == 0
    assert len(made.holds_back(nothing, 100)) == 0
    assert len(made.suspends(Suspects(rows, nothing), STREAM, 3)) == 0
    assert len(made.restores(rows, STREAM)) == 0


def test_the_parts_that_need_verdicts_are_those_that_act_on_them() -> None:
    needy = {name for name in option_names("enforcement") if part(name).needs_verdicts}
    assert needy == {"label", "downrank", "removal"}


@each_part
def test_what_befalls_an_account_does_not_hang_on_its_place_in_the_list(name: str) -> None:
    made = part(name)
    sources = np.arange(1000)
    suspicion = (sources * 37 % 101) / 101.0
    back = sources[::-1]
    one, other = (
        made.suspends(Suspects(sources, suspicion), STREAM, 3),
        made.suspends(Suspects(sources[back], suspicion[back]), STREAM, 3),
    )
    assert np.array_equal(one, other[back])
    assert np.array_equal(made.restores(sources, STREAM), made.restores(back, STREAM)[back])
