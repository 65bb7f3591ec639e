"""Whom bots get as followers: anyone, those whom many follow, or the partisans, on one network of ours."""

from typing import Any, Literal

import numpy as np

from experiments.evidence.resharing import scenario_of
from sim import Marketplace, Scenario
from sim.state.inputs import EdgeList, Inputs, Nodes, NodesOfRole

type Target = Literal["anyone", "hubs", "partisans"]
TARGETS: tuple[Target, ...] = ("anyone", "hubs", "partisans")
_SEGMENTS = {"left": 0.25, "middle": 0.5, "right": 0.25}
_BOTS_PER_MEMBER = 0.05
_MIDDLE = 1


def targeted(target: Target, gamma: float, seed: int, *overrides: str, mutual: bool) -> Scenario:
    """Return SimSoM's world on a network of segments, whose bots each have the share ``gamma`` of members as followers.

    Hubs are chosen in proportion to their followers, partisans are the members of the outer segments. With ``mutual``,
    everyone follows back, so that whom many follow follows many. The network is the same for every target.
    """
    settings = scenario_of("ties=segments", "operation.share=0", *overrides).settings()
    settings["narratives"]["segments"] = _SEGMENTS
    # A market is seated for its network, and never stepped.
    market = Marketplace(Scenario.model_validate(settings), seed)
    n, ties = market.world.members, market.mail.ties
    followees = np.repeat(np.arange(n), np.diff(ties.start[: n + 1])).astype(np.int64)
    edges = _network(n, ties.followers[: len(followees)].astype(np.int64), followees, mutual=mutual)
    segment = market.members.columns.segment.astype(np.int64)
    weights = {
        "anyone": np.ones(n),
        "hubs": np.bincount(edges.followee, minlength=n).astype(np.float64),
        "partisans": (segment != _MIDDLE).astype(np.float64),
    }
    nodes = _bots(weights[target], round(gamma * n), round(_BOTS_PER_MEMBER * n), seed)
    own_ties: dict[str, Any] = {"kind": "edge_list", "path": "drawn", "nodes": "drawn"}
    inputs = Inputs(edges=edges, nodes=nodes._replace(segment=segment))
    return Scenario.model_validate(settings | {"ties": own_ties, "inputs": inputs})


def _network(n: int, follower: np.ndarray, followee: np.ndarray, *, mutual: bool) -> EdgeList:
    if mutual:
        both = np.unique(np.concatenate([follower * n + followee, followee * n + follower]))
        follower, followee = both // n, both % n
    return EdgeList(n, follower.astype(np.int32), followee.astype(np.int32))


def _bots(weights: np.ndarray, n_followers: int, n_bots: int, seed: int) -> Nodes:
    """Return bots with so many followers each, drawn without repetition in proportion to ``weights`` [n]."""
    luck = np.random.default_rng(seed)
    n = len(weights)
    # Of the exponential waits of all members, the shortest are such a draw (Efraimidis & Spirakis 2006).
    chosen = [
        np.argpartition(
            np.where(weights > 0, luck.exponential(size=n) / np.maximum(weights, 1e-300), np.inf), n_followers
        )
        for _ in range(n_bots)
    ]
    followers = np.concatenate([order[:n_followers] for order in chosen]).astype(np.int64)
    bots = NodesOfRole(np.full(n_bots, -1), followers, np.repeat(np.arange(n_bots), n_followers))
    nobody = NodesOfRole(*(np.zeros(0, np.int64) for _ in NodesOfRole._fields))
    return Nodes(np.full(n, -1, np.int64), np.full(n, np.nan), overt=nobody, covert=bots, rebuttal=nobody)
