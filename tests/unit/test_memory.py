"""Members remember what they met, and forget it."""

import math

import numpy as np
import pytest

from sim.kernels.curves import share_lost
from sim.kernels.memory import belief_in, calm, fade, remember_reading, remember_report, remembered_meetings
from sim.state.voices import ASSERTS, CRITIC, DENIES, STATE
from tests.unit.hand_made import members


def test_meetings_count_every_voice_and_every_correction_of_the_narrative_alone() -> None:
    people = members(2, 2)
    people.met[1, 1] = [1, 2, 3, 4]
    people.corrected[1] = [7, 0.5]
    assert remembered_meetings(people, 1, 1) == 10.5
    assert remembered_meetings(people, 1, 0) == 7
    assert remembered_meetings(people, 0, 1) == 0


@pytest.mark.parametrize(("held", "log_odds"), [(math.log(3), True), (0.75, False)], ids=["log-odds", "probability"])
def test_belief_in_what_a_post_says_is_a_probability_on_either_scale(held: float, log_odds: bool) -> None:
    people = members(1, 2)
    people.belief[0, 1] = held
    assert belief_in(people, 0, 1, ASSERTS, log_odds) == pytest.approx(0.75, rel=1e-6)
    assert belief_in(people, 0, 1, DENIES, log_odds) == pytest.approx(0.25, rel=1e-6)


def test_an_assertion_is_remembered_by_its_voice_and_a_denial_as_a_correction() -> None:
    people = members(1, 2)
    remember_report(people, 0, 1, STATE, ASSERTS)
    remember_report(people, 0, 1, STATE, ASSERTS)
    remember_report(people, 0, 1, CRITIC, DENIES)
    assert people.met[0].tolist() == [[0, 0, 0, 0], [0, 2, 0, 0]]
    assert people.corrected[0].tolist() == [0, 1]


def test_reading_acquaints_and_only_a_claim_that_is_shown_counts_as_asserted() -> None:
    people = members(1, 2)
    remember_reading(people, 0, 0, 7, True)
    remember_reading(people, 0, 0, 9, False)
    remember_reading(people, 0, 1, 8, False)
    assert people.acquainted[0].tolist() == [True, True]
    assert people.last_asserted[0].tolist() == [7, -1]


def test_counts_fade_by_the_share_that_is_forgotten_in_one_row_only() -> None:
    people = members(2, 1, met=8.0, corrected=4.0)
    for counts in (people.met, people.corrected):
        fade(counts, 0.25, 1, 2)
    assert people.met[:, 0, 0].tolist() == [8, 6]
    assert people.corrected[:, 0].tolist() == [4, 3]


@pytest.mark.parametrize(("share", "left"), [(0.0, 8.0), (1.0, 0.0)])
def test_nothing_or_everything_is_forgotten_at_the_limits(share: float, left: float) -> None:
    people = members(1, 1, met=8.0, corrected=8.0)
    for counts in (people.met, people.corrected):
        fade(counts, share, 0, 1)
    assert people.met.ravel().tolist() == [left] * 4
    assert people.corrected.item() == left


def test_after_its_half_life_half_is_remembered() -> None:
    people = members(1, 1, met=8.0)
    for _ in range(240):
        fade(people.met, share_lost(240.0, 1.0), 0, 1)
    assert people.met[0, 0, 0] == pytest.approx(4, rel=1e-5)


def test_fear_fades_in_the_given_range_only() -> None:
    people = members(4, 1, fear=2.0)
    calm(people, np.zeros(4, np.int8), np.array([0.25]), 1, 3)
    assert people.fear.tolist() == [2, 1.5, 1.5, 2]


def test_fear_fades_as_it_does_in_ones_own_market() -> None:
    people = members(3, 1, fear=2.0)
    calm(people, np.array([1, 0, 1], np.int8), np.array([0.0, 0.5]), 0, 3)
    assert people.fear.tolist() == [1, 2, 1]


def test_fear_halves_in_its_half_life() -> None:
    people = members(1, 1, fear=np.float32(3))
    for _ in range(48):
        calm(people, np.zeros(1, np.int8), np.array([share_lost(48.0, 1.0)]), 0, 1)
    assert people.fear[0] == pytest.approx(1.5, rel=1e-5)
