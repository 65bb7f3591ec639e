"""Professionals answer what is visible, fragile, recent and unanswered; critics only what serves the state."""

from typing import Any

import numpy as np
import pytest

from sim.base.chance import stream
from sim.kernels.publishing import Candidates
from sim.rebuttals.crowd import Crowd
from sim.rebuttals.professionals import Professionals
from sim.state.market import Market
from sim.state.posters import Posters
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


def test_where_each_has_a_delay_of_its_own_no_thread_is_closed_to_all() -> None:
    numbers = {"delay": 4.0, "delay_spread": 0.5}
    assert open_to(2, born=np.array([7, 10]), numbers=numbers)[1] == [0, 1]


@pytest.mark.limits("rebuttals.professionals", "skill_spread", "capacity_spread", "delay_spread")
def test_posters_are_all_alike_at_no_spread_and_each_has_its_own_at_one() -> None:
    def seated(spread: float) -> Posters:
        own = {"skill_spread": spread, "capacity_spread": spread, "delay_spread": spread}
        return Professionals(answers_per_day=0.24, skill=2.0, delay=3.0, **own).seated(20_000, stream(4), 1.0, 1)

    alike, apart = seated(0.0), seated(1.0)
    for column, value in ((alike.skill, 2.0), (alike.answers_per_tick, 0.01), (alike.delay, 3.0)):
        assert (column == value).all()
    assert apart.skill.mean() == pytest.approx(2.0, rel=0.03)
    assert apart.answers_per_tick.mean() == pytest.approx(0.01, rel=0.03)
    assert np.median(apart.delay) == pytest.approx(3.0, rel=0.03)
    logs = np.log([apart.skill, apart.answers_per_tick, apart.delay])
    assert logs.std(axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=0.02)
    assert np.abs(np.corrcoef(logs) - np.eye(3)).max() < 0.03
    assert (apart.voice == alike.voice).all()
    assert (apart.courage == alike.courage).all()


def test_nobody_answers_more_often_than_every_tick() -> None:
    busy = Professionals(answers_per_day=24.0, capacity_spread=2.0).seated(1_000, stream(4), 1.0, 1)
    assert busy.answers_per_tick.max() == 1.0


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
