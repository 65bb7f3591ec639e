"""Each belief rule on a few reports that are written out, and what it makes of them at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.base.parameters import declarations
from sim.beliefs._compartments import chances_to_take_side
from sim.kernels.curves import probability
from sim.state.meeting import AGAINST, FOR, FREE
from sim.state.members import Members
from sim.state.visits import OPENED, READ
from sim.state.voices import PRESS
from tests.unit.hand_made import STREAM, hand, members, narratives, posts, scene

N = 200


def rule_of(name: str, **settings: Any) -> Any:
    return option_class("belief", name).model_validate({"kind": name} | settings)


def reports(name: str, stances: list[int], flags: int = READ, **settings: Any) -> list[tuple[float, float]]:
    """Return belief, as a probability, and trust in the press after each report of the press to one reader."""
    people, rule = members(1, 1, trust=0.5), rule_of(name, **settings)
    written = posts(2, author=1 + PRESS, stance=np.array([1, -1]), fragility=1.0, rebuttal_force=[0.0, 0.0, 2.0, 0.0])
    now, told = scene(people, written), []
    for stance in stances:
        hand(now.visits, 0, [0 if stance > 0 else 1], flags)
        rule.hear(now, rule.rule(narratives((1,)), 1.0), 0, 1)
        told.append((probability(float(people.belief[0, 0])), float(people.trust[0, PRESS])))
    return told


BAYES = {"repetition_discount": 0.0, "correction_discount": 0.0, "trust_step": 1.0}


@pytest.mark.transcript("belief.bayesian_source")
def test_four_reports_of_the_press_to_a_bayesian_reader() -> None:
    # With a = 1/2 and at first h = r = 1/2: odds x 3, then x 3, / 4 and x 8/5; r' = r h / (r h + (1 - r) / 2).
    assert reports("bayesian_source", [1, 1, -1, 1], **BAYES) == [
        (pytest.approx(3 / 4), pytest.approx(1 / 2)),
        (pytest.approx(9 / 10), pytest.approx(3 / 5)),
        (pytest.approx(9 / 13), pytest.approx(3 / 13)),
        (pytest.approx(18 / 23), pytest.approx(27 / 92)),
    ]


@pytest.mark.transcript("belief.fixed")
def test_four_reports_of_the_press_to_a_reader_whose_mind_is_made_up() -> None:
    assert reports("fixed", [1, 1, -1, 1]) == [(0.5, 0.5)] * 4


@pytest.mark.limits("belief.bayesian_source", "correction_discount")
def test_at_correction_discount_0_each_correction_is_new_evidence() -> None:
    still = {"trust_step": 0.0, "repetition_discount": 1.0, "correction_discount": 0.0}
    believed = [told for told, _ in reports("bayesian_source", [-1, -1, -1], **still)]
    assert believed == pytest.approx([1 / 4, 1 / 10, 1 / 28]), "each time a third of the odds"


@pytest.mark.limits("belief.bayesian_source", "thread_weight")
def test_at_thread_weight_0_a_hostile_thread_takes_nothing_and_else_it_does() -> None:
    plain = {"trust_step": 0.0}
    unread, idle, heavy = (
        reports("bayesian_source", [1], flags, **plain, thread_weight=weight)[0][0]
        for flags, weight in ((READ, 1.0), (READ | OPENED, 0.0), (READ | OPENED, 1.0))
    )
    assert idle == unread == pytest.approx(3 / 4)
    # q = 2 / (2 + 1) of fragility 1, told by critics who are trusted with 1/2: a third of a log-odds.
    assert heavy == pytest.approx(1 / (1 + np.exp(1 / 3) / 3))


def seated(name: str, **settings: Any) -> Members:
    people = members(N, 2)
    rule_of(name, **settings).seat(people, narratives((1, -1)), np.array([0.0, 1.0]), STREAM)
    return people


def spreads(name: str) -> list[str]:
    """Return the names of a rule's numbers that say how far members lie apart at first."""
    named = [found.name for found in declarations(option_class("belief", name))]
    return [name for name in named if name.rsplit(".", 1)[-1] in {"prior_spread", "spread"}]


