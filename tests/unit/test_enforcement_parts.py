"""Every part of enforcement keeps the family's promise, and 0 and 1 do what the words say."""

from typing import Any

import numpy as np
import pytest

from sim.base.chance import stream
from sim.base.options import option_names
from sim.enforcement._contract import Shared, Suspects, Violations
from sim.enforcement.breaker import Breaker
from sim.enforcement.downrank import Downrank
from sim.enforcement.label import Label
from sim.enforcement.nudge import Nudge
from sim.enforcement.removal import Removal
from sim.enforcement.suspension import Suspension
from sim.scenario.families import combining_block

STREAM = stream(11)
SUSPECTS = Suspects(np.arange(1000), np.full(1000, 0.5))


def terms(**settings: Any) -> Shared:
    return Shared(**settings)


@pytest.mark.limits("enforcement.label", "cut")
@pytest.mark.limits("enforcement.nudge", "cut")
@pytest.mark.limits("enforcement.downrank", "visibility")
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_label_nudge_and_downrank_leave_what_is_declared(share: float) -> None:
    assert Label(cut=share).endorsement_left() == 1 - share
    assert Nudge(cut=share).slows() == share
    assert Downrank(visibility=share).visibility_left() == share


@pytest.mark.limits("enforcement.removal", "half_life")
def test_removal_at_once_takes_all_and_in_an_age_takes_none() -> None:
    luck = np.random.default_rng(1)
    found = Violations(luck.uniform(0, 100, 500), luck.exponential(1.44, 500))
    assert Removal(half_life=0.0).removes(found).all()
    assert not Removal(half_life=1e9).removes(found).any()


def test_after_one_half_life_half_is_gone() -> None:
    luck = np.random.default_rng(1)
    found = Violations(np.full(20_000, 24.0), luck.exponential(1 / np.log(2), 20_000))
    assert Removal(half_life=24.0).removes(found).mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.limits("enforcement.breaker", "threshold")
def test_the_breaker_counts_shares_per_hour_and_1000_members() -> None:
    speeds = np.array([0.0, 9.0, 10.0, 11.0])
    assert Breaker(threshold=5.0).holds_back(speeds, 2000).tolist() == [False, False, False, True]
    assert Breaker(threshold=0.0).holds_back(speeds, 2000).tolist() == [False, True, True, True]
    assert not Breaker(threshold=1e6).holds_back(speeds, 2000).any()


@pytest.mark.limits("enforcement.suspension", "threshold")
def test_nobody_is_above_a_threshold_of_one_and_everybody_above_none() -> None:
    assert not Suspension(threshold=1.0, error=0.0).suspends(SUSPECTS, STREAM, 3).any()
    assert not Suspension(threshold=1.0, error=0.3).suspends(SUSPECTS, STREAM, 3).any()
    assert Suspension(threshold=0.0, error=0.0).suspends(SUSPECTS, STREAM, 3).all()


def test_a_reviewer_errs_both_ways_alike() -> None:
    found = Suspension(threshold=0.5, error=0.1).suspends(SUSPECTS, STREAM, 3)
    assert found.mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.limits("enforcement.suspension", "restored")
def test_appeals_are_never_or_always_won_at_the_limits() -> None:
    sources = np.arange(1000)
    assert not Suspension(restored=0.0).restores(sources, STREAM).any()
    assert Suspension(restored=1.0).restores(sources, STREAM).all()
    assert Suspension(restored=0.3).restores(sources, STREAM).mean() == pytest.approx(0.3, abs=0.05)


@pytest.mark.limits("enforcement.suspension", "reviews")
def test_reviews_come_as_often_as_declared() -> None:
    n_due = sum(len(Suspension(reviews=2.4).due_for_review(1000, STREAM, tick, 1.0)) for tick in range(50))
    assert n_due / 50_000 == pytest.approx(0.1, abs=0.01)
    assert len(Suspension(reviews=0.0).due_for_review(1000, STREAM, 3, 1.0)) == 0
    assert len(Suspension(reviews=24.0).due_for_review(1000, STREAM, 3, 1.0)) == 1000


@pytest.mark.limits("enforcement.shared", "content_weight")
def test_a_verdict_weighs_author_and_content() -> None:
    authors, fragility = np.array([0.0, 1.0, 1.0]), np.array([1.0, 0.0, 1.0])
    for weight, seen in ((0.0, authors), (1.0, fragility), (0.5, np.array([0.5, 0.5, 1.0]))):
        assert terms(content_weight=weight).suspicion_of_posts(authors, fragility).tolist() == seen.tolist()


@pytest.mark.limits("enforcement.shared", "mistakes", "search_mistakes")
@pytest.mark.parametrize(("mistakes", "found"), [(0.0, [False, True]), (1.0, [True, False])])
@pytest.mark.parametrize("by_people", [False, True])
def test_a_mistake_is_the_opposite_verdict(mistakes: float, found: list[bool], by_people: bool) -> None:
    rules = terms(mistakes=mistakes, search_mistakes=mistakes, threshold=0.5)
    looked_at = np.full(2, by_people)
    assert rules.finds(np.array([0.1, 0.9]), np.full(2, 0.5), looked_at).tolist() == found


def test_people_and_the_search_err_each_in_their_own_way() -> None:
    rules, luck = terms(mistakes=0.3, search_mistakes=0.1), np.array([0.2, 0.2])
    assert rules.finds(np.zeros(2), luck, np.array([True, False])).tolist() == [True, False]


def test_levels_are_made_of_the_family_and_what_it_shares() -> None:
    block = combining_block("enforcement", option_names("enforcement"))
    assert issubclass(block, Shared)
    assert set(Shared.model_fields) | set(option_names("enforcement")) == set(block.model_fields)
