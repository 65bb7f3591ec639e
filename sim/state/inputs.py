"""Real input as arrays: a network, its nodes and a release of accounts that somebody has read from files."""

from typing import Any, NamedTuple

import numpy as np


class EdgeList(NamedTuple):
    """A follower network: ``follower`` [e] follows ``followee`` [e], both numbered 0 … ``n_nodes`` - 1."""

    n_nodes: int
    follower: np.ndarray
    followee: np.ndarray


class NodesOfRole(NamedTuple):
    """Nodes of a network that are not members but speak to them: overt or covert accounts, or rebuttal posters.

    ``segment`` [k] whose member each plays, -1 where that is drawn; member ``follower`` [e] follows ``followed`` [e],
    one of 0 … k - 1. What such nodes follow themselves is left out: they read no feed.
    """

    segment: np.ndarray
    follower: np.ndarray
    followed: np.ndarray

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.segment)


class Nodes(NamedTuple):
    """What is known of the nodes of a network, those that are members in the order of their rows.

    ``segment`` [n] of each member, -1 where it is drawn; ``visits_per_day`` [n], not a number where they are drawn;
    ``overt``, ``covert`` and ``rebuttal`` are the nodes of these roles, which stand in place of a scenario's own.
    """

    segment: np.ndarray
    visits_per_day: np.ndarray
    overt: NodesOfRole
    covert: NodesOfRole
    rebuttal: NodesOfRole


class ReleasedAccounts(NamedTuple):
    """Accounts of a takedown release: ``created_hour`` [a] relative to the scenario's start, and ``followers`` [a]."""

    created_hour: np.ndarray
    followers: np.ndarray


class Inputs(NamedTuple):
    """What a scenario takes from outside; ``fingerprints`` are (file's role, sha256) pairs for the provenance."""

    edges: EdgeList | None = None
    accounts: ReleasedAccounts | None = None
    fingerprints: tuple[tuple[str, str], ...] = ()
    nodes: Nodes | None = None


NO_INPUTS = Inputs()


def same_inputs(one: Inputs, other: Inputs) -> bool:
    """Return whether two worlds take the very same arrays from outside; one file may be read in several ways."""
    return _same(one, other)


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
