"""The Bayesian reader's rules, report by report; what a market makes of them is the items L4 and L5 of the evidence."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sim.beliefs.bayesian_source import BayesianRule as Rule
from sim.beliefs.bayesian_source import BayesianSource, evidence, trust_after
from sim.kernels.curves import probability
from sim.state.members import Members
from sim.state.voices import PEER
from tests.unit.hand_made import hand, logit, members, narratives, posts, scene

PURE: dict[str, Any] = {"evidence_weight": 1.0, "repetition_discount": 0.0, "trust_step": 1.0}
chances = st.floats(0.02, 0.98)


def after_one_report(h: float, r: float, a: float, stance: int = 1) -> Members:
    """Return a reader with prior h and trust r after one report that would be made anyway with chance a."""
    people = members(1, 1, belief=logit(h), trust=r)
    now = scene(people, posts(1, author=1, narrative=0, stance=stance))
    hand(now.visits, 0, [0])
    reader = BayesianSource(**PURE)
    rule: Rule = reader.rule(narratives((0,)), 1.0)._replace(says_anyway=np.full((4, 1), a))
    reader.hear(now, rule, 0, 1)
    return people


@given(chances, chances, chances)
@settings(deadline=None)
def test_l5_trust_falls_exactly_when_the_claim_was_less_probable_than_its_being_said_anyway(
    h: float, r: float, a: float
) -> None:
    assume(abs(h - a) > 1e-9)
    assert np.sign(trust_after(r, h, a) - r) == np.sign(h - a)


@given(chances, chances, chances, st.sampled_from([-1, 1]))
@settings(deadline=None)
def test_l5_holds_in_the_columns_of_a_reader(h: float, r: float, a: float, stance: int) -> None:
    asserted = (h, a) if stance > 0 else (1 - h, 1 - a)
    assume(abs(h - a) > 1e-3)
    people = after_one_report(h, r, a, stance)
    assert np.sign(people.trust[0, PEER] - np.float32(r)) == np.sign(asserted[0] - asserted[1])


@given(chances)
@settings(deadline=None)
def test_l5_trust_stands_still_where_both_are_equal(r: float) -> None:
    assert trust_after(r, 0.5, 0.5) == pytest.approx(r, rel=1e-15)


@given(chances, chances)
@settings(deadline=None)
def test_belief_after_a_report_is_bayes_rule(h: float, r: float) -> None:
    a = 0.3
    said_if_true, said_if_false = r + (1 - r) * a, (1 - r) * a
    posterior = h * said_if_true / (h * said_if_true + (1 - h) * said_if_false)
    assert probability(logit(h) + evidence(r, a)) == pytest.approx(posterior, rel=1e-9)


@pytest.mark.parametrize(("r", "a", "expected"), [(0.5, 0.5, math.log(3)), (0.0, 0.4, 0.0), (0.75, 1.0, math.log(4))])
def test_a_report_weighs_its_log_likelihood_ratio(r: float, a: float, expected: float) -> None:
    # (.5 + .25) / .25 = 3; an unreliable source says nothing; (.75 + .25) / .25 = 4.
    assert evidence(r, a) == pytest.approx(expected, abs=1e-15)


@given(chances, chances, chances)
@settings(deadline=None)
def test_denying_mirrors_asserting(h: float, r: float, a: float) -> None:
    """A denial with prior 1 - h and anyway 1 - a does to the claim's odds what the assertion does, turned round."""
    asserted, denied = after_one_report(h, r, a, 1), after_one_report(1 - h, r, 1 - a, -1)
    assert denied.belief[0, 0] == pytest.approx(-asserted.belief[0, 0], abs=2e-5)
    assert denied.trust[0, PEER] == pytest.approx(asserted.trust[0, PEER], abs=1e-5)


@given(chances, chances, chances)
@settings(deadline=None)
def test_a_report_is_believed_the_more_the_less_it_would_be_made_anyway(h: float, r: float, a: float) -> None:
    assert evidence(r, a * 0.9) > evidence(r, a) > 0
    assert trust_after(r, h, a * 0.9) > trust_after(r, h, a)
