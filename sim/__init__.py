"""Shelflife's model: how long does propaganda last on the shelf of an open marketplace of ideas?

``simulate(scenario, seed=3)`` runs a checked ``Scenario`` and its quiet twin and returns a ``RunResult``;
``Marketplace`` is the Mesa model itself, for those who want to step it.
"""

from sim.marketplace import Marketplace
from sim.run import RunResult, simulate
from sim.scenario import Scenario

__all__ = ["Marketplace", "RunResult", "Scenario", "simulate"]
