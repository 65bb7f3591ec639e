"""Who is affected: what the campaign adds to the belief of each segment under every setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.analysis.segments import gains_by_segment
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import counted, interval, number, words
from experiments.report.palette import BASELINE_GREY, blank_figure, colour, folded, look, marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOT_INCHES = 0.17
ROW_INCHES = 0.22
MARGIN_INCHES = 1.15
LEGEND_ROW_INCHES = 0.2
LEGEND_COLUMNS = 3
NAME_WIDTH = 34
GROUP = 0.7


def segments_figure(comparison: Comparison) -> Drawing:
    """A row for each segment, in it a dot with its interval for each setting.

    Raises NothingToDrawError without a panel.
    """
    if comparison.panel is None or comparison.panel.empty:
        raise NothingToDrawError(
            "No panel of members was kept of these runs, so it is not known who is affected; a sweep keeps one with "
            "tables=steps,posts,events,panel."
        )
    data = gains_by_segment(comparison.panel, comparison.settings, comparison.baseline)
    if data["gain"].isna().all():
        raise NothingToDrawError("No segment has a defined gain in belief.")
    segments = list(dict.fromkeys(data["segment"]))
    n_settings = len(comparison.settings)
    with look():
        legend = LEGEND_ROW_INCHES * -(-n_settings // LEGEND_COLUMNS)
        figure = blank_figure(MARGIN_INCHES + legend + len(segments) * (ROW_INCHES + DOT_INCHES * n_settings))
        place = figure.subplots()
        place.axvline(0, color=BASELINE_GREY, linewidth=1.2, zorder=1)
        place.grid(visible=False, axis="y")
        for setting in comparison.settings:
            _draw(place, comparison, data[data["setting"] == setting], segments)
        place.set_yticks(range(len(segments)), [folded(words(segment), NAME_WIDTH) for segment in segments])
        place.set_ylim(len(segments) - 0.5, -0.5)
        place.set_xlabel("belief gained by the end over the paired world without the campaign (probability)")
        title = f"Dot: mean over n = {counted(int(data['n'].max()), 'seed')}. Bar: 95% interval."
        figure.legend(
            loc="outside upper left",
            ncols=LEGEND_COLUMNS,
            frameon=False,
            title=title,
            alignment="left",
            title_fontsize=9.5,
        )
    return Drawing(figure, data, _alt(comparison, data))


def _draw(place: Axes, comparison: Comparison, rows: pd.DataFrame, segments: list[str]) -> None:
    """One setting's dots, each in its place within the row of its segment."""
    if rows.empty:
        return
    setting, n_settings = str(rows["setting"].iloc[0]), len(comparison.settings)
    row = comparison.settings.index(setting)
    label = folded(comparison.names[setting], NAME_WIDTH)
    for record in rows.dropna(subset=["gain"]).to_dict("records"):
        level = segments.index(record["segment"]) + GROUP * ((row + 0.5) / n_settings - 0.5)
        if pd.notna(record["low"]):
            place.plot([record["low"], record["high"]], [level, level], color=colour(row), linewidth=1.8)
        place.plot([record["gain"]], [level], marker(row), color=colour(row), markersize=6, label=label)
        label = "_nolegend_"


def _alt(comparison: Comparison, data: pd.DataFrame) -> str:
    """The figure in words."""
    told = [
        f"{words(row['segment'])} under {comparison.names[str(row['setting'])]}: {number(row['gain'])} "
        f"({interval(row['low'], row['high'])})"
        for row in data.to_dict("records")
    ]
    return "Dots with 95% intervals of belief gained by segment and setting. " + "; ".join(told) + "."
