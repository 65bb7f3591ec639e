"""SimSoM's mechanism, run: the shipped scenario of a network that reshares, and what lay in its feeds."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.compose import compose
from sim import Scenario
from sim.metrics.feed_quality import FeedQuality
from sim.run import live

SCENARIO = "replication/simsom"


class Feeds(NamedTuple):
    """What lay in feeds, a number a run [k], each a mean over the second half of the ticks."""

    quality: np.ndarray
    bad_slots: np.ndarray
    diversity: np.ndarray


def scenario_of(*overrides: str) -> Scenario:
    """Return the shipped scenario with overrides."""
    return compose(SCENARIO, *overrides)


def feeds_after(scenario: Scenario, seeds: Sequence[int]) -> Feeds:
    """Live through a scenario once for each seed.

    Raises:
        ValueError: if feeds held nothing in the second half of a run.
    """
    found = [_measured(scenario, seed) for seed in seeds]
    return Feeds(*(np.array([run[key] for run in found]) for key in FeedQuality.keys))


def mean_quality(rate: float) -> float:
    """Return the mean of a quality whose density on [0, 1] is in proportion to e^(λq): 1/(1 − e^−λ) − 1/λ."""
    return 0.5 if rate == 0.0 else 1.0 / (1.0 - math.exp(-rate)) - 1.0 / rate


def _measured(scenario: Scenario, seed: int) -> dict[str, float]:
    record = live(scenario, seed, 0, lambda _tick: None)
    found = {key: value for key, value in FeedQuality().measure(record, record).items() if isinstance(value, float)}
    if len(found) < len(FeedQuality.keys):
        raise ValueError(f"{scenario.scenario}, seed {seed}: feeds held nothing in the second half of the run")
    return found
