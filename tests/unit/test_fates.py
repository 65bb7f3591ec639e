"""A post has one fate: the first of the dated events that can end it."""

from typing import Any

import numpy as np
import pytest

from sim.kernels.fates import Shelf, fate_now, settle_fates
from sim.state.posts import ALIVE, KNOCKED_OUT, REMOVED, SHELVED, WALKOVER
from tests.unit.hand_made import posts

SHELF = Shelf(ticks_unread=48, walkover_share=0.5)


def fate(tick: int = 10, shelf: Shelf = SHELF, **columns: Any) -> int:
    return fate_now(posts(1, **columns), 0, shelf, tick)


def test_a_post_that_is_read_lives() -> None:
    assert fate(tick=90, last_read=80) == ALIVE


def test_knocked_out_comes_before_removed_and_removed_before_unread() -> None:
    assert fate(tick=90, knocked_out=3, removed=3) == KNOCKED_OUT
    assert fate(tick=90, removed=3) == REMOVED
    assert fate(tick=90) == SHELVED


def test_tick_0_is_a_date_like_any_other() -> None:
    assert fate(knocked_out=0) == KNOCKED_OUT
    assert fate(removed=0) == REMOVED


@pytest.mark.parametrize(("tick", "expected"), [(60, ALIVE), (67, ALIVE), (68, SHELVED), (90, SHELVED)])
def test_a_post_is_off_the_shelf_at_the_first_tick_that_ends_the_unread_time(tick: int, expected: int) -> None:
    assert fate(tick=tick, last_read=20, born=3) == expected


@pytest.mark.parametrize(("tick", "expected"), [(50, ALIVE), (51, SHELVED)])
def test_a_post_that_was_never_read_counts_from_its_birth(tick: int, expected: int) -> None:
    assert fate(tick=tick, born=3, last_read=0) == expected


@pytest.mark.parametrize(
    ("aimed", "silenced", "expected"),
    [(0.0, 0.0, SHELVED), (4.0, 1.999, SHELVED), (4.0, 2.0, WALKOVER), (4.0, 4.0, WALKOVER)],
)
def test_it_is_a_walkover_from_half_the_aimed_force(aimed: float, silenced: float, expected: int) -> None:
    assert fate(tick=90, rebuttals_aimed=aimed, rebuttals_silenced=silenced) == expected


@pytest.mark.limits("metrics.fates", "walkover")
def test_at_the_limits_of_the_share_any_opponent_or_only_all_of_them_make_a_walkover() -> None:
    contested = {"tick": 90, "rebuttals_aimed": 4.0}
    assert fate(shelf=Shelf(48, 0.0), rebuttals_silenced=0.0, **contested) == WALKOVER
    assert fate(shelf=Shelf(48, 1.0), rebuttals_silenced=3.9, **contested) == SHELVED
    assert fate(shelf=Shelf(48, 1.0), rebuttals_silenced=4.0, **contested) == WALKOVER


def test_fates_are_written_and_dated_for_those_whom_one_befalls() -> None:
    written = posts(5, knocked_out=np.array([-1, 7, -1, -1, 2]), removed=np.array([-1, -1, 9, -1, -1]), last_read=9)
    still = settle_fates(written, np.array([0, 1, 2, 3]), SHELF, 9)
    assert still.tolist() == [0, 3]
    assert written["fate"].tolist() == [ALIVE, KNOCKED_OUT, REMOVED, ALIVE, ALIVE]
    assert written["fate_tick"].tolist() == [-1, 9, 9, -1, -1]


def test_a_fate_is_final() -> None:
    written = posts(2, removed=4, last_read=9)
    still = settle_fates(written, np.array([0, 1]), SHELF, 4)
    written["knocked_out"][:] = 5
    settle_fates(written, still, SHELF, 5)
    assert written["fate"].tolist() == [REMOVED] * 2
    assert written["fate_tick"].tolist() == [4, 4]


def test_where_nothing_lives_nothing_happens() -> None:
    assert settle_fates(posts(1), np.zeros(0, np.int64), SHELF, 9).tolist() == []
