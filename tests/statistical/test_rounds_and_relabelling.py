"""What holds over many seeds: contests in the open and behind a censor, and members who are only numbers."""

from itertools import pairwise, product

import numpy as np
import pytest

from sim import Scenario, simulate
from sim.state.inputs import EdgeList, Inputs
from tests import worlds
from tests.statistical.evidence import MARKETS, lived, table_of

pytestmark = pytest.mark.slow

N = 150
BLOWS = (0.01, 0.02, 0.1)
SEEDS = 40


def test_contests_end_sooner_with_stronger_blows_and_seldom_behind_a_censor() -> None:
    cells = {
        (blow, market): {"members": 300, "ticks": 360, "rebuttals.blow": blow, "censorship": MARKETS[market]}
        for blow, market in product(BLOWS, MARKETS)
    }
    table = table_of(lived(cells, "hot", 6), ["blow", "market"]).set_index(["blow", "market"])
    for blow in BLOWS:
        assert table.loc[(blow, "full"), "f.lost"] < table.loc[(blow, "open"), "f.lost"]
        assert table.loc[(blow, "open"), "walk"] == 0.0 < table.loc[(blow, "full"), "walk"]
    lost = [table.loc[(blow, "open"), "f.lost"] for blow in BLOWS]
    rounds = [table.loc[(blow, "open"), "f.km"] for blow in BLOWS]
    assert all(fewer < more for fewer, more in pairwise(lost))
    assert all(later > sooner for later, sooner in pairwise(rounds))
    in_the_open = table.xs("open", level="market")
    assert (in_the_open["e.n"] > 0).all()
    assert (in_the_open["e.lost"] < in_the_open["f.lost"]).all()


def network(seed: int) -> np.ndarray:
    """Return pairs [e, 2] (follower, followee) of a network with a few hubs: everyone follows ten by popularity."""
    draw = np.random.default_rng(seed)
    weights = (1.0 + np.arange(N)) ** -0.8
    followees = [draw.choice(N, 10, replace=False, p=weights / weights.sum()) for _ in range(N)]
    pairs = np.stack([np.repeat(np.arange(N), 10), np.concatenate(followees)], axis=1)
    return pairs[pairs[:, 0] != pairs[:, 1]]


def outcomes(pairs: np.ndarray, seed: int) -> dict[str, float]:
    """Return what one run on a network says, in numbers that conclusions are drawn from."""
    edges = EdgeList(N, pairs[:, 0].copy(), pairs[:, 1].copy())
    ties = {"kind": "edge_list", "path": "none"}
    summary = simulate(Scenario(**worlds.hot_settings(ties=ties, inputs=Inputs(edges=edges))), seed).summary
    names = ("reach_ever", "credibility_final", "credibility_excess", "exposures", "share_knocked_out", "trust_state")
    return {name: float(summary[name]) for name in names}


def test_relabelling_members_changes_no_conclusion() -> None:
    """Their labels key their draws, so single runs differ; means over seeds may not, beyond their noise."""
    pairs = network(0)
    permuted = np.random.default_rng(1).permutation(N)[pairs]
    found = [[outcomes(network_, seed) for seed in range(SEEDS)] for network_ in (pairs, permuted)]
    for name in found[0][0]:
        one, other = (np.array([run[name] for run in runs]) for runs in found)
        error = np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / SEEDS)
        assert abs(one.mean() - other.mean()) < 4.0 * error + 1e-12, name


def test_the_order_of_the_lines_of_an_edge_list_changes_no_number() -> None:
    pairs = network(0)
    shuffled = pairs[np.random.default_rng(2).permutation(len(pairs))]
    assert outcomes(pairs, 3) == outcomes(shuffled, 3)


def test_halving_the_tick_changes_what_is_read_by_little() -> None:
    """All rates are per hour or per day, so the length of a tick is a matter of resolution."""
    reads = {}
    for minutes in (30.0, 60.0):
        half = worlds.changed(worlds.hot_settings(), {"tick_minutes": minutes, "ticks": int(60 * 60 / minutes)})
        found = [simulate(Scenario(**half), seed).steps["reads"].sum() for seed in range(10)]
        reads[minutes] = np.mean(found)
    assert reads[60.0] == pytest.approx(reads[30.0], rel=0.15)
