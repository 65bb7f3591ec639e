"""Exact limits of what is told and caught: L1, L2, L3 and L11 of the table of evidence, by the engine itself."""

import math
from typing import Any

import numpy as np
import pytest

from sim.beliefs._compartments import ContagionRule, chances_to_take_side
from sim.beliefs.contagion import Contagion
from tests.limits import mills

NEVER_HEARS = 0.203188
"""The root of x = e^{-2(1-x)} (Sudbury 1985)."""


def rumour(n: int, calls: float, **other: Any) -> dict[str, Any]:
    told = {"kind": "contagion", "mechanism": "rumour", "passes_on": calls, "stops": 1.0, "forgets": 0.0}
    return told | {"believing": 1.0 / n} | other


def cascade(n: int, passes_on: float, n_seeds: int) -> dict[str, Any]:
    caught = {"kind": "contagion", "mechanism": "epidemic", "passes_on": passes_on, "stops": 1.0, "forgets": 0.0}
    return caught | {"believing": n_seeds / n}


def hoax(verifies: float, spreads: float, gullibility: float = 0.3, forgets: float = 0.1) -> dict[str, Any]:
    checked = {"kind": "contagion", "mechanism": "fact_check", "passes_on": spreads, "stops": verifies}
    return checked | {"forgets": forgets, "gullibility": gullibility, "believing": 0.1}


def share_that_never_hears(calls: float, seed: int = 1, n_claims: int = 20, n: int = 10_000) -> np.ndarray:
    world = mills.mill(rumour(n, calls), members=n, ticks=int(100 / calls), n_claims=n_claims)
    market = mills.milled(world, seed, until_nobody_tells=True)
    return np.asarray(1.0 - market.members.columns.acquainted.mean(axis=0))


def test_the_number_expected_of_the_rumour_solves_its_equation() -> None:
    assert pytest.approx(math.exp(-2 * (1 - NEVER_HEARS)), abs=1e-6) == NEVER_HEARS


@pytest.mark.slow
def test_l1_a_fifth_of_a_large_population_never_hears_a_rumour() -> None:
    never = np.concatenate([share_that_never_hears(0.02, seed) for seed in (1, 2)])
    assert mills.within_standard_errors(never, NEVER_HEARS)
    assert 0.3 < np.std(never) * math.sqrt(10_000) < 0.9, "the spread between runs is about .55/√N"


@pytest.mark.parametrize(("calls", "expected"), [(1.0, 0.1745), (0.1, 0.2004)])
def test_l1_a_rumour_told_in_great_steps_falls_short_of_the_limit_by_what_is_known(
    calls: float, expected: float
) -> None:
    never = share_that_never_hears(calls)
    assert mills.within_standard_errors(never, expected)
    assert not mills.within_standard_errors(never, NEVER_HEARS) or calls < 1.0


@pytest.mark.parametrize(("reproduces", "expected"), [(1.5, 0.5828), (2.0, 0.7968)])
def test_l2_a_major_outbreak_on_a_poisson_graph_has_the_size_of_its_equation(
    reproduces: float, expected: float
) -> None:
    n, mean_degree = 8_000, 10.0
    assert expected == pytest.approx(1 - math.exp(-reproduces * expected), abs=1e-4)
    graph = mills.poisson_graph(n, mean_degree)
    world = mills.mill(cascade(n, reproduces / mean_degree, 1), edges=graph, ticks=200, n_claims=40)
    reached = mills.milled(world, until_nobody_tells=True).members.columns.acquainted.mean(axis=0)
    major = reached[reached > 0.05]
    assert abs(major.mean() - expected) < 0.02
    # The chance of a major outbreak is its size, another limit of the same graph.
    assert abs(len(major) / len(reached) - expected) < 3 * math.sqrt(expected * (1 - expected) / len(reached))


@pytest.mark.slow
@pytest.mark.parametrize("reproduces", [0.5, 0.8])
def test_l3_a_subcritical_cascade_has_one_over_one_minus_r_members_a_seed(reproduces: float) -> None:
    n, mean_degree, n_seeds, sizes = 10_000, 10.0, 5, []
    for seed in range(4):
        graph = mills.poisson_graph(n, mean_degree, seed)
        world = mills.mill(cascade(n, reproduces / mean_degree, n_seeds), edges=graph, ticks=400, n_claims=60)
        market = mills.milled(world, seed, until_nobody_tells=True)
        sizes.append(market.members.columns.acquainted.sum(axis=0) / n_seeds)
    assert mills.within_standard_errors(np.concatenate(sizes), 1 / (1 - reproduces))


def verification_that_ends_it(gullibility: float, forgets: float) -> float:
    return 2 * gullibility * forgets / ((1 - gullibility) * (1 - forgets))


def test_l11_the_threshold_of_verification_is_about_a_tenth() -> None:
    assert verification_that_ends_it(0.3, 0.1) == pytest.approx(0.0952, abs=5e-5)


@pytest.mark.parametrize("spreads", [0.3, 0.9])
@pytest.mark.parametrize(("times", "lives"), [(0.85, True), (1.15, False)])
def test_l11_believers_vanish_above_the_threshold_and_only_there(times: float, lives: bool, spreads: float) -> None:
    verifies = times * verification_that_ends_it(0.3, 0.1)
    market = mills.milled(mills.mill(hoax(verifies, spreads), members=4_000, ticks=1500))
    assert bool((mills.opinions(market) == 1.0).any()) is lives


@pytest.mark.parametrize("spreads", [0.05, 0.5, 1.0])
@pytest.mark.parametrize(("gullibility", "forgets"), [(0.3, 0.1), (0.5, 0.2), (0.1, 0.4)])
def test_l11_the_mean_field_of_the_rule_has_exactly_the_threshold(
    spreads: float, gullibility: float, forgets: float
) -> None:
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        rule = Contagion(**hoax(middle, spreads, gullibility, forgets)).rule(None, 1.0)  # type: ignore[arg-type]
        low, high = (middle, high) if growth_of_few_believers(rule) > 1 else (low, middle)
    assert low == pytest.approx(verification_that_ends_it(gullibility, forgets), rel=1e-6)


def growth_of_few_believers(rule: ContagionRule) -> float:
    """Return by what factor very few believers multiply in a tick where otherwise all is at rest."""
    few = 1e-12
    checkers = rule.passes_on / (rule.passes_on + rule.forgets)
    to_believe, _ = chances_to_take_side(few, checkers, rule)
    stay = (1 - rule.forgets) * (1 - rule.stops)
    return stay + (1 - checkers) * to_believe / few
