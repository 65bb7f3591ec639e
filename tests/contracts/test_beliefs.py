"""Every belief rule keeps its family's promise: probabilities, row by row, and nothing from nothing."""

from typing import Any, get_args

import numpy as np
import pytest

from sim import Marketplace
from sim.base.options import option_class, option_names
from sim.beliefs._contract import Belief, Exchange, Meets
from tests import worlds
from tests.unit.hand_made import STREAM, crowd, members, narratives

each_rule = pytest.mark.parametrize("name", option_names("belief"))
PRIORS = np.array([-1.0, 0.0, 2.0])
THREE = narratives((1, -1, 0))


def rule_of(name: str) -> Belief:
    made = option_class("belief", name).model_validate({"kind": name})
    assert isinstance(made, Belief)
    return made


def small(name: str, ticks: int = 10, **how: Any) -> Marketplace:
    return worlds.lived(worlds.world(members=40, ticks=ticks, belief={"kind": name}), **how)


@each_rule
def test_a_rule_says_its_scale_and_where_minds_meet(name: str) -> None:
    rule = rule_of(name)
    assert rule.scale in {"log_odds", "unit"}
    assert rule.meets in get_args(Meets.__value__)
    assert isinstance(rule, Exchange) == (rule.meets != "feed")


@each_rule
def test_members_begin_at_their_priors_and_with_a_trust_between_0_and_1(name: str) -> None:
    seated, again = (members(50, 3) for _ in range(2))
    for people in (seated, again):
        rule_of(name).seat(people, THREE, PRIORS, STREAM)
    assert seated.belief.tobytes() == again.belief.tobytes() == seated.prior.tobytes()
    assert ((seated.trust > 0) & (seated.trust < 1)).all()
    assert np.array_equal(seated.trust, seated.trust_prior)


@each_rule
def test_metrics_read_a_probability_whatever_the_scale(name: str) -> None:
    market = small(name)
    believed = rule_of(name).probabilities(market.members.columns.belief)
    assert believed.dtype == np.float64
    assert ((believed >= 0) & (believed <= 1)).all()


@each_rule
def test_one_mind_after_the_other_changes_as_all_at_once_do(name: str) -> None:
    whole, one_by_one = small(name, 6), small(name, 6, one_by_one=True)
    different = [key for key, held in worlds.bytes_of(whole).items() if held != worlds.bytes_of(one_by_one)[key]]
    assert different == []


@each_rule
def test_who_read_nothing_hears_nothing(name: str) -> None:
    now, rule = crowd(), rule_of(name)
    now.visits.n_items[:] = 0
    before = (now.members.belief.copy(), now.members.trust.copy(), now.members.met.copy())
    rule.hear(now, rule.rule(THREE, 1.0), 0, 60)
    for held, kept in zip((now.members.belief, now.members.trust, now.members.met), before, strict=True):
        assert np.array_equal(held, kept)


@each_rule
def test_in_no_time_nothing_is_forgotten_and_in_an_age_no_mind_leaves_its_scale(name: str) -> None:
    for hours in (1e-9, 1e6):
        now, rule = crowd(), rule_of(name)
        before = now.members.belief.copy()
        rule.forget(now.members, rule.rule(THREE, hours), 0, 60)
        assert np.isfinite(now.members.belief).all()
        low, high = np.minimum(before, now.members.prior), np.maximum(before, now.members.prior)
        assert ((now.members.belief >= low) & (now.members.belief <= high)).all()
        assert hours > 1 or np.allclose(now.members.belief, before)