def at(name: str, value: float) -> dict[str, Any]:
    """Return settings in which one number by dotted name has a value."""
    block, _, inner = name.partition(".")
    return {block: {inner: value}} if inner else {name: value}


SPREADS = [(name, what) for name in option_names("belief") if name != "voter" for what in spreads(name)]


@pytest.mark.limits("belief.*", "prior_spread", "trust.spread")
@pytest.mark.limits("belief.bounded_confidence", "opinions.spread")
@pytest.mark.limits("belief.degroot", "opinions.spread")
@pytest.mark.parametrize(("name", "what"), SPREADS)
def test_without_spread_all_members_begin_alike(name: str, what: str) -> None:
    alike, spread = seated(name, **at(what, 0.0)), seated(name, **at(what, 1.0))
    for begun, differ in ((alike, False), (spread, True)):
        column = begun.trust if what.startswith("trust") else begun.belief
        assert (np.ptp(column, axis=0) > 0).tolist() == [differ] * column.shape[1]


@pytest.mark.limits("belief.voter", "opinions.spread")
def test_without_spread_voters_take_sides_with_the_chance_that_the_prior_says() -> None:
    """Log-odds of 1 are .731; spread widely, a voter of that median is often sure of the opposite."""
    people = members(4000, 1)
    for spread, share in ((0.0, 0.731), (5.0, 0.575)):
        rule_of("voter", opinions={"spread": spread}).seat(people, narratives((1,)), np.array([1.0]), STREAM)
        assert set(people.belief.ravel().tolist()) == {0.0, 1.0}
        assert people.belief.mean() == pytest.approx(share, abs=0.025)


COMMITTED = ["bounded_confidence", "degroot", "voter"]


@pytest.mark.limits("belief.bounded_confidence", "opinions.committed_for", "opinions.committed_against")
@pytest.mark.limits("belief.degroot", "opinions.committed_for", "opinions.committed_against")
@pytest.mark.limits("belief.voter", "opinions.committed_for", "opinions.committed_against")
@pytest.mark.parametrize("name", COMMITTED)
def test_nobody_or_everybody_is_committed_at_the_limits(name: str) -> None:
    assert (rule_of(name).committed(N, STREAM) == FREE).all()
    for what, side, opinion in (("committed_for", FOR, 1.0), ("committed_against", AGAINST, 0.0)):
        settings = {"opinions": {what: 1.0}}
        assert (rule_of(name, **settings).committed(N, STREAM) == side).all()
        assert (seated(name, **settings).belief == opinion).all()


@pytest.mark.limits("belief.contagion", "believing", "stopped")
@pytest.mark.parametrize(("mechanism", "unaware", "tired"), [("epidemic", 0.0, 0.5), ("fact_check", 0.5, 0.0)])
def test_nobody_or_everybody_passes_it_on_or_has_stopped_at_the_limits(
    mechanism: str, unaware: float, tired: float
) -> None:
    for believing, stopped, state in ((0.0, 0.0, unaware), (1.0, 0.0, 1.0), (0.0, 1.0, tired)):
        begun = seated("contagion", mechanism=mechanism, believing=believing, stopped=stopped)
        assert (begun.belief == state).all()
        assert begun.acquainted.all() == (state != unaware)


@pytest.mark.limits("belief.contagion", "gullibility")
def test_at_gullibility_0_hoax_and_fact_check_convince_alike_and_at_1_the_hoax_alone() -> None:
    for gullibility, believes, checks in ((0.0, 0.25, 0.25), (1.0, 0.5, 0.0)):
        rule = rule_of("contagion", passes_on=0.5, gullibility=gullibility).rule(narratives((1,)), 1.0)
        assert chances_to_take_side(3.0, 3.0, rule) == (pytest.approx(believes), pytest.approx(checks))
