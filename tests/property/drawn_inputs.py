"""Networks, their nodes and released accounts, drawn as if they had been read from files."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.state.inputs import EdgeList, Inputs, Nodes, NodesOfRole, ReleasedAccounts

_MOST_OF_A_ROLE = 5


@st.composite
def networks(draw: st.DrawFn, members: int, n_segments: int, *, reshares: bool) -> Inputs:
    """Draw a network among the members, and sometimes nodes of all roles; resharers bring no habits of their own."""
    luck = np.random.default_rng(draw(st.integers(0, 2**32)))
    follower, followee = _pairs(luck, members, members)
    apart = follower != followee
    edges = EdgeList(members, follower[apart], followee[apart])
    if not draw(st.booleans()):
        return Inputs(edges=edges)
    visits = np.where(luck.random(members) < 0.5, np.nan, luck.exponential(10.0, members))
    if reshares:
        visits[:] = np.nan
    roles = [_role(luck, draw(st.integers(0, _MOST_OF_A_ROLE)), members, n_segments) for _ in range(3)]
    return Inputs(edges=edges, nodes=Nodes(_segments(luck, members, n_segments), visits, *roles))


@st.composite
def releases(draw: st.DrawFn) -> ReleasedAccounts:
    """Draw the accounts of a takedown, some of them created when the world has begun."""
    luck = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(1, 40))
    return ReleasedAccounts(luck.uniform(-30_000.0, 100.0, n), np.floor(luck.lognormal(3.0, 2.0, n)))


def _role(luck: np.random.Generator, n: int, members: int, n_segments: int) -> NodesOfRole:
    return NodesOfRole(_segments(luck, n, n_segments), *_pairs(luck, members, n))


def _segments(luck: np.random.Generator, n: int, n_segments: int) -> np.ndarray:
    return luck.integers(-1, n_segments, n).astype(np.int16)


def _pairs(luck: np.random.Generator, n: int, n_others: int) -> tuple[Any, Any]:
    """Return who [e] of ``n`` follows whom [e] of ``n_others``, each pair once."""
    tied = luck.random((n, n_others)) < luck.choice([0.02, 0.1, 0.5])
    one, other = np.nonzero(tied)
    return one, other
