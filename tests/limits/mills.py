"""Rumour mills: the shipped scenario without a state, made into the textbook models whose limits are known exactly."""

from typing import Any

import numpy as np

from experiments import compose
from sim import Marketplace, Scenario
from sim.state.inputs import EdgeList, Inputs


def mill(
    belief: dict[str, Any], *, edges: EdgeList | None = None, n_claims: int = 1, prior: float = 0.0, **changes: Any
) -> Scenario:
    """Return the scenario ``rumour_mill`` under a belief rule, with complete mixing or on an undirected network.

    Claims are told independently of each other, so that ``n_claims`` of them are as many runs at the price of one.
    """
    settings = compose("rumour_mill").settings() | {"belief": belief} | changes
    claim = settings["narratives"]["claims"]["rumour"] | {"prior": prior}
    settings["narratives"]["claims"] = {f"rumour_{number}": claim for number in range(n_claims)}
    if edges is not None:
        settings |= {"ties": {"kind": "edge_list", "path": "drawn", "directed": False}, "members": edges.n_nodes}
        settings["inputs"] = Inputs(edges=edges)
    return Scenario.model_validate(settings)


def milled(scenario: Scenario, seed: int = 1, *, until_nobody_tells: bool = False, **how: Any) -> Marketplace:
    """Return the market after all its ticks, or after the first at whose end nobody believes any claim fully."""
    market = Marketplace(scenario, seed, **how)
    for _ in range(scenario.ticks):
        market.step()
        if until_nobody_tells and not (market.members.columns.belief == 1.0).any():
            return market
    assert not until_nobody_tells, f"somebody still tells after {scenario.ticks} ticks"
    return market


def opinions(market: Marketplace) -> np.ndarray:
    """Return what everyone believes [n, J], in double precision."""
    return market.members.columns.belief.astype(np.float64)


def first_opinions(market: Marketplace) -> np.ndarray:
    """Return what everyone believed at first [n, J], in double precision."""
    return market.members.columns.prior.astype(np.float64)


def poisson_graph(n: int, mean_degree: float, seed: int = 0) -> EdgeList:
    """Return an undirected graph in which every pair is tied with the same small chance, each pair named once."""
    luck = np.random.default_rng(seed)
    n_edges = luck.poisson(n * mean_degree / 2)
    ends = luck.integers(0, n, (2, n_edges))
    apart = ends[0] != ends[1]
    return EdgeList(n, ends[0, apart], ends[1, apart])


def with_ring(edges: EdgeList) -> EdgeList:
    """Return a graph with a ring through all nodes added, so that everyone can be reached."""
    rows = np.arange(edges.n_nodes)
    return EdgeList(edges.n_nodes, np.r_[edges.follower, rows], np.r_[edges.followee, np.roll(rows, 1)])


def everyone_tied(n: int) -> EdgeList:
    """Return the complete graph, stored."""
    ends = np.triu_indices(n, 1)
    return EdgeList(n, ends[0], ends[1])


def degrees(edges: EdgeList) -> np.ndarray:
    """Return the number of neighbours of every node in the simple undirected graph."""
    ends = np.sort(np.stack([edges.follower, edges.followee]), axis=0)
    once = np.unique(ends, axis=1)
    return np.bincount(once.ravel(), minlength=edges.n_nodes)


def clusters(values: np.ndarray, apart: float) -> np.ndarray:
    """Return the share of members in each group of opinions [n] that a gap wider than ``apart`` separates."""
    ordered = np.sort(values)
    ends = np.r_[0, np.flatnonzero(np.diff(ordered) > apart) + 1, len(ordered)]
    return np.diff(ends) / len(ordered)


def within_standard_errors(values: np.ndarray, expected: float, n_errors: float = 3.0) -> bool:
    """Whether the mean of independent values [k] lies within so many of its standard errors of what is expected."""
    error = float(np.std(values, ddof=1) / np.sqrt(len(values)))
    return abs(float(np.mean(values)) - expected) <= n_errors * error
