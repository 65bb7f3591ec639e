"""Rumour mills: the shipped scenario without a state, made into the textbook models whose limits are known exactly."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.compose import compose
from sim import Marketplace, Scenario
from sim.state.inputs import EdgeList, Inputs


def mill(
    belief: dict[str, Any], *, edges: EdgeList | None = None, n_claims: int = 1, prior: float = 0.0, **changes: Any
) -> Scenario:
    """Return the scenario ``rumour_mill`` under a belief rule, with complete mixing or on an undirected network.

    Claims are told independently of each other, so that ``n_claims`` of them are as many runs at the price of one.
    ``changes`` replace whole blocks.
    """
    settings = compose("rumour_mill").settings() | {"belief": belief} | changes
    claim = settings["narratives"]["claims"]["rumour"] | {"prior": prior}
    settings["narratives"]["claims"] = {f"rumour_{number}": claim for number in range(n_claims)}
    if edges is not None:
        settings |= {"ties": {"kind": "edge_list", "path": "drawn", "directed": False}, "members": edges.n_nodes}
        settings["inputs"] = Inputs(edges=edges)
    return Scenario.model_validate(settings)


def milled(scenario: Scenario, seed: int, *, until_nobody_tells: bool = False) -> Marketplace:
    """Return the market after all its ticks, or after the first at whose end nobody believes any claim fully.

    Raises:
        RuntimeError: if somebody still tells when the ticks are over.
    """
    market = Marketplace(scenario, seed)
    for _ in range(scenario.ticks):
        market.step()
        if until_nobody_tells and not (market.members.columns.belief == 1.0).any():
            return market
    if until_nobody_tells:
        raise RuntimeError(f"somebody still tells after {scenario.ticks} ticks")
    return market


def opinions(market: Marketplace) -> np.ndarray:
    """Return what everyone believes [n, J], in double precision."""
    return market.members.columns.belief.astype(np.float64)


def first_opinions(market: Marketplace) -> np.ndarray:
    """Return what everyone believed at first [n, J], in double precision."""
    return market.members.columns.prior.astype(np.float64)


def poisson_graph(n: int, mean_degree: float, seed: int) -> EdgeList:
    """Return an undirected graph in which every pair is tied with the same small chance."""
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
    """Return the number of neighbours of every node [n] in the simple undirected graph."""
    ends = np.sort(np.stack([edges.follower, edges.followee]), axis=0)
    once = np.unique(ends, axis=1)
    return np.bincount(once.ravel(), minlength=edges.n_nodes)


def n_clusters(values: np.ndarray, apart: float, least_share: float) -> int:
    """Return how many groups of opinions [n], separated by gaps wider than ``apart``, hold more than a share of all."""
    ordered = np.sort(values)
    ends = np.r_[0, np.flatnonzero(np.diff(ordered) > apart) + 1, len(ordered)]
    return int(np.count_nonzero(np.diff(ends) > least_share * len(ordered)))


def standard_error(values: np.ndarray | Sequence[float]) -> float:
    """Return the standard error of the mean of independent values [k]."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))
