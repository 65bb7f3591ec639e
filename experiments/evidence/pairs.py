"""Worlds in pairs: the same replicates under several settings, and what their differences allow to be said."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from experiments.analysis.paired import PairedDifference, paired_difference
from experiments.compose import compose
from experiments.evidence._contract import Verdict
from sim import simulate
from sim.run import RunResult


def lived(
    scenario: str, settings: Mapping[str, Sequence[str]], replicates: int, seed: int
) -> dict[str, list[RunResult]]:
    """Return every replicate under each setting, by the setting's name; a replicate shares its chance between them."""
    worlds = {name: compose(scenario, *overrides) for name, overrides in settings.items()}
    return {
        name: [simulate(world, seed, replicate) for replicate in range(replicates)] for name, world in worlds.items()
    }


def difference(
    runs: Mapping[str, Sequence[RunResult]], setting: str, baseline: str, number: Callable[[RunResult], float | None]
) -> PairedDifference:
    """Return how far a setting lies from the baseline in a number of each run, pair by pair."""
    values = {name: dict(enumerate(map(number, runs[name]))) for name in (baseline, setting)}
    return paired_difference(values[baseline], values[setting])


def summarised(key: str) -> Callable[[RunResult], float | None]:
    """Return the function that reads a key of a run's summary."""
    return lambda run: run.summary[key]


def posts_of(runs: Mapping[str, Sequence[RunResult]]) -> pd.DataFrame:
    """Return the posts of all runs under each other, with their setting and replicate."""
    return pd.concat(
        [
            run.posts.assign(setting=name, replicate=replicate)
            for name, made in runs.items()
            for replicate, run in enumerate(made)
        ],
        ignore_index=True,
    )


def judged(low: float | None, high: float | None, holds_from: float, refuted_below: float) -> Verdict:
    """Return the verdict of an interval: supported above the one line, refuted below the other, else undecided."""
    if low is None or high is None:
        return "undecided"
    if low >= holds_from:
        return "supported"
    return "refuted" if high < refuted_below else "undecided"
