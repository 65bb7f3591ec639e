"""Part 2: the policy table. Paired differences with intervals, effect sizes, P(better), seeds and multiplicity."""

from __future__ import annotations

from itertools import groupby

from experiments.analysis.intervals import BOOTSTRAP_FROM
from experiments.analysis.multiplicity import SIGNIFICANCE, holm
from experiments.report.blocks import Block, Cell, Part, Table, Text, row
from experiments.report.comparison import Comparison
from experiments.report.differences_figure import differences_figure
from experiments.report.gallery import Gallery
from experiments.report.policy_table import JUDGED_BY, NO_INTERVAL, TableRow, methods, table_rows

HOW_TO_READ = (
    "Each dot is how much a setting changes one metric against the baseline, and the bar is its 95% interval: a bar "
    "that touches the zero line is no evidence of a difference. Every row has an axis of its own, so compare dots "
    "within a row and never between rows."
)


def part(comparison: Comparison, gallery: Gallery) -> Part:
    """The metrics that policies are judged by, the figure of their differences, and every other metric, folded."""
    title = "What the settings change"
    if not comparison.others or not comparison.metrics:
        nothing = Text("There is no metric or no second setting, so there is no difference to tabulate.", "nothing")
        return Part("policies", title, [nothing])
    adjusted = holm_flags(comparison)
    rows = table_rows(comparison)
    keys = _judged(comparison)
    leading = [each for key in keys for each in rows if each.key == key]
    others = [each for each in rows if each.key not in keys]
    blocks: list[Block] = [_table("What policies are judged by", leading, comparison, adjusted), _note(comparison)]
    blocks.append(gallery.hang("differences", HOW_TO_READ, lambda: differences_figure(comparison)))
    if others:
        blocks.append(_table("Every other metric", others, comparison, adjusted)._replace(folded=True))
    return Part("policies", title, blocks)


def holm_flags(comparison: Comparison) -> dict[tuple[str, str], float | None]:
    """Holm-adjusted p-values of the differences of what policies are judged by, by metric and setting: one family."""
    # Differences that are zero in every pair are known to be none, and are no test that chance could win.
    return holm(
        {
            (key, setting): None if found.verdict in ("identical", "undefined") else found.p_value
            for key in _judged(comparison)
            for setting, found in comparison.measured[key].differences.items()
        }
    )


def _judged(comparison: Comparison) -> list[str]:
    """The metrics of the first table: those that were declared, or all where none of them was."""
    return [key for key in JUDGED_BY if key in comparison.measured] or list(comparison.measured)


def _table(
    label: str, rows: list[TableRow], comparison: Comparison, adjusted: dict[tuple[str, str], float | None]
) -> Table:
    """A line across for each metric, with its meaning and its mean under the baseline; under it a row a setting."""
    columns = ["setting", "mean", "difference", "95% interval", "effect size", "P(better)", "pairs", "reading"]
    cells: list[list[Cell]] = []
    for key, found in groupby(rows, key=lambda each: each.key):
        told = list(found)
        cells.append([_heading(told[0], comparison)])
        common = {each.verdict for each in told}
        if len(common) == 1 and common <= {"undefined", "identical"}:
            cells.append([Cell(_alike(told[0], comparison))])
            continue
        for each in told:
            strong = each.verdict in ("higher", "lower")
            bounds = "" if each.verdict in ("undefined", NO_INTERVAL) else each.bounds
            shown = (each.setting, each.found, Cell(each.difference, strong=strong), bounds)
            reading = _reading(each, adjusted.get((key, each.setting_key)))
            cells.append(row(*shown, each.effect, each.p_better, each.pairs, reading))
    return Table(label, columns, cells)


def _heading(each: TableRow, comparison: Comparison) -> Cell:
    """The name, unit, meaning and better direction of a metric, and its mean under the baseline."""
    unit = f" ({each.unit})" if each.unit else ""
    baseline = comparison.names[comparison.baseline]
    meaning = f"{each.meaning.rstrip('.')}; {each.better}. Under {baseline}: {each.baseline}."
    return Cell(each.name + unit, meaning, strong=True)


def _alike(each: TableRow, comparison: Comparison) -> str:
    """What is the same of every setting: no value, or no difference."""
    if each.verdict == "identical":
        return "The same in every pair under every setting."
    reason = comparison.undefined.get(each.key)
    return f"Undefined under every setting: {each.bounds}" + (f"; mostly: {reason}." if reason else ".")


def _reading(each: TableRow, adjusted: float | None) -> str:
    """What may be said of one difference, in few words."""
    if each.verdict in ("undefined", NO_INTERVAL):
        return f"{each.verdict}: {each.bounds}"
    if each.verdict == "identical":
        return "identical"
    if each.verdict == "no evidence":
        return "no evidence"
    if adjusted is None:
        return f"{each.verdict}, alone"
    return f"{each.verdict}, also by Holm" if adjusted <= SIGNIFICANCE else f"{each.verdict}, not by Holm"


def _note(comparison: Comparison) -> Text:
    """How the numbers were made."""
    found = methods(comparison)
    intervals = "; ".join(found) if found else "none could be computed"
    few = comparison.replicates < BOOTSTRAP_FROM
    said = f" With fewer than {BOOTSTRAP_FROM} seeds the intervals are studentised." if few and found else ""
    pooled = (
        f" Differences are averaged over the worlds of each seed ({', '.join(comparison.assumptions)} varied), as "
        "worlds of one seed are not independent."
        if comparison.worlds is not None and comparison.assumptions and comparison.others
        else ""
    )
    return Text(
        "Bold: the 95% interval excludes zero; one that touches it is no evidence of a difference. Difference: the "
        f"setting minus the baseline, replicate by replicate. Interval: {intervals}.{said}{pooled} Holm: whether a "
        "paired t-test still rejects no difference at 5% when all differences of the first table are tested "
        "together. Effect size: the difference in standard deviations between replicates (d_av). P(better): share "
        "of pairs in which the setting does better, ties counted half.",
        "note",
    )
