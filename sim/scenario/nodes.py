"""Nodes of a network that bring their own roles and habits: what a scenario must have for them to act."""

from typing import Any

import numpy as np

from sim.state.inputs import Inputs


def wrong_with_nodes(inputs: Inputs, rebuttals: Any, *, reshares: bool) -> list[str]:
    """Return what does not fit between the nodes of a network and the rest of a scenario, a sentence each.

    ``reshares`` marks a conduct in which everyone comes in every tick, whatever habits are given.
    """
    nodes = inputs.nodes
    if nodes is None:
        return []
    problems = []
    if nodes.covert.n and inputs.accounts is not None:
        problems.append(
            f"ties.nodes: names {nodes.covert.n} covert accounts, and operation.accounts.path names "
            f"{len(inputs.accounts.followers)} others; leave one of the two out"
        )
    if nodes.rebuttal.n and rebuttals.professionals is None:
        problems.append(
            f"ties.nodes: names {nodes.rebuttal.n} rebuttal posters, and rebuttals.professionals is off, so they would "
            "say nothing; choose rebuttals=crowd_and_professionals, or give them the role member"
        )
    if reshares and not np.isnan(nodes.visits_per_day).all():
        problems.append(
            "ties.nodes: its column activity would act on nothing, as with conduct=resharer everyone comes in every "
            "tick; leave the column out, or choose conduct=reader"
        )
    return problems
