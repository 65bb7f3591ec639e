"""The ring: blows hurt what is fragile, parries help, and the first fall is the last."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.ring import Blows, Landed, settle, standing_after
from tests.unit.hand_made import posts

BLOWS = Blows(0.2, 0.05)
forces = st.floats(0, 100)


def landed(rows: list[int], rebuttals: list[float], defences: list[float]) -> Landed:
    return Landed(np.array(rows), np.array(rebuttals), np.array(defences))


def test_standing_loses_blow_times_fragility_times_the_root_of_force() -> None:
    # 1 - .2 x .5 x sqrt(4) + .05 x sqrt(9) = 1 - .2 + .15.
    assert standing_after(1.0, 0.5, 4.0, 9.0, BLOWS) == pytest.approx(0.95, rel=1e-15)


@given(st.floats(-1, 2), st.floats(0, 1), forces, forces)
def test_a_parry_only_raises_and_a_blow_only_lowers(standing: float, fragility: float, one: float, more: float) -> None:
    assert standing_after(standing, fragility, 0.0, one, BLOWS) >= standing
    assert standing_after(standing, fragility, one, 0.0, BLOWS) <= standing
    assert standing_after(standing, fragility, one, more, BLOWS) >= standing_after(standing, fragility, one, 0.0, BLOWS)


@given(forces)
def test_what_is_not_fragile_never_falls(force: float) -> None:
    assert standing_after(1.0, 0.0, force, 0.0, BLOWS) == 1.0


def test_a_round_is_counted_only_where_a_rebuttal_landed() -> None:
    written = posts(3)
    settle(written, landed([0, 1, 2], [1, 0, 2], [0, 1, 1]), BLOWS, 4)
    assert written["rounds"].tolist() == [1, 0, 1]


def test_posts_where_nothing_landed_are_left_alone() -> None:
    written = posts(3, fragility=1.0)
    settle(written, landed([1], [1], [0]), BLOWS, 4)
    assert written["standing"].tolist() == [1, 0.8, 1]
    assert written["rounds"].tolist() == [0, 1, 0]


def test_a_wholly_fragile_post_falls_in_the_sixth_round_of_single_blows() -> None:
    # 1 - 5 x .2 = 0 is not below 0 (nor, in binary fractions, does the rounding make it so): the sixth round decides.
    written = posts(1, fragility=1.0)
    for tick in range(10):
        now = settle(written, landed([0], [1], [0]), Blows(0.25, 0.0), tick)
        assert now.tolist() == ([0] if tick == 4 else [])
    assert written["knocked_out"].tolist() == [4]
    assert written["rounds"].tolist() == [5]


def test_a_standing_of_exactly_0_is_still_standing() -> None:
    written = posts(1, fragility=1.0)
    assert settle(written, landed([0], [16], [0]), Blows(0.25, 0.0), 7).tolist() == []
    assert (written["standing"][0], written["knocked_out"][0]) == (0, -1)


def test_a_knock_out_is_dated_once_and_no_round_is_counted_after_it() -> None:
    written = posts(1, fragility=1.0, standing=0.1)
    assert settle(written, landed([0], [1], [0]), BLOWS, 4).tolist() == [0]
    assert settle(written, landed([0], [1], [0]), BLOWS, 5).tolist() == []
    assert (written["knocked_out"][0], written["rounds"][0]) == (4, 1)


def test_a_defence_does_not_raise_the_dead() -> None:
    written = posts(1, fragility=1.0, standing=-0.1, knocked_out=3)
    settle(written, landed([0], [0], [10_000]), BLOWS, 4)
    assert written["standing"][0] > 0
    assert written["knocked_out"][0] == 3


def test_a_defence_that_lands_in_the_same_tick_can_save() -> None:
    written = posts(2, fragility=1.0, standing=0.1)
    assert settle(written, landed([0, 1], [1, 1], [0, 9]), BLOWS, 4).tolist() == [0]


def test_the_rows_knocked_out_now_are_returned_as_rows() -> None:
    written = posts(5, fragility=1.0, standing=0.1)
    assert settle(written, landed([1, 3, 4], [1, 0, 1], [0, 0, 0]), BLOWS, 4).tolist() == [1, 4]


def test_seasoning_buys_rounds() -> None:
    fallen = {}
    for seasoning in (0.5, 1.0, 2.0):
        written = posts(1, fragility=1.0, standing=seasoning)
        ticks = (tick for tick in range(99) if settle(written, landed([0], [1], [0]), Blows(0.15, 0.0), tick).size)
        fallen[seasoning] = next(ticks) + 1
    # .5 / .15 = 3.3, 1 / .15 = 6.7, 2 / .15 = 13.3.
    assert fallen == {0.5: 4, 1.0: 7, 2.0: 14}
