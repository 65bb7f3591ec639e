"""Part 6: robustness. Sign and rank of every setting under each varied assumption, and what the outcome hangs on."""

from __future__ import annotations

import pandas as pd

from experiments.analysis.ranking import ALL_WORLDS, by_assumption, order_kept, rank_shares
from experiments.report.blocks import Block, Heading, Part, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.numbers import interval, number, percentage
from experiments.report.parts.game import game
from experiments.report.parts.sampled import sampled
from experiments.report.robustness_figure import robustness_figure
from experiments.report.wording import listing

METRIC = "credibility_excess"
HOW_TO_READ = (
    "Each panel is one setting, each row one value of an assumption. Dots that stay on one side of the zero line, with "
    "bars that do not touch it, mean that the setting's effect does not hang on that assumption."
)
# An assumption with more values than this is told in three ranges of as many points each.
MOST_VALUES = 6
RANGES = 3


def part(comparison: Comparison, gallery: Gallery) -> Part:
    """What was varied beside the settings, and whether the order of settings survives it and other seeds."""
    title = "Does it hold under other assumptions, and other seeds?"
    if METRIC not in comparison.every_run.columns or comparison.every_run.empty:
        return Part("robustness", title, [Text("The gain in credibility was not measured in any run.", "nothing")])
    if not comparison.others:
        return Part("robustness", title, sampled(comparison, gallery, METRIC))
    blocks = [*_assumptions(comparison, gallery), *_ranks(comparison), *game(comparison, gallery)]
    return Part("robustness", title, blocks)


def warning(comparison: Comparison) -> str | None:
    """A sentence for the first screen where a setting's effect turns round with an assumption; else None."""
    if not comparison.others or METRIC not in comparison.every_run.columns or comparison.every_run.empty:
        return None
    worlds, assumptions = _in_ranges(comparison.every_run, comparison.assumptions)
    if not assumptions:
        return None
    turns = turning(by_assumption(worlds, METRIC, comparison.settings, comparison.baseline, assumptions))
    return f"Not robust: {turns[0].lower()}{turns[1:]} See part 6." if turns else None


def turning(table: pd.DataFrame) -> str | None:
    """Whose effect turns round, and with which assumption, where intervals exclude zero on both sides."""
    told = []
    for setting, rows in table.groupby("setting", sort=False):
        for assumption, some in rows[rows["assumption"] != ALL_WORLDS].groupby("assumption", sort=False):
            signs = {str(found["verdict"]): f"{assumption}={found['value']}" for found in some.to_dict("records")}
            if {"higher", "lower"} <= set(signs):
                name = str(setting).partition("=")[2] or str(setting)
                told.append(f"under {name} the gain is lower with {signs['lower']} and higher with {signs['higher']}")
    if not told:
        return None
    return f"The sign turns round with an assumption: {listing(told)}."


def _assumptions(comparison: Comparison, gallery: Gallery) -> list[Block]:
    """The figure, the table of signs and ranks, and how much of the order is kept."""
    worlds, assumptions = _in_ranges(comparison.every_run, comparison.assumptions)
    if not assumptions:
        told = "Nothing was varied beside the settings: whether their order holds under other assumptions is not known."
        return [Text(told, "nothing")]
    table = by_assumption(worlds, METRIC, comparison.settings, comparison.baseline, assumptions)
    picture = gallery.hang("robustness", HOW_TO_READ, lambda: robustness_figure(comparison, table, METRIC))
    rows = [
        row(
            "all worlds" if found["assumption"] == ALL_WORLDS else f"{found['assumption']}={found['value']}",
            comparison.names[found["setting"]],
            number(found["estimate"], signed=True),
            interval(found["low"], found["high"], signed=True),
            found["verdict"],
            number(found["rank"]),
        )
        for found in table.astype(object).where(table.notna(), None).to_dict("records")
        if found["setting"] != comparison.baseline
    ]
    columns = ["assumption", "setting", "difference", "95% interval", "sign", "rank (1: least gain)"]
    return [Text(_kept(table)), picture, Table("Sign and rank under each assumption", columns, rows, folded=True)]


def _kept(table: pd.DataFrame) -> str:
    """How much the order of the settings changes, and whose sign turns."""
    kept = order_kept(table)
    told = "The order of the settings cannot be compared between assumptions."
    if kept is not None:
        told = (
            "Between the order over all worlds and that under one value of an assumption, the mean rank correlation "
            f"is {number(kept)} (Kendall's τ: 1 is the same order, 0 an unrelated one)."
        )
    turns = turning(table)
    return f"{told} {turns}" if turns else told


def _ranks(comparison: Comparison) -> list[Block]:
    """In which share of resamples of the seeds each setting takes each rank."""
    shares = rank_shares(comparison.runs, METRIC, comparison.settings, comparison.resampling_seed)
    if shares.isna().all(axis=None):
        return [Text("Ranks under other seeds need at least two complete replicates.", "nothing")]
    rows = [
        row(comparison.names[str(setting)], *(percentage(float(share)) for share in told))
        for setting, told in zip(shares.index, shares.to_numpy(), strict=True)
    ]
    columns = ["setting", *(f"rank {rank}" for rank in shares.columns)]
    note = (
        "Shares of 2,000 resamples of whole seeds in which a setting takes a rank; rank 1 leaves the campaign the "
        "least gain in credibility."
    )
    return [
        Heading("Would other seeds rank the settings otherwise?"),
        Table("Ranks", columns, rows),
        Text(note, "note"),
    ]


def _in_ranges(worlds: pd.DataFrame, assumptions: tuple[str, ...]) -> tuple[pd.DataFrame, list[str]]:
    """The worlds with assumptions of many numbers in three ranges; keys that do not vary are left out."""
    varied = [key for key in assumptions if worlds[key].nunique() > 1]
    many = [key for key in varied if worlds[key].nunique() > MOST_VALUES and pd.api.types.is_numeric_dtype(worlds[key])]
    ranges = {key: pd.qcut(worlds[key], RANGES, duplicates="drop").map(_range_name) for key in many}
    return worlds.assign(**ranges), varied


def _range_name(found: pd.Interval) -> str:
    return f"{number(float(found.left))} to {number(float(found.right))}"
