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


class Nodes(NamedTuple):
    """What is known of a network's nodes: which are accounts and posters, who follows those, and how members are.

    ``covert`` [a] of the accounts, overt ones first; ``n_posters`` who rebut; ``follower`` [e], a member, follows
    ``followed`` [e], the accounts numbered from 0 and the posters after them. ``segment`` [n] of each member, -1 where
    it is not known, and ``visits_per_day`` [n], not a number where it is not known.
    """

    covert: np.ndarray
    n_posters: int
    follower: np.ndarray
    followed: np.ndarray
    segment: np.ndarray
    visits_per_day: np.ndarray


class Inputs(NamedTuple):
    """What a scenario takes from outside; ``fingerprints`` are (file's role, sha256) pairs for the provenance."""

    edges: EdgeList | None = None
    accounts: ReleasedAccounts | None = None
    fingerprints: tuple[tuple[str, str], ...] = ()
    nodes: Nodes | None = None


NO_INPUTS = Inputs()
