"""The exact limits come out of the engine, and what is no limit does not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.evidence._contract import Outcome
from experiments.evidence.items import item_classes
from experiments.evidence.limits.maki_thompson import never_hears
from experiments.evidence.mills import clusters_of, degrees, everyone_tied, poisson_graph, with_ring

QUICK = ["L4", "L5", "L6", "L7", "L8", "L10"]
LONG = ["L1", "L2", "L3", "L9", "L11", "L12", "L13", "L14", "L15"]


def examined(identity: str, seed: int = 0, **settings: object) -> Outcome:
    return item_classes()[identity](**settings).examine(seed)


def missed(outcome: Outcome) -> list[str]:
    assert outcome.checks
    return [
        f"{check.name}: {check.got} is not in [{check.low}, {check.high}]" for check in outcome.checks if not check.met
    ]


def test_all_fifteen_limits_are_there_and_run_where_none_is_named() -> None:
    limits = {identity: item for identity, item in item_classes().items() if identity.startswith("L")}
    assert list(limits) == [f"L{number}" for number in range(1, 16)]
    assert all(item.fast for item in limits.values())
    assert sorted(QUICK + LONG) == sorted(limits)


@pytest.mark.parametrize("identity", QUICK)
def test_a_quick_limit_is_met(identity: str) -> None:
    assert not missed(examined(identity))


@pytest.mark.slow
@pytest.mark.parametrize("identity", LONG)
def test_a_long_limit_is_met(identity: str) -> None:
    assert not missed(examined(identity))


@pytest.mark.parametrize(
    ("identity", "settings"),
    [
        ("L2", {"R": 3.0, "members": 5_000}),
        ("L4", {"h": 0.35, "r": 0.8, "a": 0.2}),
        ("L5", {"a": 0.65}),
        ("L6", {"members": 60, "neighbours": 2.0}),
        ("L7", {"susceptibility": 0.6, "stubborn": 0.25}),
        ("L8", {"z_for": 5, "z_against": 2}),
        ("L9", {"epsilon": 0.4, "populations": 1}),
        ("L10", {"epsilon": 0.2}),
        ("L15", {"half_life": 20.0, "other_half_life": 3.0, "catch": 0.1}),
    ],
)
def test_a_limit_holds_at_other_values_and_with_another_seed(identity: str, settings: dict[str, object]) -> None:
    assert not missed(examined(identity, seed=5, **settings))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("identity", "settings"),
    [("L11", {"alpha": 0.6}), ("L11", {"p_f": 0.4, "alpha": 0.1, "beta": 0.5}), ("L3", {"R": 0.3})],
)
def test_a_long_limit_holds_at_other_values(identity: str, settings: dict[str, object]) -> None:
    assert not missed(examined(identity, seed=5, **settings))


def test_a_rumour_told_in_great_steps_misses_the_limit_by_what_is_known() -> None:
    outcome = examined("L1", calls=1.0)
    assert missed(outcome)
    # A synchronous update at contact chance 1 gives .1745.
    assert outcome.checks[0].got == pytest.approx(0.1745, abs=outcome.checks[0].high - outcome.checks[0].expected)


def test_the_share_that_never_hears_solves_its_equation() -> None:
    assert never_hears() == pytest.approx(0.203188, abs=5e-7)
    assert math.exp(-2 * (1 - never_hears())) == pytest.approx(never_hears(), abs=1e-14)


def test_degrees_count_each_pair_once_and_graphs_are_what_they_are_called() -> None:
    assert degrees(everyone_tied(5)).tolist() == [4] * 5
    ringed = with_ring(poisson_graph(300, 4.0, 1))
    assert degrees(ringed).min() >= 2
    assert degrees(ringed).mean() == pytest.approx(6.0, abs=0.5)


def test_clusters_are_parted_by_gaps_and_small_ones_are_not_counted() -> None:
    values = np.array([0.0, 0.005, 0.01, 0.5, 0.505, 0.9])
    assert clusters_of(values, apart=0.01, least_share=0.0) == 3
    assert clusters_of(values, apart=0.01, least_share=0.2) == 2
    assert clusters_of(values, apart=0.6, least_share=0.0) == 1
