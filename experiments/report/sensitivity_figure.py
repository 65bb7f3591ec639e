"""What the outcome hangs on: bars of sensitivity by key, with their intervals where the method has them."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from experiments.analysis.sensitivity import Sensitivity
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import number, words
from experiments.report.palette import blank_figure, folded, look

BAR_INCHES = 0.5
MARGIN_INCHES = 1.3
NAME_WIDTH = 30
BAR_COLOURS = ("#0072B2", "#E69F00")
BAR_HATCHES = ("", "//")
GROUP = 0.8


class _Series(NamedTuple):
    """One bar a key: its column, the half-width of its interval if there is one, and its name."""

    column: str
    reach: str | None
    label: str


SERIES = {
    "Sobol": (
        _Series("total", "total_reach", "total: with all interactions"),
        _Series("first", "first_reach", "first order: alone"),
    ),
    "Morris": (
        _Series("mean_size", "reach", "mean size of elementary effects (μ*)"),
        _Series("spread", None, "their spread (σ)"),
    ),
    "PAWN": (_Series("median", None, "median distance"), _Series("chance", None, "the same by chance alone")),
}
AXES = {
    "Sobol": "share of the variance of {}",
    "Morris": "change of {} over the key's whole range",
    "PAWN": "Kolmogorov–Smirnov distance of the distribution of {}",
}


def sensitivity_figure(found: Sensitivity, metric: str) -> Drawing:
    """Horizontal bars by key, the most important on top. Raises NothingToDrawError with the reason without indices."""
    if found.reason is not None:
        raise NothingToDrawError(f"Sensitivities ({found.method}) are undefined: {found.reason}.")
    series = SERIES[found.method]
    table = found.table.sort_values(series[0].column, ascending=False, ignore_index=True)
    width = GROUP / len(series)
    with look():
        figure = blank_figure(MARGIN_INCHES + BAR_INCHES * len(table))
        place = figure.subplots()
        for row, one in enumerate(series):
            levels = table.index.to_numpy() + (row - (len(series) - 1) / 2) * width
            reach = table[one.reach].to_numpy() if one.reach else None
            place.barh(
                levels, table[one.column], width, xerr=reach, color=BAR_COLOURS[row], hatch=BAR_HATCHES[row],
                edgecolor="white", error_kw={"elinewidth": 1.4, "capsize": 3}, label=one.label,
            )  # fmt: skip
        place.axvline(0, color="#333333", linewidth=1)
        place.set_yticks(table.index.to_numpy(), [folded(str(key), NAME_WIDTH) for key in table["key"]])
        place.invert_yaxis()
        place.grid(visible=False, axis="y")
        place.set_xlabel(AXES[found.method].format(words(metric)))
        bars = " Bars: 95% bootstrap intervals." if series[0].reach else ""
        title = f"{found.method}, n = {found.n_points:,} points.{bars}"
        figure.legend(loc="outside upper left", ncols=2, frameon=False, title=title, alignment="left")
    return Drawing(figure, table, _alt(found.method, table, series))


def _alt(method: str, table: pd.DataFrame, series: tuple[_Series, ...]) -> str:
    """The figure in words."""
    told = [
        f"{row['key']}: " + ", ".join(f"{one.label} {number(float(row[one.column]))}" for one in series)
        for row in table.to_dict("records")
    ]
    return f"Bars of sensitivity ({method}), most important first. " + "; ".join(told) + "."
