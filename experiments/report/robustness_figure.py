"""Does a setting's effect hold under other assumptions? One dot with its interval for every value that was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.analysis.ranking import ALL_WORLDS
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import counted, interval, number
from experiments.report.palette import BASELINE_GREY, blank_figure, colour, folded, look, marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_INCHES = 0.3
MARGIN_INCHES = 1.2
PANELS_A_ROW = 3
NAME_WIDTH = 26
TITLE_WIDTH = 30


def robustness_figure(comparison: Comparison, table: pd.DataFrame, metric: str) -> Drawing:
    """A panel for each setting but the baseline: the paired difference under every value of every assumption.

    `table` is `ranking.by_assumption`'s. Raises NothingToDrawError where nothing was varied beside the settings.
    """
    drawn = table[table["setting"] != comparison.baseline].dropna(subset=["estimate", "low", "high"])
    if not comparison.assumptions or drawn.empty:
        raise NothingToDrawError(
            "Nothing was varied beside the settings, so their order under other assumptions is unknown."
        )
    cases = list(dict.fromkeys(zip(table["assumption"], table["value"], strict=True)))
    n_columns = min(PANELS_A_ROW, len(comparison.others))
    n_rows = -(-len(comparison.others) // n_columns)
    with look():
        figure = blank_figure(n_rows * (ROW_INCHES * len(cases) + MARGIN_INCHES))
        grid = figure.subplots(n_rows, n_columns, sharex=True, sharey=True, squeeze=False).flatten()
        for place, setting in zip(grid, comparison.others, strict=False):
            _draw(place, drawn[drawn["setting"] == setting], cases, comparison.settings.index(setting))
            place.set_title(folded(comparison.names[setting], TITLE_WIDTH), fontsize=10.5)
        for unused in grid[len(comparison.others) :]:
            unused.set_axis_off()
        names = ["all worlds" if key == ALL_WORLDS else folded(f"{key}={value}", NAME_WIDTH) for key, value in cases]
        grid[0].set_yticks(range(len(cases)), names)
        grid[0].set_ylim(len(cases) - 0.5, -0.5)
        unit = comparison.metrics[metric].unit
        baseline = comparison.names[comparison.baseline]
        n_pairs = counted(int(drawn["n"].max()), "pair")
        figure.supxlabel(
            f"paired difference in the gain in credibility from {baseline} ({unit})\n"
            f"Dot: mean over n ≤ {n_pairs}. Bar: 95% interval. Filled: the interval excludes zero.",
            fontsize=10,
        )
    return Drawing(figure, table, _alt(comparison, drawn))


def _draw(place: Axes, rows: pd.DataFrame, cases: list[tuple[str, str]], row: int) -> None:
    """The dots of one setting, filled where the interval excludes zero."""
    place.axvline(0, color=BASELINE_GREY, linewidth=1.2, zorder=1)
    place.grid(visible=False, axis="y")
    for record in rows.to_dict("records"):
        level = cases.index((record["assumption"], record["value"]))
        filled = colour(row) if record["low"] > 0 or record["high"] < 0 else "white"
        place.plot([record["low"], record["high"]], [level, level], color=colour(row), linewidth=2)
        place.plot(
            [record["estimate"]], [level], marker(row), color=colour(row), markerfacecolor=filled, markeredgewidth=1.6
        )
    place.locator_params(axis="x", nbins=4)


def _alt(comparison: Comparison, drawn: pd.DataFrame) -> str:
    """The figure in words."""
    told = [
        f"{comparison.names[str(row['setting'])]} under {row['assumption']} {row['value']}: "
        f"{number(row['estimate'], signed=True)} ({interval(row['low'], row['high'], signed=True)})"
        for row in drawn.to_dict("records")
    ]
    return "Dots with 95% intervals of paired differences by assumption. " + "; ".join(told) + "."
