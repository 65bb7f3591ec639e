"""Each metric on a record of at most ten rows, with the number worked out by hand."""

import math
from typing import Any

import numpy as np
import pytest

from sim.metrics._contract import Measured, Undefined
from sim.metrics.credibility import Credibility
from sim.metrics.fates import Fates
from sim.metrics.persuasion import Persuasion
from sim.metrics.reach import Reach
from sim.metrics.rounds import Rounds
from sim.metrics.trust import Trust
from sim.state.posts import ALIVE, KNOCKED_OUT, REMOVED, SHELVED, WALKOVER
from sim.state.voices import VOICES
from tests.unit.hand_made import narratives, record, record_posts

QUIET = record()


def steps(**columns: list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values, np.float64) for name, values in columns.items()}


def reason(value: Measured) -> str:
    assert isinstance(value, Undefined)
    return value.reason


REACHED = {"reach": [0.0, 0.4, 0.3, 0.1], "reach_ever": [0.0, 0.4, 0.5, 0.5], "exposures": [0.0, 1.0, 0.5, 0.25]}


@pytest.mark.transcript("metrics.reach")
def test_reach_is_read_off_its_curve() -> None:
    found = Reach().measure(record(steps=steps(**REACHED), tick_hours=2.0), QUIET)
    # Half of the peak .4 is .2: one tick after the peak .3, then half of the way to .1; 1.5 ticks of 2 hours.
    assert found == {
        "reach_peak": 0.4,
        "reach_final": 0.1,
        "reach_ever": 0.5,
        "reach_half_life": pytest.approx(3.0),
        "exposures": 1.75,
    }


def test_reach_backwards_is_another_reach() -> None:
    backwards = {name: values[::-1] for name, values in REACHED.items()}
    found = Reach().measure(record(steps=steps(**backwards)), QUIET)
    # .1 .3 .4 0: from the peak half of the way to nothing; the last of "ever" is now its first.
    assert (found["reach_half_life"], found["reach_final"], found["reach_ever"]) == (0.5, 0.0, 0.0)


@pytest.mark.limits("metrics.reach")
def test_a_reach_that_lasts_is_censored_and_one_that_never_was_is_undefined() -> None:
    lasting = Reach().measure(record(steps=steps(**REACHED | {"reach": [0, 0.4, 0.4, 0.3]}), tick_hours=2.0), QUIET)
    assert "> 4 h" in reason(lasting["reach_half_life"])
    nobody = Reach().measure(record(steps=steps(**REACHED | {"reach": [0, 0, 0, 0]})), QUIET)
    assert "nobody was reached" in reason(nobody["reach_half_life"])
    assert nobody["reach_peak"] == 0


def credibility(campaign: list[float], quiet: list[float], met: list[float] | None = None) -> dict[str, Measured]:
    loud = record(steps=steps(credibility=met or [math.nan, 0.5, 0.7, 0.6], belief_mean=campaign), tick_hours=3.0)
    return Credibility().measure(loud, record(steps=steps(belief_mean=quiet)))


@pytest.mark.transcript("metrics.credibility")
def test_credibility_is_read_off_those_who_met_and_its_excess_off_all() -> None:
    # Excess 0, .2, .1, .05: mean .0875, halved one tick of 3 hours after its peak.
    assert credibility([0.4, 0.6, 0.5, 0.45], [0.4, 0.4, 0.4, 0.4]) == {
        "credibility_peak": 0.7,
        "credibility_final": 0.6,
        "credibility_excess": pytest.approx(0.0875),
        "credibility_excess_peak": pytest.approx(0.2),
        "credibility_excess_final": pytest.approx(0.05),
        "credibility_half_life": pytest.approx(3.0),
    }


def test_swapping_the_worlds_turns_the_excess_round() -> None:
    one, other = credibility([0.4, 0.6, 0.5, 0.45], [0.4] * 4), credibility([0.4] * 4, [0.4, 0.6, 0.5, 0.45])
    assert other["credibility_excess"] == pytest.approx(-one["credibility_excess"])
    assert "never raised belief" in reason(other["credibility_half_life"])


def test_an_excess_that_lasts_is_censored() -> None:
    assert "> 6 h" in reason(credibility([0.4, 0.6, 0.6, 0.6], [0.4] * 4)["credibility_half_life"])


@pytest.mark.limits("metrics.credibility")
def test_where_nobody_met_the_narratives_their_credibility_is_undefined() -> None:
    found = credibility([0.4] * 4, [0.4] * 4, met=[math.nan] * 4)
    assert "no member ever met" in reason(found["credibility_peak"])
    assert "no member ever met" in reason(found["credibility_final"])
    assert found["credibility_excess"] == 0


def test_a_world_without_a_campaign_has_no_excess_and_says_why() -> None:
    """Mean belief in no narrative at all is not a number; a summary holds null with a reason instead."""
    nothing = steps(credibility=[math.nan] * 4, belief_mean=[math.nan] * 4)
    quiet = record(steps=nothing, campaign=np.array([False]))
    found = Credibility().measure(quiet, quiet)
    assert found.keys() == Credibility.keys.keys()
    for value in found.values():
        assert isinstance(value, Undefined)
    assert "no narrative serves the operation" in reason(found["credibility_excess"])


@pytest.mark.transcript("metrics.trust")
def test_trust_is_that_of_the_last_tick() -> None:
    columns = {f"trust_{voice}": [0.5, last] for last, voice in enumerate(VOICES)}
    assert Trust().measure(record(steps=steps(**columns)), QUIET) == {name: at[-1] for name, at in columns.items()}


FRAGILE, SOUND, BETWEEN = 0.9, 0.05, 0.5


