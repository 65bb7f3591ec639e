"""Real input as arrays: a network and a release of accounts that somebody has read from files."""

from typing import NamedTuple

import numpy as np


class EdgeList(NamedTuple):
    """A follower network: ``follower`` [e] follows ``followee`` [e], both numbered 0 … ``n_nodes`` - 1."""

    n_nodes: int
    follower: np.ndarray
    followee: np.ndarray


class ReleasedAccounts(NamedTuple):
    """Accounts of a takedown release: ``created_hour`` [a] relative to the scenario's start, and ``followers`` [a]."""

    created_hour: np.ndarray
    followers: np.ndarray


class Inputs(NamedTuple):
    """What a scenario takes from outside; ``fingerprints`` are (file's role, sha256) pairs for the provenance."""

    edges: EdgeList | None = None
    accounts: ReleasedAccounts | None = None
    fingerprints: tuple[tuple[str, str], ...] = ()


NO_INPUTS = Inputs()
