"""Rumour mills: the shipped scenario without a state, made into the textbook models whose limits are known exactly."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from experiments.compose import compose
from sim import Marketplace, Scenario
from sim.kernels.curves import probabilities
from sim.state.inputs import EdgeList, Inputs
from sim.state.voices import STATE

_NEVER = 1e9
_READERS = 2_000
_TICKS_TO_READ = 2
_TICKS_TO_DIE_OUT = 400
_ABOUT = 1e-3


def mill(
    belief: dict[str, Any],
    *,
    edges: EdgeList | None = None,
    n_claims: int = 1,
    prior: float = 0.0,
    claim: dict[str, Any] | None = None,
    **changes: Any,
) -> Scenario:
    """Return the scenario ``rumour_mill`` under a belief rule, with complete mixing or on an undirected network.

    Claims are told independently of each other, so that ``n_claims`` of them are as many runs at the price of one.
    ``prior`` is the claims' median prior, ``claim`` what else is set of them; ``changes`` replace whole blocks.
    """
    settings = compose("rumour_mill").settings() | {"belief": belief} | changes
    rumour = settings["narratives"]["claims"]["rumour"] | {"prior": prior} | (claim or {})
    settings["narratives"]["claims"] = {f"rumour_{number}": rumour for number in range(n_claims)}
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


def clusters_of(values: np.ndarray, apart: float, least_share: float) -> int:
    """Return how many groups of opinions [n], separated by gaps wider than ``apart``, hold more than a share of all."""
    ordered = np.sort(values)
    ends = np.r_[0, np.flatnonzero(np.diff(ordered) > apart) + 1, len(ordered)]
    return int(np.count_nonzero(np.diff(ends) > least_share * len(ordered)))


def standard_error(values: np.ndarray | Sequence[float]) -> float:
    """Return the standard error of the mean of independent values [k]."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


class Reports(NamedTuple):
    """Readers of a single report [k]: their prior and present belief as probabilities, their trust before and after."""

    prior: np.ndarray
    belief: np.ndarray
    trust_prior: np.ndarray
    trust: np.ndarray


def first_reports(h: float, r: float, a: float, spreads: tuple[float, float], seed: int) -> Reports:
    """Let an overt account post, and return the members who have read exactly one of its reports.

    ``h`` is the median prior of the claim, ``r`` of trust in the state's voice, ``a`` the chance that an unreliable
    one would say it anyway; ``spreads`` are those of priors and of trust between members, in log-odds.
    """
    belief = {
        "kind": "bayesian_source",
        "repetition_discount": 0.0,
        "belief_half_life": _NEVER,
        "trust_half_life": _NEVER,
        "trust_step": 1.0,
        "prior_spread": spreads[0],
        "trust": {"state": r, "spread": spreads[1]},
        "says_anyway": {"state": a},
    }
    habits = {"visits_per_day": 24.0, "visits_spread": 0.0, "items_per_visit": 1.0, "items_spread": 0.0}
    world = mill(
        belief,
        prior=math.log(h / (1.0 - h)),
        claim={"serves": "state"},
        members=_READERS,
        strategy={"kind": "broadcast", "overt_posts": 24.0, "covert_posts": 0.0, "covert_replies": 0.0},
        conduct={"kind": "reader", "habits": habits, "attention_base": 1.0, "share_rate": 0.0, "quote_rate": 0.0},
        operation={"overt": 1, "covert": 0},
        feed={"kind": "newest", "chatter": 0.0},
        ticks=_TICKS_TO_READ,
    )
    members = milled(world, seed).members.columns
    # Forgetting is all but off, so that a count of one report is one to single precision.
    once = np.abs(members.met.sum(axis=(1, 2)) - 1.0) < _ABOUT
    return Reports(
        prior=probabilities(members.prior[once, 0]),
        belief=probabilities(members.belief[once, 0]),
        trust_prior=members.trust_prior[once, STATE].astype(np.float64),
        trust=members.trust[once, STATE].astype(np.float64),
    )


def cascade_sizes(infects: float, network: tuple[int, float], n_seeds: int, n_claims: int, seed: int) -> np.ndarray:
    """Return how many members each claim [n_claims] reaches in an independent cascade, its seeds counted.

    ``network`` is a Poisson random graph's number of members and mean number of followees; each claim starts from
    ``n_seeds`` members, and one who caught it infects that many others on average.
    """
    members, followees = network
    caught = {
        "kind": "contagion",
        "mechanism": "epidemic",
        "passes_on": infects / followees,
        "stops": 1.0,
        "forgets": 0.0,
    }
    world = mill(
        caught | {"believing": n_seeds / members},
        ties={"kind": "poisson", "followees": followees},
        members=members,
        ticks=_TICKS_TO_DIE_OUT,
        n_claims=n_claims,
    )
    reached = milled(world, seed, until_nobody_tells=True).members.columns.acquainted
    return np.asarray(reached.sum(axis=0), np.float64)