def rounds(fragility: list[float], fought: list[int], fates: list[int]) -> dict[str, Measured]:
    made = record_posts(len(fought), fragility=np.array(fragility), rounds=np.array(fought), fate=np.array(fates))
    return Rounds().measure(record(posts=made), QUIET)


@pytest.mark.transcript("metrics.rounds")
def test_rounds_are_counted_to_the_knock_out_of_contested_posts() -> None:
    found = rounds(
        [FRAGILE, FRAGILE, FRAGILE, FRAGILE, FRAGILE, BETWEEN, SOUND, SOUND],
        [3, 6, 8, 20, 0, 9, 30, 2],
        [KNOCKED_OUT, KNOCKED_OUT, KNOCKED_OUT, SHELVED, ALIVE, KNOCKED_OUT, KNOCKED_OUT, ALIVE],
    )
    # Fragile, contested, knocked out: 3, 6, 8 of the four contested; sound: 30 of the two contested.
    assert found == {
        "rounds_median": 6.0,
        "rounds_median_evidenced": 30.0,
        "knocked_out_fragile": 0.75,
        "knocked_out_evidenced": 0.5,
    }


def test_turning_fragility_round_swaps_the_fragile_and_the_evidenced() -> None:
    fought, fates = [3, 6, 8, 20], [KNOCKED_OUT, ALIVE, KNOCKED_OUT, KNOCKED_OUT]
    one = rounds([1.0, 1.0, 0.0, 0.0], fought, fates)
    other = rounds([0.0, 0.0, 1.0, 1.0], fought, fates)
    assert one["rounds_median"] == other["rounds_median_evidenced"] == 3
    assert one["knocked_out_evidenced"] == other["knocked_out_fragile"] == 1


def test_the_bounds_belong_to_the_fragile_and_to_the_evidenced() -> None:
    found = rounds([0.8, 0.1], [4, 5], [KNOCKED_OUT, KNOCKED_OUT])
    assert (found["rounds_median"], found["rounds_median_evidenced"]) == (4, 5)


def test_without_a_contest_rounds_are_undefined() -> None:
    found = rounds([FRAGILE, SOUND], [0, 0], [SHELVED, SHELVED])
    assert "no contested fragile post" in reason(found["rounds_median"])
    assert "no fragile post was contested" in reason(found["knocked_out_fragile"])
    assert "well-evidenced" in reason(found["knocked_out_evidenced"])


def fates(codes: list[int], **columns: Any) -> dict[str, Measured]:
    made = record_posts(len(codes), fate=np.array(codes, np.int8), **columns)
    return Fates().measure(record(posts=made, narratives=narratives((1, -1, 0))), QUIET)


@pytest.mark.transcript("metrics.fates")
def test_fates_are_shares_of_the_posts_that_serve_the_state_and_add_up_to_1() -> None:
    codes = [ALIVE, KNOCKED_OUT, KNOCKED_OUT, REMOVED, WALKOVER, SHELVED, SHELVED, SHELVED, REMOVED, ALIVE]
    # The last two serve others: one asserts the critics' narrative, one denies the state's.
    found = fates(codes, narrative=np.array([0] * 8 + [1, 0]), stance=np.array([1] * 9 + [-1]))
    assert found == {
        "share_standing": 1 / 8,
        "share_knocked_out": 2 / 8,
        "share_removed": 1 / 8,
        "share_walkover": 1 / 8,
        "share_shelved": 3 / 8,
        "posts": 8,
    }


def test_denying_the_critics_narrative_serves_the_state_and_nobodys_narrative_serves_nobody() -> None:
    found = fates([SHELVED, ALIVE, ALIVE], narrative=np.array([1, 2, 2]), stance=np.array([-1, 1, -1]))
    assert (found["posts"], found["share_shelved"]) == (1, 1)


def test_reversing_the_rows_changes_no_share() -> None:
    codes = [ALIVE, KNOCKED_OUT, REMOVED, SHELVED, SHELVED]
    assert fates(codes) == fates(codes[::-1])


def test_without_posts_there_are_no_shares() -> None:
    found = fates([])
    assert "no post serves the state" in reason(found["share_shelved"])
    assert found["posts"] == 0


LOUD = np.array([[0.6, 0.9, 0.1], [0.4, 0.5, 0.2]])
CALM = np.array([[0.5, 0.5, 0.9], [0.5, 0.5, 0.9]])


def persuasion(loud: np.ndarray, calm: np.ndarray, spent: float, campaign: list[bool]) -> dict[str, Measured]:
    chosen = np.array(campaign)
    return Persuasion().measure(record(belief=loud, campaign=chosen, spent=spent), record(belief=calm))


@pytest.mark.transcript("metrics.persuasion")
def test_the_persuaded_are_summed_over_members_and_averaged_over_narratives() -> None:
    # Member 0: mean of .1 and .4; member 1: mean of -.1 and 0; together .25 - .05 = .2.
    found = persuasion(LOUD, CALM, 4.0, [True, True, False])
    assert found == {"persuaded": pytest.approx(0.2), "cost": 4, "persuaded_per_cost": pytest.approx(0.05)}


def test_swapping_the_worlds_persuades_the_other_way() -> None:
    found = persuasion(CALM, LOUD, 4.0, [True, True, False])
    assert found["persuaded"] == pytest.approx(-0.2)
    assert found["persuaded_per_cost"] == pytest.approx(-0.05)


@pytest.mark.limits("metrics.persuasion")
def test_what_cost_nothing_has_no_price_and_no_campaign_persuades_nobody() -> None:
    assert "spent nothing" in reason(persuasion(LOUD, CALM, 0.0, [True, True, False])["persuaded_per_cost"])
    nobody = persuasion(LOUD, CALM, 4.0, [False] * 3)
    assert "no narrative serves the operation" in reason(nobody["persuaded"])
    assert nobody["cost"] == 4
