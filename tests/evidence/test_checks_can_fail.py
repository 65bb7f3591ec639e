"""A rule of the engine that is broken on purpose is found out by the item that is about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from experiments.evidence._contract import Outcome
from experiments.evidence.items import item_classes
from experiments.evidence.limits import search_of_a_censor
from sim.beliefs.bayesian_source import BayesianSource
from sim.beliefs.bounded_confidence import BoundedConfidence
from sim.beliefs.contagion import Contagion
from sim.beliefs.degroot import DeGroot
from sim.beliefs.voter import Voter
from sim.cast.audience import Mail
from sim.cast.authorities import Censors
from sim.cast.censor import Censor
from sim.censorship._contract import Criticism, found_by_now
from sim.censorship.fear import Fear
from sim.censorship.filter import Filter
from sim.censorship.friction import Friction
from sim.enforcement.nudge import Nudge
from sim.enforcement.removal import Removal
from sim.marketplace import Marketplace
from sim.state.scene import Scene
from sim.ties._contract import Network

HANDS = "hidden by 12 hands a day"


def examined(identity: str, **settings: object) -> Outcome:
    return item_classes()[identity](**settings).examine(0)


def is_met(identity: str, **settings: object) -> bool:
    return all(check.met for check in examined(identity, **settings).checks)


def altered(family: type[Any], **numbers: Callable[[Any], Any]) -> Callable[[Any, Any, float], Any]:
    """Return a way to make a rule in which some numbers are not what they were."""
    made = family.rule

    def rule(option: Any, narratives: Any, tick_hours: float) -> Any:
        right = made(option, narratives, tick_hours)
        return right._replace(**{name: change(getattr(right, name)) for name, change in numbers.items()})

    return rule


@pytest.mark.parametrize("identity", ["L4", "L5"])
def test_a_trust_update_that_goes_the_wrong_way_is_found_out(identity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BayesianSource, "rule", altered(BayesianSource, trust_step=lambda step: -step))
    assert not is_met(identity)


def test_a_trust_update_that_goes_half_the_way_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BayesianSource, "rule", altered(BayesianSource, trust_step=lambda step: step / 2))
    assert not is_met("L4", h=0.8)
    assert is_met("L5", a=0.3), "the sign is still right"


def test_a_reader_who_takes_evidence_by_half_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BayesianSource, "rule", altered(BayesianSource, evidence_weight=lambda weight: weight / 2))
    assert not is_met("L4", h=0.5)


@pytest.mark.parametrize(
    ("identity", "settings", "family", "changes"),
    [
        pytest.param(
            "L2", {"R": 2.0, "members": 5_000}, Contagion, {"passes_on": lambda p: p * 0.9}, marks=pytest.mark.slow
        ),
        ("L6", {"members": 60}, DeGroot, {"susceptibility": lambda weight: weight * 0.99}),
        ("L7", {"stubborn": 0.1}, DeGroot, {"susceptibility": lambda weight: weight * 0.99}),
        pytest.param(
            "L9", {"epsilon": 0.5}, BoundedConfidence, {"confidence": lambda e: e / 2}, marks=pytest.mark.slow
        ),
        ("L10", {"epsilon": 0.25}, BoundedConfidence, {"convergence": lambda share: share * 0.5}),
        pytest.param(
            "L11",
            {"beta": 0.9, "members": 1_000, "ticks": 300},
            Contagion,
            {"forgets": lambda p: p / 2},
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_rule_of_belief_with_a_wrong_number_is_found_out(
    identity: str,
    settings: dict[str, Any],
    family: type[Any],
    changes: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(family, "rule", altered(family, **changes))
    assert not is_met(identity, **settings)


def test_zealots_who_are_none_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voter, "committed", lambda _self, n, _stream: np.zeros(n, np.int8))
    assert not is_met("L8", z_for=8, z_against=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "name", "broken", "what"),
    [
        # A search a fifth too slow; one that finds what the other finds and nothing else; a filter that lets through.
        (Friction, "finds", lambda self, items, _stream: slower(items, self.half_life), "silent search, all"),
        (
            Fear,
            "finds",
            lambda self, items, _stream: found_by_now(items, self.half_life, items.found_after),
            "both",
        ),
        (Filter, "screens", lambda _self, items, _stream: np.zeros(len(items.keys), np.bool_), "filter and both, all"),
        (Censor, "_within_capacity", lambda _self, rows: rows, HANDS),
    ],
)
def test_a_censor_that_searches_by_another_law_is_found_out(
    part: type[Any], name: str, broken: Callable[..., Any], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part, name, broken)
    standing = search_of_a_censor._standing
    if what != HANDS:
        # Whatever the other searches leave standing, it is to be found out here.
        monkeypatch.setattr(
            search_of_a_censor, "_standing", lambda it, seed: standing(it, seed) if what.startswith(it.name) else []
        )
    failing = missed("L15", {})
    assert any(check.startswith(what) for check in failing)
    assert what != HANDS or failing == {HANDS}


def slower(items: Criticism, half_life: float) -> np.ndarray:
    """Return what a search of a half-life a fifth longer finds."""
    return found_by_now(items, half_life * 1.2, items.found_after)


def test_delivery_that_depends_on_who_is_served_by_which_thread_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Marketplace.over_members

    def forgets_one(market: Marketplace, part: Callable[[int, int], Any], chunk: int = 1) -> list[Any]:
        # The first member of every thread's range goes without.
        return whole(market, lambda start, stop: part(start + 1, stop), chunk)

    monkeypatch.setattr(Marketplace, "over_members", forgets_one)
    from experiments.evidence.limits.identical_bytes import fingerprint

    assert len({fingerprint(60, 12, 0, threads) for threads in (1, 2)}) == 2


def missed(identity: str, settings: dict[str, Any]) -> set[str]:
    return {check.name for check in examined(identity, **settings).checks if not check.met}


def young(mail: Mail, scene: Scene, start: int, stop: int) -> None:
    """Deliver, and let everything that lies in feeds be new again."""
    DELIVERED(mail, scene, start, stop)
    scene.feeds["since"][scene.feeds["posts"] >= 0] = scene.tick + 1


DELIVERED = Mail.deliver
SMALL_SIMSOM: dict[str, Any] = {"members": 1_000, "followees": 10.0, "ticks": 20, "runs": 1}
BROKEN: dict[str, tuple[str, dict[str, Any], type[Any], str, Callable[..., Any]]] = {
    "infiltration that does nothing": (
        *("R_simsom", SMALL_SIMSOM, Network, "shares_following"),
        lambda _self, covert, _figures: np.where(covert, 0.01, 0.0),
    ),
    "items that grow young when they come again": ("R_simsom", SMALL_SIMSOM, Mail, "deliver", young),
    "a removal that comes late": (
        *("R_takedown", {"members": 300, "ticks": 100}, Removal, "removes"),
        lambda _self, posts: posts.age >= posts.found_after * 200.0,
    ),
    "a nudge of half its strength": (
        *("R_nudges", {"members": 5_000, "ticks": 80}, Nudge, "slows"),
        lambda self: self.cut / 2,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", BROKEN)
def test_a_replication_misses_more_with_a_fault_than_without(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    identity, settings, owner, name, broken = BROKEN[fault]
    sound = missed(identity, settings)
    monkeypatch.setattr(owner, name, broken)
    assert missed(identity, settings) - sound


@pytest.mark.slow
def test_a_censor_that_does_nothing_fails_checks_that_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing is punished and no friction felt: what is said of the punished, and of friction, has no number any more.
    unseen, repression = "the same, friction", {"members": 1000, "ticks": 168, "replicates": 3}
    assert "punished" not in missed("punishment", {})
    assert unseen not in missed("H13", repression)
    monkeypatch.setattr(Censors, "step", lambda _self: None)
    assert "punished" in missed("punishment", {})
    assert unseen in missed("H13", repression)


@pytest.mark.slow
def test_readers_who_take_in_no_evidence_refute_what_is_supported_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert examined("H12").verdict == "supported"
    monkeypatch.setattr(BayesianSource, "rule", altered(BayesianSource, evidence_weight=lambda _weight: 0.0))
    assert examined("H12").verdict == "refuted"
