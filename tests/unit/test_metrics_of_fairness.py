"""Harm and discernment on a record of at most ten rows, with the number worked out by hand."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.metrics._contract import Measured, Undefined
from sim.metrics.discernment import Discernment
from sim.metrics.harm import Harm
from sim.state.record import COVERT, CRITIC_POSTER, MEMBER, OVERT, PRESS_POSTER
from tests.unit.hand_made import comments, narratives, record, record_posts, suspended

# Sources 0 to 4, one of each role.
ROLES = np.array([MEMBER, OVERT, COVERT, CRITIC_POSTER, PRESS_POSTER], np.int8)
QUIET = record()


def harm(**parts: Any) -> dict[str, Measured]:
    made = {"roles": ROLES, "narratives": narratives((1, -1, 0)), "steps": {"hushed": np.array([0.0])}}
    return Harm().measure(record(**(made | parts)), QUIET)


@pytest.mark.transcript("metrics.harm")
def test_hidden_rebuttals_of_everyone_but_the_operation_count() -> None:
    # Hidden rebuttals by member, overt, covert, critic, press; a standing one; a hidden defence: 3 of these 7.
    said = comments(
        7,
        author=np.array([0, 1, 2, 3, 4, 0, 0]),
        stance=np.array([-1, -1, -1, -1, -1, -1, 1]),
        hidden=np.array([4, 4, 4, 4, 0, -1, 4]),
    )
    threads = record_posts(1, author=0)
    assert harm(comments=said, posts=threads)["wrongly_removed_rebuttals"] == 3


def test_removed_posts_count_where_they_serve_the_critics() -> None:
    # Denials of the state's narrative (member) and assertions of the critics' (critic) count; assertions of the
    # state's (member), of nobody's (press) and the operation's own denial (covert) do not; nor what still stands.
    made = record_posts(
        6,
        author=np.array([0, 3, 0, 4, 2, 0]),
        narrative=np.array([0, 1, 0, 2, 0, 0]),
        stance=np.array([-1, 1, 1, 1, -1, -1]),
        removed=np.array([0, 5, 5, 5, 5, -1]),
    )
    assert harm(posts=made)["wrongly_removed_rebuttals"] == 2


def test_silenced_speech_adds_what_fear_kept_from_being_said() -> None:
    said = comments(2, author=0, stance=-1, hidden=3)
    found = harm(comments=said, posts=record_posts(1, author=0), steps={"hushed": np.array([0.0, 4.0, 2.0])})
    assert found["speech_silenced"] == 8


def test_a_hidden_defence_of_a_critics_post_is_silenced_speech() -> None:
    thread = record_posts(1, author=3, narrative=1)
    said = comments(1, author=0, stance=1, hidden=3)
    assert harm(comments=said, posts=thread)["speech_silenced"] == 1


def test_suspensions_are_counted_by_whom_they_hit() -> None:
    events = [suspended("member", 1), suspended("account", 2), suspended("account", 3)]
    found = harm(events=events)
    assert found["ordinary_accounts_suspended"] == 1
    assert found["covert_accounts_suspended"] == 2


@pytest.mark.limits("metrics.harm")
def test_where_nothing_happened_nobody_was_harmed() -> None:
    assert set(harm().values()) == {0.0}


def discernment(fragility: list[float], standing: list[float], rounds: list[int] | None = None) -> Measured:
    fought = np.ones(len(standing)) if rounds is None else np.array(rounds)
    made = record_posts(len(standing), fragility=np.array(fragility), standing=np.array(standing), rounds=fought)
    return Discernment().measure(record(posts=made), QUIET)["discernment"]


@pytest.mark.transcript("metrics.discernment")
def test_discernment_is_the_share_of_pairs_in_which_the_sound_post_stands_higher() -> None:
    # Sound .9, .5, .2 against fragile .5, -.1: 2 wins, then a tie and a win, then a loss and a win: 4.5 of 6.
    assert discernment([0.1, 0.2, 0.3, 0.8, 0.9], [0.9, 0.5, 0.2, 0.5, -0.1]) == pytest.approx(4.5 / 6)


@pytest.mark.limits("metrics.discernment")
@pytest.mark.parametrize(("sound", "fragile", "expected"), [(1.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.5, 0.5, 0.5)])
def test_discernment_is_1_when_all_is_told_apart_0_when_turned_round_and_half_on_ties(
    sound: float, fragile: float, expected: float
) -> None:
    assert discernment([0.0, 0.0, 1.0], [sound, sound, fragile]) == expected


standings = st.lists(st.sampled_from([-0.2, 0.0, 0.3, 0.6, 1.0]), min_size=1, max_size=5)


@given(standings, standings)
def test_discernment_is_the_counted_area(sound: list[float], fragile: list[float]) -> None:
    wins = sum((one > other) + 0.5 * (one == other) for one in sound for other in fragile)
    area = discernment([0.1] * len(sound) + [0.9] * len(fragile), sound + fragile)
    assert area == pytest.approx(wins / (len(sound) * len(fragile)))


@given(standings, standings)
def test_turning_fragility_round_turns_discernment_round(sound: list[float], fragile: list[float]) -> None:
    marks = [0.1] * len(sound) + [0.9] * len(fragile)
    one, other = discernment(marks, sound + fragile), discernment([1 - mark for mark in marks], sound + fragile)
    assert isinstance(one, float)
    assert other == pytest.approx(1 - one)


def test_posts_that_nobody_contested_do_not_count() -> None:
    assert discernment([0.1, 0.9, 0.9], [0.5, 0.2, 0.9], [1, 1, 0]) == 1


@pytest.mark.parametrize("fragility", [[0.1, 0.2], [0.5, 0.9]])
def test_discernment_needs_both_kinds(fragility: list[float]) -> None:
    assert isinstance(discernment(fragility, [0.5, 0.6]), Undefined)
