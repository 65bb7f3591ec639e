"""A hypothesis whose mechanism is taken away, or turned round, comes out otherwise: in worlds of the engine itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from experiments.evidence.hypotheses._hypothesis import Hypothesis
from experiments.evidence.items import item_classes
from experiments.evidence.lives import Lives
from experiments.evidence.worlds import Worlds, values_in_force
from sim.cast.authorities import Censors
from sim.censorship.exported import Exported
from sim.kernels.publishing import Orders
from sim.strategies.flood import Flood
from sim.strategies.silent import Silent

SMALL = {"members": 200, "ticks": 120}
FIGHTING = {"rebuttals.blow": 0.2}


def measured(identity: str, values: Mapping[str, float] | None = None, **settings: Any) -> dict[str, float | None]:
    """Return the numbers of one replicate with some parameters at other values."""
    item = item_classes()[identity](**settings)
    assert isinstance(item, Hypothesis)
    return dict(item.measure(Lives(Worlds(values_in_force() | dict(values or {})), 0), 0))


def at_a_point(identity: str, values: Mapping[str, float], **settings: Any) -> float:
    """Return the first number by which a hypothesis is judged at a point of the parameter space."""
    item = item_classes()[identity](**settings)
    assert isinstance(item, Hypothesis)
    value = next(iter(item.measure_at_a_point(Lives(Worlds(values_in_force() | values), 0)).values()))
    assert value is not None
    return value


def censors_that_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Censors, "step", lambda _self: None)


def test_h10_a_late_rebuttal_that_nobody_forgot_is_worth_an_early_one() -> None:
    never = {"belief.belief_half_life": 1e9, "belief.memory_half_life": 1e9, "belief.trust_half_life": 1e9}
    sound, without = (measured("H10", values)["won over a late rebuttal"] for values in ({}, never))
    assert sound is not None
    assert without is not None
    assert abs(without) < abs(sound) / 10
    assert abs(sound) > 0.01


def test_h12_evidence_that_nobody_takes_in_persuades_nobody() -> None:
    item = item_classes()["H12"]()
    assert isinstance(item, Hypothesis)
    lives = Lives(Worlds(values_in_force() | {"belief.evidence_weight": 0.0, "belief.thread_weight": 0.0}), 0)
    assert item.outcome([item.measure(lives, replicate) for replicate in range(3)]).verdict == "refuted"


@pytest.mark.slow
def test_h1_a_source_that_is_trusted_more_than_a_neutral_one_gains_more() -> None:
    sound = at_a_point("H1", {}, **SMALL)
    turned = at_a_point("H1", {"belief.trust.state": 0.9, "belief.says_anyway.state": 0.2}, **SMALL)
    assert sound < 0.7
    assert turned > 1.2


@pytest.mark.slow
def test_h2_where_nobody_takes_evidence_in_no_campaign_gains_and_nothing_is_correlated() -> None:
    item = item_classes()["H2"](members=100, ticks=72, replicates=10)
    assert isinstance(item, Hypothesis)
    found = {}
    for weight in (1.0, 0.0):
        values = values_in_force() | {"belief.evidence_weight": weight, "belief.thread_weight": 0.0}
        lives = Lives(Worlds(values), 0)
        found[weight] = item.estimates([item.measure(lives, number) for number in range(10)])
    closed = "correlation, comments closed"
    assert (found[1.0][closed].value or 0.0) > 0.5
    assert found[0.0][closed].value is None


@pytest.mark.slow
def test_h3_posts_that_nobody_can_hurt_never_fall_and_those_that_anybody_can_fall_at_once() -> None:
    assert at_a_point("H3", {"rebuttals.blow": 0.0}, **SMALL) == np.inf
    assert at_a_point("H3", {"rebuttals.blow": 2.0, "rebuttals.parry": 0.0}, **SMALL) <= 2.0


@pytest.mark.slow
def test_h4_h5_h14_a_censor_that_does_nothing_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    lasts, gains = "time to knock-out, full over open, broadcast", "belief(full) − belief(open)"
    sound = {"H4": measured("H4", FIGHTING, **SMALL)[lasts], "H5": measured("H5", **SMALL)[gains]}
    assert (sound["H4"] or 0.0) > 1.1
    assert sound["H5"]
    censors_that_do_nothing(monkeypatch)
    assert measured("H4", FIGHTING, **SMALL)[lasts] == pytest.approx(1.0, abs=0.02)
    assert abs(measured("H5", **SMALL)[gains] or 0.0) < abs(sound["H5"]) / 2
    selected = measured("H14", FIGHTING, **SMALL)
    assert selected["rounds, in the open"] == selected["rounds, unopposed"]


@pytest.mark.slow
def test_h6_where_nobody_is_taken_down_disclosure_discloses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    size, fall = {"members": 200, "ticks": 480}, "fall with full disclosure"
    assert at_a_point("H6", {}, **size) != 0.0
    whole = Worlds.__call__
    monkeypatch.setattr(Worlds, "__call__", lambda self, *words, **_: whole(self, *words, changes={"enforcement": {}}))
    item = item_classes()["H6"](**size)
    assert isinstance(item, Hypothesis)
    assert item.measure_at_a_point(Lives(Worlds(), 0))[fall] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.slow
def test_h7_accounts_made_within_a_month_stand_out_more_than_those_made_within_ten_years() -> None:
    size = {"members": 3000, "ticks": 96}
    crowded, dispersed = (measured("H7", months=months, **size)["AUC, spread"] for months in (1.0, 120.0))
    assert (crowded or 0.0) > 0.9
    assert abs((dispersed or 0.0) - 0.5) < 0.2


@pytest.mark.slow
def test_h8_an_operation_that_cannot_pay_for_posts_has_no_advantage() -> None:
    rich, poor = (measured("H8", budget=budget, **SMALL)["advantage, segments apart"] for budget in (500.0, 10.0))
    assert rich is not None
    assert poor is not None
    assert abs(poor) < abs(rich)


@pytest.mark.slow
def test_h9_news_that_nobody_heeds_costs_nothing() -> None:
    lost = "share of the gain abroad that is lost"
    size = {"members": 300, "ticks": 240, "reports": 40}
    assert (measured("H9", **size)[lost] or 0.0) > 0.01
    # Read it still is: it takes a slot of the feed, and moves trust in who tells it.
    assert measured("H9", {"news.weight": 0.0}, **size)[lost] == pytest.approx(0.0, abs=1e-3)


@pytest.mark.slow
def test_h11_demands_that_are_refused_have_nothing_of_the_censors_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = measured("H11", FIGHTING, **SMALL)
    assert (sound["1"] or 0.0) > 0.5
    monkeypatch.setattr(Exported, "demands", lambda _self, items, _stream: np.zeros(len(items.keys), np.bool_))
    assert abs(measured("H11", FIGHTING, **SMALL)["1"] or 0.0) < 0.3


@pytest.mark.slow
def test_h13_a_punishment_that_frightens_nobody_silences_nobody() -> None:
    size, seen = {"members": 1000, "ticks": 168}, "dissent of followers, visible repression"
    fearless = {"censorship.fear.deterrence": 0.0, "censorship.fear.contagion": 0.0}
    sound, without = measured("H13", **size)[seen], measured("H13", fearless, **size)[seen]
    assert (sound or 0.0) < -0.3
    assert abs(without or 0.0) < abs(sound or 0.0) / 2


@pytest.mark.slow
def test_h15_a_flood_that_never_comes_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reached = "share who ever met the rival's claim, flood − silent"
    assert measured("H15", **SMALL)[reached] != 0.0

    def silent(_self: Flood, sighting: Any, plan: Any) -> Orders:
        return Silent().decide(sighting, plan)

    monkeypatch.setattr(Flood, "decide", silent)
    still = measured("H15", **SMALL)
    assert still[reached] == 0.0
    assert still["rival's credibility, flood − silent"] == 0.0
