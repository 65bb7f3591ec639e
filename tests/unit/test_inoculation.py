"""Inoculation: the warned take on less of what they are told, and less and less so as the warning wears off."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.base.options import option_names
from sim.beliefs.bayesian_source import BayesianSource
from sim.rebuttals.inoculation import Inoculation, warn_members
from sim.state.members import Members
from sim.state.voices import PEER
from tests import worlds
from tests.unit.hand_made import STREAM, hand, members, narratives, posts, scene


def warned(numbers: dict[str, Any], ticks: list[int], n: int = 1) -> Members:
    """Return members who lived through the given ticks."""
    people, rule = members(n), Inoculation(**({"share": 1.0, "strength": 0.8} | numbers)).rule(1.0)
    for tick in ticks:
        warn_members(people, rule, (STREAM, tick), 0, n)
    return people


def test_a_warning_wears_off_by_its_half_life() -> None:
    for ticks, left in ((1, 0.8), (4, 0.4), (7, 0.2)):
        assert warned({"half_life": 3.0}, list(range(ticks))).warned[0, 0] == pytest.approx(left)


@pytest.mark.transcript("rebuttals.inoculation")
def test_a_warning_comes_when_it_is_due_and_again_if_it_is_repeated() -> None:
    numbers = {"half_life": 2.0, "starts_at": 4.0}
    assert not warned(numbers, list(range(4))).warned.any()
    assert warned(numbers, list(range(5))).warned[0, 0] == pytest.approx(0.8)
    assert warned(numbers, list(range(9))).warned[0, 0] == pytest.approx(0.2)
    assert warned(numbers | {"repeats_every": 4.0}, list(range(9))).warned[0, 0] == pytest.approx(0.8)


@pytest.mark.limits("rebuttals.inoculation", "share")
def test_share_0_warns_nobody_share_1_everybody_and_between_always_the_same_members() -> None:
    assert not warned({"share": 0.0}, [0], 200).warned.any()
    assert (warned({"share": 1.0}, [0], 200).warned[:, 0] > 0).all()
    third = warned({"share": 0.3}, [0], 2000).warned[:, 0] > 0
    assert third.mean() == pytest.approx(0.3, abs=0.04)
    boosted = warned({"share": 0.3, "repeats_every": 1.0}, [0, 1, 2], 2000).warned[:, 0] > 0
    assert np.array_equal(third, boosted)


def belief_of(people: Members, stance: int = 1, side: int = 1) -> float:
    """Return what the first member believes after one report."""
    now = scene(people, posts(1, author=1 + PEER, stance=stance), sides=np.array([side], np.int8))
    hand(now.visits, 0, [0])
    reader = BayesianSource()
    reader.hear(now, reader.rule(narratives((side,)), 1.0), 0, 1)
    return float(people.belief[0, 0])


def fresh(strength: float, spill: float) -> Members:
    people = warned({"strength": strength, "spill": spill}, [0])
    people.trust[:] = 0.5
    return people


@pytest.mark.limits("rebuttals.inoculation", "strength")
@pytest.mark.parametrize(("strength", "left"), [(0.0, 1.0), (0.3, 0.7), (1.0, 0.0)])
def test_the_warned_take_on_what_the_warning_leaves_of_a_report(strength: float, left: float) -> None:
    whole = belief_of(members(1, trust=0.5))
    assert belief_of(fresh(strength, 0.0)) == pytest.approx(whole * left, rel=1e-6)


@pytest.mark.limits("rebuttals.inoculation", "spill")
@pytest.mark.parametrize(
    ("stance", "side", "serves_state"), [(1, 1, True), (-1, -1, True), (-1, 1, False), (1, 0, False)]
)
def test_other_reports_are_met_by_the_spill_alone(stance: int, side: int, serves_state: bool) -> None:
    whole = belief_of(members(1, trust=0.5), stance, side)
    for spill in (0.0, 0.5, 1.0):
        left = 1.0 - 0.6 * (1.0 if serves_state else spill)
        assert belief_of(fresh(0.6, spill), stance, side) == pytest.approx(whole * left, rel=1e-5)


def test_a_warning_of_strength_0_leaves_every_bit_of_belief() -> None:
    plain, warned_in_vain = (members(1, trust=0.37), warned({"strength": 0.0}, [0]))
    warned_in_vain.trust[:] = 0.37
    assert belief_of(plain) == belief_of(warned_in_vain)
    assert plain.trust.tobytes() == warned_in_vain.trust.tobytes()


def test_a_stronger_warning_leaves_less_of_the_campaign() -> None:
    rules = worlds.hot_settings()["rebuttals"]
    beliefs = []
    for strength in (0.0, 0.5, 1.0):
        block = rules | {"inoculation": {"share": 1.0, "strength": strength, "spill": 0.0}}
        lived = worlds.lived(worlds.world(rebuttals=block, ticks=30))
        beliefs.append(float(lived.members.columns.belief[:, 1].mean()))
    assert beliefs[0] > beliefs[1] > beliefs[2]


PARTS = option_names("rebuttals")


@pytest.mark.parametrize("on", list(product((False, True), repeat=len(PARTS))))
def test_the_parts_compose_in_any_subset(on: tuple[bool, ...]) -> None:
    chosen = {part: {} for part, is_on in zip(PARTS, on, strict=True) if is_on}
    market = Marketplace(worlds.world(members=60, rebuttals=chosen), 2)
    for _ in range(6):
        market.step()
    market.close()
    block = market.world.rebuttals
    assert {part for part in PARTS if getattr(block, part) is not None} == set(chosen)
    assert bool(market.members.columns.warned.any()) == ("inoculation" in chosen)
    assert (market.posters.n_rows > 0) == ("professionals" in chosen)
    if not chosen:
        assert (market.forum.comments.in_use()["stance"] > 0).all()
