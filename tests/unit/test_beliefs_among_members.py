"""Beliefs that members change among each other: transcripts of few members, and what 0 and 1 do."""

from typing import Any

import numpy as np
import pytest

from experiments.evidence import mills
from sim import Marketplace
from sim.base.chance import stream
from sim.kernels.company import matched, someone
from sim.kernels.wiring import compress, followees_of
from sim.state.inputs import EdgeList
from sim.state.meeting import NO_PARTNER
from sim.state.ties import Followees

STREAM = stream(5)
PATH = EdgeList(3, np.array([0, 1]), np.array([1, 2]))
"""Three members in a row: the one in the middle knows both others."""
NO_FOLLOWEES = Followees(np.zeros(1, np.int64), np.zeros(0, np.int32))


def told(belief: dict[str, Any], first: list[float], ticks: int = 1, **changes: Any) -> list[float]:
    """Return what members believe after some ticks who at first believed what is given."""
    market = Marketplace(mills.mill(belief, members=len(first), ticks=ticks, **changes), 1)
    market.members.columns.belief[:, 0] = first
    market.members.columns.prior[:, 0] = first
    for _ in range(ticks):
        market.step()
    return np.round(mills.opinions(market)[:, 0], 6).tolist()


def degroot(**settings: Any) -> dict[str, Any]:
    return {"kind": "degroot", "stays": 0.0} | settings


def confidence(bound: float, **settings: Any) -> dict[str, Any]:
    return {"kind": "bounded_confidence", "among": "neighbours", "convergence": 1.0, "confidence": bound} | settings


def contagion(mechanism: str, **settings: Any) -> dict[str, Any]:
    still = {"passes_on": 1.0, "stops": 0.0, "forgets": 0.0, "believing": 0.0}
    return {"kind": "contagion", "mechanism": mechanism} | still | settings


@pytest.mark.transcript("belief.degroot")
def test_degroot_takes_the_mean_of_the_neighbours() -> None:
    assert told(degroot(), [0.0, 0.5, 0.8], edges=PATH) == [0.5, 0.4, 0.5]
    assert told(degroot(), [0.0, 0.5, 0.8]) == [0.65, 0.4, 0.25]
    assert told(degroot(hears_itself=True), [0.0, 0.5, 0.7]) == [0.4, 0.4, 0.4]
    assert told(degroot(hears_itself=True), [0.0, 0.5, 0.8], edges=PATH) == [0.25, 0.433333, 0.65]


@pytest.mark.limits("belief.degroot", "stays", "susceptibility")
def test_degroot_at_its_bounds_stays_at_home_or_follows_all_the_way() -> None:
    first = [0.0, 0.5, 0.8]
    assert told(degroot(stays=1.0), first, 5, edges=PATH) == first
    assert told(degroot(susceptibility=0.0), first, 5, edges=PATH) == first
    assert told(degroot(stays=0.5), [0.0, 0.5, 0.8], edges=PATH) == [0.25, 0.45, 0.65]
    assert told(degroot(stays=0.25), [0.0, 0.5, 0.8], edges=PATH, tick_minutes=30.0) == [0.25, 0.45, 0.65]


@pytest.mark.limits("belief.degroot", "opinions.committed_for")
def test_friedkin_and_johnsen_pull_back_to_the_first_opinion() -> None:
    assert told(degroot(susceptibility=0.5), [0.0, 0.5, 0.8], edges=PATH) == [0.25, 0.45, 0.65]
    everyone_committed = degroot(opinions={"committed_for": 1.0})
    assert told(everyone_committed, [0.0, 0.5, 0.8], 3) == [0.0, 0.5, 0.8]


def test_a_member_who_follows_nobody_keeps_its_mind() -> None:
    alone = EdgeList(3, np.array([0]), np.array([1]))
    for belief in (degroot(), confidence(1.0), {"kind": "voter"}, contagion("epidemic"), contagion("rumour")):
        assert told(belief, [1.0, 1.0, 0.0], 5, edges=alone)[2] == 0.0
    assert told(degroot(), [0.3], 3) == [0.3]


