"""The ring: blows hurt what is fragile, parries help, and what is seen works on from hour to hour."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.ring import Blows, Landed, force_at_work, settle, standing_after
from sim.state.voices import CRITIC
from tests.unit.hand_made import posts

BLOWS = Blows(0.2, 0.05)
ONCE = Blows(0.25, 0.0, lasting=0.0)
forces = st.floats(0, 100)
shares = st.floats(0, 1)


def settled(written: Any, rebuttals: list[float], defences: list[float], blows: Blows, tick: int = 4) -> list[int]:
    """Land the forces in the threads of posts 0, 1, … and settle the ring of all; return the rows knocked out now."""
    rows = np.arange(len(rebuttals))
    written["rebuttal_force"][rows, CRITIC] += rebuttals
    written["defence_force"][rows] += defences
    somewhere = rows[(np.array(rebuttals) > 0) | (np.array(defences) > 0)]
    landed = Landed(somewhere, np.array(rebuttals, float)[somewhere], np.array(defences, float)[somewhere])
    fought = np.flatnonzero(written["knocked_out"] < 0)
    return settle(written, fought, landed, blows, tick).tolist()


def test_standing_loses_blow_times_fragility_times_the_root_of_force() -> None:
    # 1 - .2 x .5 x sqrt(4) + .05 x sqrt(9) = 1 - .2 + .15.
    assert standing_after(1.0, 0.5, 2.0, 3.0, BLOWS) == pytest.approx(0.95, rel=1e-15)


def test_what_is_visible_works_again_in_every_hour_and_by_its_root() -> None:
    written = posts(1, fragility=0.5)
    stands = []
    for rebuttals in (4.0, 0.0, 5.0):
        settled(written, [rebuttals], [0], BLOWS)
        stands.append(float(written["standing"][0]))
    # .2 x .5 x (sqrt 4, sqrt 4, sqrt 9).
    assert stands == pytest.approx([0.8, 0.6, 0.3])
    assert written["rounds"][0] == 2, "an hour in which nothing landed is no round"


def test_of_what_does_not_last_only_the_new_strikes() -> None:
    written = posts(1, fragility=1.0)
    for rebuttals, standing in ((1.0, 0.75), (0.0, 0.75), (1.0, 0.5)):
        settled(written, [rebuttals], [0], ONCE)
        assert written["standing"][0] == standing


@given(forces, forces, shares, st.floats(0.1, 3))
def test_lasting_goes_from_the_new_force_alone_to_all_that_is_visible(
    older: float, fresh: float, lasting: float, hours: float
) -> None:
    ends = [force_at_work(older + fresh, fresh, Blows(1, 1, end, hours)) for end in (0.0, 1.0)]
    assert ends == [np.sqrt(fresh), hours * np.sqrt(older + fresh)]
    between = force_at_work(older + fresh, fresh, Blows(1, 1, lasting, hours))
    assert min(ends) - 1e-9 <= between <= max(ends) + 1e-9


def test_what_lasts_does_the_same_in_two_half_hours_as_in_an_hour() -> None:
    stands = {}
    for hours in (0.5, 1.0):
        written = posts(1, fragility=1.0)
        settled(written, [4.0], [1.0], Blows(0.2, 0.05, 1.0, hours))
        for _ in range(round(3 / hours) - 1):
            settled(written, [0.0], [0.0], Blows(0.2, 0.05, 1.0, hours))
        stands[hours] = float(written["standing"][0])
    assert stands[0.5] == pytest.approx(stands[1.0])


@given(st.floats(-1, 2), shares, forces, forces)
def test_a_parry_only_raises_and_a_blow_only_lowers(standing: float, fragility: float, one: float, more: float) -> None:
    assert standing_after(standing, fragility, 0.0, one, BLOWS) >= standing
    assert standing_after(standing, fragility, one, 0.0, BLOWS) <= standing
    assert standing_after(standing, fragility, one, more, BLOWS) >= standing_after(standing, fragility, one, 0.0, BLOWS)


@given(forces)
def test_what_is_not_fragile_never_falls(force: float) -> None:
    assert standing_after(1.0, 0.0, force, 0.0, BLOWS) == 1.0


def test_a_round_is_counted_only_where_a_rebuttal_landed() -> None:
    written = posts(3)
    settled(written, [1, 0, 2], [0, 1, 1], BLOWS)
    assert written["rounds"].tolist() == [1, 0, 1]


def test_threads_in_which_nobody_spoke_are_left_alone() -> None:
    written = posts(3, fragility=1.0)
    settled(written, [0, 1, 0], [0, 0, 0], BLOWS)
    assert written["standing"].tolist() == [1, 0.8, 1]
    assert written["rounds"].tolist() == [0, 1, 0]


def test_a_wholly_fragile_post_falls_in_the_fifth_round_of_blows_of_a_quarter() -> None:
    # 1 - 4 x .25 = 0 is not below 0: the fifth round, at tick 4, decides.
    written = posts(1, fragility=1.0)
    for tick in range(5):
        assert settled(written, [1], [0], ONCE, tick) == ([0] if tick == 4 else [])
    assert written["knocked_out"].tolist() == [4]
    assert written["rounds"].tolist() == [5]


def test_one_rebuttal_that_stays_knocks_out_in_one_round() -> None:
    # 1 - 5 x .2 = 0 is not below 0: the sixth hour decides; nobody had to speak again.
    written = posts(1, fragility=1.0)
    fallen = [settled(written, [float(tick == 0)], [0], BLOWS, tick) for tick in range(6)]
    assert fallen == [[], [], [], [], [], [0]]
    assert written["rounds"].tolist() == [1]


def test_a_standing_of_exactly_0_is_still_standing() -> None:
    written = posts(1, fragility=1.0)
    assert settled(written, [16], [0], ONCE, 7) == []
    assert (written["standing"][0], written["knocked_out"][0]) == (0, -1)


def test_a_defence_that_lands_in_the_same_tick_can_save() -> None:
    written = posts(2, fragility=1.0, standing=0.1)
    assert settled(written, [1, 1], [0, 9], BLOWS) == [0]


def test_the_rows_knocked_out_now_are_returned_as_rows() -> None:
    written = posts(5, fragility=1.0, standing=0.1)
    assert settled(written, [0, 1, 0, 1, 1], [0, 0, 0, 0, 0], BLOWS) == [1, 3, 4]


def test_only_those_that_are_fought_over_move_whatever_lands_elsewhere() -> None:
    written = posts(4, fragility=1.0)
    written["rebuttal_force"][:, CRITIC] = 1.0
    landed = Landed(np.array([0, 1, 3]), np.array([1.0, 1.0, 1.0]), np.zeros(3))
    settle(written, np.array([1, 2]), landed, BLOWS, 4)
    assert written["standing"].tolist() == [1, 0.8, 0.8, 1]
    assert written["rounds"].tolist() == [0, 1, 0, 0]


def test_seasoning_buys_rounds() -> None:
    fallen = {}
    for seasoning in (0.5, 1.0, 2.0):
        written = posts(1, fragility=1.0, standing=seasoning)
        fallen[seasoning] = next(tick for tick in range(99) if settled(written, [1], [0], ONCE._replace(blow=0.15))) + 1
    # .5 / .15 = 3.3, 1 / .15 = 6.7, 2 / .15 = 13.3.
    assert fallen == {0.5: 4, 1.0: 7, 2.0: 14}
