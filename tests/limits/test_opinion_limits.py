"""Exact limits of opinions that move or are copied: L6 to L10 of the table of evidence, by the engine itself."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from tests.limits import mills


def walk(**settings: Any) -> dict[str, Any]:
    return {"kind": "degroot", "stays": 0.5, "opinions": {"start": "uniform"}} | settings


def stubborn(susceptibility: float, share: float, *, hears_itself: bool) -> dict[str, Any]:
    opinions = {"start": "priors", "spread": 0.0, "committed_for": share}
    return walk(stays=0.0, susceptibility=susceptibility, hears_itself=hears_itself, opinions=opinions)


def near(confidence: float, **settings: Any) -> dict[str, Any]:
    return {"kind": "bounded_confidence", "confidence": confidence} | settings


def pairs(confidence: float) -> dict[str, Any]:
    return near(confidence, among="pairs", convergence=0.5, opinions={"start": "uniform"})


def krause(confidence: float) -> dict[str, Any]:
    return near(confidence, among="neighbours", convergence=1.0, opinions={"start": "grid"})


@pytest.mark.parametrize("seed", [1, 2])
def test_l6_a_lazy_walk_ends_at_the_mean_weighted_by_neighbours(seed: int) -> None:
    graph = mills.with_ring(mills.poisson_graph(400, 5.0, seed))
    market = mills.milled(mills.mill(walk(), edges=graph, ticks=500, n_claims=3), seed)
    weights = mills.degrees(graph)
    assert weights.min() >= 2
    assert weights.max() > 8, "all alike would not tell the weighted mean from the plain one"
    expected = weights @ mills.first_opinions(market) / weights.sum()
    assert np.abs(mills.opinions(market) - expected).max() < 1e-5
    assert np.abs(mills.first_opinions(market).mean(axis=0) - expected).max() > 1e-4


@pytest.mark.parametrize(
    ("members", "hears_itself", "susceptibility", "share"),
    [(500, True, 0.8, 0.1), (2_500, False, 0.8, 0.1), (500, True, 0.5, 0.4), (500, True, 0.95, 0.02)],
)
def test_l7_stubborn_members_hold_the_rest_where_friedkin_and_johnsen_say(
    members: int, hears_itself: bool, susceptibility: float, share: float
) -> None:
    belief = stubborn(susceptibility, share, hears_itself=hears_itself)
    market = mills.milled(mills.mill(belief, members=members, ticks=400, prior=-15.0))
    expected = susceptibility * share / (1 - susceptibility * (1 - share))
    believed = mills.opinions(market)[:, 0]
    assert np.isclose(believed.max(), 1.0)
    assert np.count_nonzero(believed == 1.0) == round(share * members)
    assert np.abs(believed[believed < 1.0] - expected).max() < 1e-4


def test_l7_the_standing_example_is_two_sevenths() -> None:
    assert pytest.approx(0.2857, abs=5e-5) == 0.8 * 0.1 / (1 - 0.8 * 0.9)


@pytest.mark.parametrize(("n_for", "n_against"), [(3, 1), (1, 1), (2, 6)])
def test_l8_free_voters_are_for_in_proportion_to_the_zealots(n_for: int, n_against: int) -> None:
    n = 50
    zealots = {"committed_for": n_for / n, "committed_against": n_against / n, "spread": 0.0}
    shares = []
    for seed in (1, 2):
        world = mills.mill({"kind": "voter", "opinions": zealots}, members=n, ticks=200, n_claims=120, prior=1.0)
        market = mills.milled(world, seed)
        shares.append((mills.opinions(market).sum(axis=0) - n_for) / (n - n_for - n_against))
    assert mills.within_standard_errors(np.concatenate(shares), n_for / (n_for + n_against))
    assert np.std(np.concatenate(shares)) < 0.4, "independent runs differ, but zealots keep them from consensus"


@pytest.mark.parametrize(("confidence", "expected"), [(0.5, {1}), (0.2, {2}), (0.1, {4, 5})])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_l9_pairs_within_the_bound_end_in_few_clusters_and_keep_their_mean(
    confidence: float, expected: set[int], seed: int
) -> None:
    market = mills.milled(mills.mill(pairs(confidence), members=2_000, ticks=400), seed)
    first, last = mills.first_opinions(market)[:, 0], mills.opinions(market)[:, 0]
    assert abs(last.mean() - first.mean()) < 1e-5
    shares = mills.clusters(last, apart=0.01)
    assert np.count_nonzero(shares > 0.05) in expected


@pytest.mark.parametrize(("confidence", "expected"), [(0.25, 1), (0.18, 2), (0.14, 3), (0.112, 4)])
@pytest.mark.parametrize("stored", [False, True], ids=["complete mixing", "stored ties"])
def test_l10_means_within_the_bound_end_in_exactly_so_many_clusters(
    confidence: float, expected: int, stored: bool
) -> None:
    graph = mills.everyone_tied(501) if stored else None
    market = Marketplace(mills.mill(krause(confidence), edges=graph, members=501, ticks=1), 1)
    assert np.array_equal(mills.opinions(market)[:, 0], (np.arange(501) / 500).astype(np.float32))
    ticks_to_rest = _step_until_rest(market)
    assert ticks_to_rest < 60
    assert len(np.unique(mills.opinions(market))) == expected


def _step_until_rest(market: Marketplace) -> int:
    for tick in range(200):
        before = mills.opinions(market)
        market.step()
        if np.array_equal(before, mills.opinions(market)):
            return tick
    return 200