@pytest.mark.transcript("belief.bounded_confidence")
def test_krause_hears_those_within_the_bound_and_itself() -> None:
    assert told(confidence(0.25), [0.0, 0.25, 0.75]) == [0.125, 0.125, 0.75]
    assert told(confidence(0.5), [0.0, 0.25, 0.75]) == [0.125, 0.333333, 0.5]
    assert told(confidence(0.25), [0.0, 0.25, 0.5], edges=PATH) == [0.125, 0.25, 0.375]


@pytest.mark.limits("belief.bounded_confidence", "confidence", "convergence", "attends")
def test_confidence_of_0_and_1_and_convergence_of_0() -> None:
    first = [0.0, 0.25, 1.0]
    assert told(confidence(0.0), first, 5) == first
    assert told(confidence(1.0), first) == [0.416667] * 3
    assert told(confidence(1.0, convergence=0.0), first, 5) == first
    assert told(confidence(1.0, attends=0.0), first, 5) == first


def test_deffuant_pairs_meet_half_way_or_not_at_all() -> None:
    assert told(confidence(0.5, among="pairs", convergence=0.5), [0.25, 0.75]) == [0.5, 0.5]
    assert told(confidence(0.5, among="pairs", convergence=0.25), [0.25, 0.75]) == [0.375, 0.625]
    assert told(confidence(0.25, among="pairs", convergence=0.5), [0.25, 0.75]) == [0.25, 0.75]
    assert told(confidence(1.0, among="pairs", attends=0.0), [0.25, 0.75], 9) == [0.25, 0.75]


@pytest.mark.transcript("belief.voter")
@pytest.mark.limits("belief.voter", "copies", "opinions.committed_for")
def test_voters_copy_and_zealots_do_not() -> None:
    assert told({"kind": "voter"}, [1.0, 0.0]) == [0.0, 1.0]
    assert told({"kind": "voter"}, [1.0, 0.0, 1.0], edges=PATH) in ([0.0, 1.0, 0.0],)
    assert told({"kind": "voter", "copies": 0.0}, [1.0, 0.0], 9) == [1.0, 0.0]
    assert told({"kind": "voter", "opinions": {"committed_for": 1.0}}, [1.0, 0.0], 9) == [1.0, 0.0]


@pytest.mark.transcript("belief.contagion")
@pytest.mark.limits("belief.contagion", "passes_on", "stops")
def test_an_epidemic_goes_along_every_tie_and_no_further_in_a_tick() -> None:
    line = EdgeList(4, np.array([0, 1, 2]), np.array([1, 2, 3]))
    assert told(contagion("epidemic"), [1.0, 0.0, 0.0, 0.0], 1, edges=line) == [1.0, 1.0, 0.0, 0.0]
    assert told(contagion("epidemic"), [1.0, 0.0, 0.0, 0.0], 3, edges=line) == [1.0, 1.0, 1.0, 1.0]
    assert told(contagion("epidemic", stops=1.0), [1.0, 0.0, 0.0, 0.0], 3, edges=line) == [0.5, 0.5, 0.5, 1.0]
    assert told(contagion("epidemic", passes_on=0.0), [1.0, 0.0, 0.0, 0.0], 9, edges=line) == [1.0, 0.0, 0.0, 0.0]
    assert told(contagion("epidemic", stops=1.0, forgets=1.0), [1.0, 0.5], 2) == [0.0, 0.0]


def test_a_teller_stops_when_the_one_it_calls_knew_already() -> None:
    assert told(contagion("rumour", stops=1.0), [1.0, 0.0]) == [1.0, 1.0]
    assert told(contagion("rumour", stops=1.0), [1.0, 0.0], 2) == [0.5, 0.5]
    assert told(contagion("rumour", stops=0.0), [1.0, 0.0], 9) == [1.0, 1.0]
    assert told(contagion("rumour", passes_on=0.0, stops=1.0), [1.0, 1.0], 9) == [1.0, 1.0]


