"""Of part 6, for designs that sample: which keys decide the outcome, and under which conditions propaganda survives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from experiments.analysis.discovery import Box, Restriction, conditions
from experiments.analysis.sensitivity import (
    Sensitivity,
    morris_effects,
    outcome_by_point,
    pawn_distances,
    sobol_indices,
)
from experiments.report.blocks import Block, Bullets, Heading, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.numbers import number, percentage, words
from experiments.report.sensitivity_figure import sensitivity_figure
from experiments.report.wording import listing

READ = {
    "Sobol": (
        "The longer a bar, the more of the outcome's variance hangs on that key. Where the total is much longer "
        "than the first-order bar, the key matters together with others."
    ),
    "Morris": (
        "The longer the first bar, the more the outcome changes along that key; a long second bar means that the "
        "change hangs on where the other keys stand."
    ),
    "PAWN": (
        "The longer a bar, the more the outcome's distribution moves when that key is known; a bar no longer than the "
        "one by chance says nothing."
    ),
}
SURVIVES_FROM = 0.5
MOST_NAMED = 3
TWICE = 2


def sampled(comparison: Comparison, gallery: Gallery, metric: str) -> list[Block]:
    """Sensitivities by the method that suits the design, PAWN beside it, and the conditions of survival."""
    if not comparison.assumptions or "point" not in comparison.every_run.columns:
        return [Text("Nothing was varied, so nothing can be said of what the outcome hangs on.", "nothing")]
    points = outcome_by_point(comparison.every_run, comparison.assumptions, metric)
    blocks: list[Block] = []
    for found in _sensitivities(comparison, points):
        name = f"sensitivity_{found.method.lower()}"
        blocks.append(gallery.hang(name, READ[found.method], lambda found=found: sensitivity_figure(found, metric)))  # type: ignore[misc]
        blocks.append(Text(f"{found.method}: {found.treated}.", "note"))
    return [*blocks, *_conditions(comparison)]


def hangs_on(comparison: Comparison, metric: str) -> str:
    """Which keys decide the outcome, in a sentence that names none where chance explains them all."""
    what = f"{words(metric)} (belief gained over a world without the campaign)"
    if metric not in comparison.every_run.columns or "point" not in comparison.every_run.columns:
        return f"What {what} hangs on cannot be said: it was not measured."
    found = _sensitivities(comparison, outcome_by_point(comparison.every_run, comparison.assumptions, metric))[0]
    if found.reason is not None:
        return f"What {what} hangs on cannot be said: {found.reason}."
    value, least = _SURE[found.method]
    table = found.table.sort_values(value, ascending=False)
    sure = table[least(table) > 0]
    if sure.empty:
        return (
            f"No key is shown to decide {what}: with {found.n_points:,} points chance explains each ({found.method})."
        )
    named = listing([f"{row['key']} ({number(float(row[value]))})" for row in sure.head(MOST_NAMED).to_dict("records")])
    more = f", and {len(sure) - MOST_NAMED} more" if len(sure) > MOST_NAMED else ""
    return f"{words(metric).capitalize()} hangs most on {named}{more}; in brackets: {_MEANS[found.method]}."


# What is told of a method, and what must be above zero for a key to be named.
_SURE: dict[str, tuple[str, Callable[[pd.DataFrame], pd.Series]]] = {
    "Sobol": ("total", lambda table: table["total"] - table["total_reach"]),
    "Morris": ("mean_size", lambda table: table["mean_size"] - table["reach"]),
    "PAWN": ("median", lambda table: table["median"] - TWICE * table["chance"]),
}
_MEANS = {
    "Sobol": "total share of variance, whose 95% interval excludes zero",
    "Morris": "mean change over the key's range, whose 95% interval excludes zero",
    "PAWN": "distance of distributions, at least twice that by chance",
}


def _sensitivities(comparison: Comparison, points: pd.DataFrame) -> list[Sensitivity]:
    design: dict[str, Any] = dict(comparison.design)
    seed = comparison.resampling_seed
    found = []
    if design.get("kind") == "sobol":
        found.append(sobol_indices(points, comparison.assumptions, int(design["samples"]), seed))
    if design.get("kind") == "morris":
        found.append(morris_effects(points, comparison.assumptions, int(design["levels"]), seed))
    return [*found, pawn_distances(points, comparison.assumptions, seed)]


def _conditions(comparison: Comparison) -> list[Block]:
    """Under which conditions the campaign's gain is not halved by the end of the run."""
    heading = Heading("Under which conditions does it survive?")
    needed = ("credibility_excess_final", "credibility_excess_peak")
    runs = comparison.every_run
    if not set(needed) <= set(runs.columns):
        return [heading, Text("The gain at its peak and at the end were not measured.", "nothing")]
    keys = comparison.assumptions
    final, peak = (outcome_by_point(runs, keys, key) for key in needed)
    survives = (final["outcome"] >= SURVIVES_FROM * peak["outcome"]) & (peak["outcome"] > 0)
    known = survives.astype(object).where(final["outcome"].notna() & peak["outcome"].notna(), None)
    box = conditions(final, keys, known)
    meaning = (
        "A world counts as one in which propaganda survives where at least half of the peak of its gain in credibility "
        "is left at the end (means over the world's seeds)."
    )
    if box.reason is not None:
        rate = f" ({percentage(box.base_rate)} of {box.n:,} worlds)" if box.base_rate is not None else ""
        return [heading, Text(f"No conditions are told: {box.reason}{rate}.", "nothing"), Text(meaning, "note")]
    return [heading, Text(_told(box)), Bullets([_restriction(one) for one in box.restrictions]), *_stats(box, meaning)]


def _told(box: Box) -> str:
    return (
        f"It survives in {percentage(box.base_rate)} of all {box.n:,} worlds, and in {percentage(box.density)} of "
        "those that meet all of these conditions:"
    )


def _restriction(found: Restriction) -> str:
    """A condition in words."""
    name = words(found.key)
    chance = f" (quasi-p {number(found.quasi_p)})" if found.quasi_p is not None else ""
    if found.words:
        return f"{name} is {' or '.join(found.words)}{chance}"
    if found.low is not None and found.high is not None:
        return f"{name} from {number(found.low)} to {number(found.high)}{chance}"
    if found.low is not None:
        return f"{name} at least {number(found.low)}{chance}"
    return f"{name} at most {number(found.high)}{chance}"


def _stats(box: Box, meaning: str) -> list[Block]:
    cells = row(percentage(box.coverage), percentage(box.density), percentage(box.mass), percentage(box.base_rate))
    columns = [
        "coverage: of the worlds where it survives",
        "density: survives inside",
        "mass: of all worlds",
        "survives anywhere",
    ]
    note = f"{meaning} Found by PRIM; a box is found by search, so it is a hypothesis to be tested on new runs."
    return [Table("The box", columns, [cells]), Text(note, "note")]
