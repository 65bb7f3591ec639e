"""Participants believe, forget and are warned by the rules of the world they are of; the arms are the same people."""

from typing import Any

import numpy as np
import pytest

from experiments.compose import compose
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.worlds import Worlds, values_in_force
from sim import Scenario
from sim.state.voices import DENIES, PEER, PRESS, STATE

ALIKE = {
    "belief.prior_spread": 0.0,
    "belief.trust.spread": 0.0,
    "belief.trust.peer": 0.5,
    "belief.evidence_weight": 1.0,
}


def world(serves: str = "none", **changes: Any) -> Scenario:
    """Return a world of one claim, of which nobody's mind differs from another's unless the changes say so."""
    return Worlds()("guo_2017", changes={"narratives": claim(serves, prior=0.0)} | ALIKE | changes)


def log_odds(arm: Participants) -> float:
    believed = arm.answers()[0]
    return float(np.log(believed / (1.0 - believed)))


def test_a_report_counts_as_the_likelihood_ratio_says() -> None:
    arm = Participants(world(), 1, 3)
    arm.read(PEER)
    # Trust .5, and of unreliable peers .6 would pass it on anyway: ln[(.5 + .3) / .3].
    assert log_odds(arm) == pytest.approx(np.log(8.0 / 3.0), rel=1e-5)


def test_a_denial_is_a_report_of_the_contrary() -> None:
    arm = Participants(world(**{"belief.trust.press": 0.6}), 1, 3)
    arm.read(PRESS, DENIES)
    assert log_odds(arm) == pytest.approx(-np.log((0.6 + 0.2) / 0.2), rel=1e-5)


def test_the_thread_takes_its_part_from_a_fragile_claim() -> None:
    alone, answered = (
        Participants(world(**{"belief.trust.press": 0.6, "belief.thread_weight": 1.0}), 1, 3) for _ in "ab"
    )
    alone.read(PEER)
    answered.read(PEER, answered_by=PRESS)
    # Weight 1 x fragility .9 x half of the force in the thread x trust .6 in who answers.
    assert log_odds(alone) - log_odds(answered) == pytest.approx(0.9 * 0.5 * 0.6, rel=1e-4)


def test_two_arms_of_one_seed_are_the_same_people_and_of_two_seeds_others() -> None:
    one, twin, other = (
        Participants(Worlds()("guo_2017", changes={"narratives": claim()}), seed, 50) for seed in (1, 1, 2)
    )
    assert np.array_equal(one.answers(), twin.answers())
    assert not np.array_equal(one.answers(), other.answers())


def test_in_the_half_life_of_belief_half_of_what_was_gained_is_gone() -> None:
    arm = Participants(world(**{"belief.belief_half_life": 48.0}), 1, 3)
    arm.read(PEER)
    arm.wait(48.0)
    assert log_odds(arm) == pytest.approx(np.log(8.0 / 3.0) / 2.0, rel=1e-4)


def test_a_warning_takes_its_share_of_a_report_that_serves_the_state_and_wears_off() -> None:
    warning = {"share": 1.0, "strength": 0.5, "half_life": 24.0}
    gains = []
    for hours in (0.0, 24.0):
        arm = Participants(world("state", rebuttals={"inoculation": warning}), 1, 3)
        arm.wait(hours)
        arm.read(STATE)
        gains.append(log_odds(arm))
    unwarned = Participants(world("state"), 1, 3)
    unwarned.read(STATE)
    assert gains == pytest.approx([0.5 * log_odds(unwarned), 0.75 * log_odds(unwarned)], rel=1e-3)


def test_a_label_changes_nobodys_mind_by_itself() -> None:
    bare, labelled = Participants(world(), 1, 3), Participants(world(), 1, 3)
    bare.read(STATE)
    labelled.read(STATE, endorsement=0.5)
    assert log_odds(bare) == log_odds(labelled)


def test_values_under_trial_find_their_place_and_stay_out_where_there_is_none() -> None:
    worlds = Worlds({"belief.evidence_weight": 0.4, "rebuttals.inoculation.strength": 0.9})
    plain = worlds("guo_2017")
    warned = worlds("guo_2017", changes={"rebuttals": {"inoculation": {"share": 1.0}}})
    assert plain.belief.evidence_weight == 0.4
    assert plain.rebuttals.inoculation is None
    assert warned.rebuttals.inoculation.strength == 0.9


def test_the_numbers_of_a_studys_design_stand_against_those_under_trial() -> None:
    worlds = Worlds({"rebuttals.notes.delay": 5.0, "operation.genuine": 0.1})
    design = {"rebuttals": {"notes": {"delay": 48.0}}, "operation.genuine": 0.5}
    assert worlds("guo_2017", changes=design).rebuttals.notes.delay == 48.0
    assert worlds("guo_2017", changes=design).operation.genuine == 0.5
    assert worlds("guo_2017", changes={"rebuttals": {"notes": {}}}).rebuttals.notes.delay == 5.0


def test_without_values_under_trial_those_in_force_are_taken_also_where_a_design_puts_the_part() -> None:
    warned = {"rebuttals": {"inoculation": {"share": 1.0}}}
    assert Worlds()("guo_2017") == compose("guo_2017")
    strength = values_in_force()["rebuttals.inoculation.strength"]
    assert Worlds()("guo_2017", changes=warned).rebuttals.inoculation.strength == strength
    assert Worlds({})("guo_2017") == compose("guo_2017", "calibration=none")