@pytest.mark.limits("belief.contagion", "forgets")
def test_the_undecided_take_the_side_of_those_around() -> None:
    sure = contagion("fact_check", gullibility=0.3)
    assert told(sure, [1.0, 0.5], 1) == [1.0, 1.0]
    assert told(sure, [0.0, 0.5], 1) == [0.0, 0.0]
    assert told(sure, [0.5, 0.5], 9) == [0.5, 0.5]
    assert told(sure | {"gullibility": 1.0}, [1.0, 0.0, 0.5], 1) == [1.0, 0.0, 1.0]
    assert told(sure | {"stops": 1.0}, [1.0, 0.0], 1) == [0.0, 0.0]
    assert told(sure | {"stops": 1.0, "forgets": 1.0}, [1.0, 0.0], 1) == [0.5, 0.5]


def test_who_hears_of_it_becomes_acquainted_and_is_counted_as_reached() -> None:
    market = Marketplace(mills.mill(contagion("rumour", believing=0.5), members=2, ticks=1), 1)
    assert market.members.columns.acquainted.sum() == 1
    market.step()
    assert market.members.columns.acquainted.all()
    assert market.observer.steps()["reach.rumour_0"].tolist() == [0.5]


@pytest.mark.parametrize("n", [1, 2, 5, 500])
def test_a_matching_pairs_everyone_but_one_of_an_odd_number(n: int) -> None:
    partners = matched(n, NO_FOLLOWEES, True, STREAM, 3)
    paired = np.flatnonzero(partners != NO_PARTNER)
    assert len(paired) == n - n % 2
    assert np.array_equal(partners[partners[paired]], paired)
    assert not np.any(partners[paired] == paired)


def test_matchings_differ_from_tick_to_tick_and_favour_nobody() -> None:
    partners = np.array([matched(6, NO_FOLLOWEES, True, STREAM, tick) for tick in range(2_000)])
    counts = np.array([np.bincount(partners[:, row], minlength=6) for row in range(6)])
    assert np.all(np.abs(counts[~np.eye(6, dtype=bool)] - 400) < 90)


def test_partners_on_a_network_are_tied_to_each_other() -> None:
    graph = mills.poisson_graph(200, 4.0, 0)
    follower, followee = np.r_[graph.follower, graph.followee], np.r_[graph.followee, graph.follower]
    partners = matched(200, followees_of(compress(200, follower, followee), 200), False, STREAM, 3)
    tied = set(zip(follower.tolist(), followee.tolist(), strict=True))
    paired = np.flatnonzero(partners != NO_PARTNER)
    assert len(paired) > 120
    assert np.array_equal(partners[partners[paired]], paired)
    assert all((row, partners[row]) in tied for row in paired.tolist())


def test_followees_are_the_followers_seen_from_the_other_side() -> None:
    follower, followee = np.array([2, 0, 1, 2, 0]), np.array([0, 1, 2, 1, 2])
    seen = followees_of(compress(3, follower, followee), 3)
    assert seen.start.tolist() == [0, 2, 3, 5]
    assert seen.sources.tolist() == [1, 2, 2, 0, 1]


def test_a_random_other_is_never_oneself_and_anyone_else() -> None:
    chosen = [someone(2, 5, luck) for luck in (np.arange(400) + 0.5) / 400]
    assert np.bincount(chosen, minlength=5).tolist() == [100, 100, 0, 100, 100]
    assert someone(0, 1, 0.5) == -1


@pytest.mark.parametrize(
    ("belief", "said"),
    [
        ({"kind": "voter", "opinions": {"committed_for": 0.6, "committed_against": 0.6}}, "committed_against=0.6"),
        ({"kind": "contagion", "believing": 0.6, "stopped": 0.6}, "stopped=0.6"),
        ({"kind": "contagion", "mechanism": "gossip"}, "mechanism"),
        ({"kind": "bounded_confidence", "confidence": 1.5}, "confidence"),
    ],
)
def test_what_cannot_be_is_refused_by_name(belief: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        mills.mill(belief)
