"""Personas: who follows an account that plays a member of a segment."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels.personas import followers_who_stay
from tests.unit.hand_made import STREAM

SEGMENTS = np.array([0, 0, 1, 1], np.int16)
PERSONAS = np.array([0, 1], np.int16)
FIRST, SECOND, BEHIND = 4, 5, 6
"""Sources: four members, then an account of each persona, then somebody who is no account."""


def staying(pairs: list[tuple[int, int]], strangers: tuple[float, float]) -> list[bool]:
    found = followers_who_stay(np.array(pairs), np.array(strangers), PERSONAS, SEGMENTS, STREAM)
    return [bool(stays) for stays in found]


def test_members_of_the_persona_segment_always_stay() -> None:
    assert staying([(0, FIRST), (1, FIRST), (2, SECOND), (3, SECOND)], (0.0, 0.0)) == [True] * 4


@pytest.mark.parametrize(("chance", "stays"), [(0.0, False), (1.0, True)])
def test_members_of_other_segments_stay_by_the_accounts_own_chance(chance: float, stays: bool) -> None:
    assert staying([(2, FIRST), (0, SECOND)], (chance, 1.0 - chance)) == [stays, not stays]


def test_whoever_stands_behind_the_accounts_is_left_as_it_is() -> None:
    assert staying([(0, BEHIND), (3, BEHIND)], (0.0, 0.0)) == [True, True]


def test_about_the_declared_share_of_strangers_stays_and_each_by_luck_of_its_own() -> None:
    segments = np.ones(10_000, np.int16)
    pairs = np.column_stack([np.arange(10_000), np.full(10_000, 10_000)])
    stays = followers_who_stay(pairs, np.array([0.3]), np.zeros(1, np.int16), segments, STREAM)
    # Four standard errors of a share of .3 among 10,000.
    assert stays.mean() == pytest.approx(0.3, abs=4 * np.sqrt(0.3 * 0.7 / 10_000))
    again = followers_who_stay(pairs[::-1], np.array([0.3]), np.zeros(1, np.int16), segments, STREAM)
    assert (again[::-1] == stays).all()
