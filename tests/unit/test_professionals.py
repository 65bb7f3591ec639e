"""Professionals answer what is visible, fragile, recent and unanswered; critics only what serves the state."""

from typing import Any

import numpy as np
import pytest

from sim.kernels.publishing import Candidates
from sim.rebuttals.crowd import Crowd
from sim.rebuttals.professionals import Professionals
from sim.state.market import Market
from tests.unit.hand_made import narratives, posts

SIDES = narratives((1, -1, 0))


def open_to(
    n: int, tick: int = 10, tick_hours: float = 1.0, alive: Any = None, **columns: Any
) -> tuple[list[int], list[int]]:
    """Return the posts open to critics and to press among n posts that are read and wholly fragile."""
    critics, press = candidates(n, tick, tick_hours, alive, **columns)
    return critics.posts.tolist(), press.posts.tolist()


def candidates(
    n: int, tick: int, tick_hours: float, alive: Any = None, **columns: Any
) -> tuple[Candidates, Candidates]:
    numbers = columns.pop("numbers", {})
    written = posts(n, **({"reads": 1, "fragility": 1.0, "born": tick - 5} | columns))
    rows = np.arange(n) if alive is None else np.array(alive)
    return Professionals(**numbers).candidates(Market(written, rows, SIDES), tick, tick_hours)


def test_critics_answer_only_what_serves_the_state_and_press_answers_all() -> None:
    # Served side = stance x the narrative's side: asserting the state's, denying the critics'.
    stances, about = np.array([1, -1, 1, -1, 1, -1]), np.array([0, 0, 1, 1, 2, 2])
    assert open_to(6, stance=stances, narrative=about) == ([0, 3], [0, 1, 2, 3, 4, 5])


@pytest.mark.limits("rebuttals.professionals", "delay")
@pytest.mark.parametrize(("delay", "expected"), [(0.0, [0, 1, 2]), (1.0, [0, 1]), (2.0, [0, 1]), (2.5, [0])])
def test_a_post_is_answered_from_its_delay_on(delay: float, expected: list[int]) -> None:
    assert open_to(3, born=np.array([7, 8, 10]), numbers={"delay": delay})[1] == expected


@pytest.mark.parametrize(("span", "expected"), [(1.0, [2]), (3.0, [1, 2]), (9.9, [1, 2]), (10.0, [0, 1, 2])])
def test_a_post_is_answered_within_the_attention_span(span: float, expected: list[int]) -> None:
    assert open_to(3, born=np.array([0, 7, 9]), numbers={"attention_span": span, "delay": 0.0})[1] == expected


def test_delay_and_span_are_in_hours_whatever_the_tick() -> None:
    born = np.array([8, 6, 2])
    numbers = {"delay": 1.5, "attention_span": 3.0}
    assert open_to(3, born=born, tick_hours=0.5, numbers=numbers)[1] == [1]


@pytest.mark.limits("rebuttals.professionals", "worth_answering")
@pytest.mark.parametrize(("worth", "expected"), [(0.0, [0, 1, 2, 3]), (0.3, [1, 2, 3]), (1.0, [3])])
def test_what_is_well_evidenced_is_left_alone(worth: float, expected: list[int]) -> None:
    assert open_to(4, fragility=np.array([0, 0.3, 0.9, 1.0]), numbers={"worth_answering": worth})[1] == expected


def test_what_nobody_read_is_not_seen() -> None:
    assert open_to(2, reads=np.array([0, 1]))[1] == [1]


def test_what_met_its_fate_is_not_answered() -> None:
    assert open_to(4, alive=[1, 3])[1] == [1, 3]


def test_fragile_widely_read_and_unanswered_claims_come_first() -> None:
    force = np.array([[0, 0, 0, 0], [0, 0, 0, 0], [1.0, 0, 1.0, 1.0]])
    _, press = candidates(
        3, 10, 1.0, fragility=np.array([1, 0.5, 0.5]), reads=np.array([1, 3, 7]), rebuttal_force=force
    )
    # 1 x 2 / 1, .5 x 4 / 1, .5 x 8 / 4.
    assert press.weights.tolist() == [2, 2, 1]
    assert press.keys.tolist() == [1000, 1001, 1002]


def test_in_an_empty_market_there_is_nothing_to_answer() -> None:
    critics, press = candidates(0, 10, 1.0)
    assert (len(critics.posts), len(press.posts)) == (0, 0)


def test_a_members_comment_counts_half_that_of_a_professional_by_default() -> None:
    assert Crowd().force / Professionals().skill == 0.5
