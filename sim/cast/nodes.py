"""Nodes of a real network take their seats: what is known of members, and accounts and posters that are nodes."""

import numpy as np

from sim.scenario import Scenario
from sim.state.accounts import Accounts
from sim.state.inputs import NodesOfRole

_DRAWN = -1
OVERT, COVERT, REBUTTAL = "overt", "covert", "rebuttal"


def nodes_of(scenario: Scenario, role: str) -> NodesOfRole | None:
    """Return the nodes that have a role, None where no node has it and the scenario's own numbers hold."""
    nodes = scenario.inputs.nodes
    found: NodesOfRole | None = getattr(nodes, role) if nodes is not None else None
    return found if found is not None and found.n else None


def write_known(column: np.ndarray, known: np.ndarray) -> None:
    """Write in place, over segments that were drawn [k], those that are ``known`` [k]."""
    column[known != _DRAWN] = known[known != _DRAWN]


def followers_in_the_network(scenario: Scenario, accounts: Accounts) -> tuple[np.ndarray, np.ndarray]:
    """Return speakers who are nodes [k], and their followers as pairs [e, 2] (member, speaker).

    Speakers are the accounts, overt ones first, and after them the posters.
    """
    firsts = {OVERT: 0, COVERT: int((~accounts.covert).sum()), REBUTTAL: len(accounts.covert)}
    speakers, pairs = [np.zeros(0, np.int64)], [np.zeros((0, 2), np.int64)]
    for role, first in firsts.items():
        found = nodes_of(scenario, role)
        if found is not None:
            speakers.append(first + np.arange(found.n))
            pairs.append(np.stack([found.follower, first + found.followed], axis=1).astype(np.int64))
    return np.concatenate(speakers), np.concatenate(pairs)
