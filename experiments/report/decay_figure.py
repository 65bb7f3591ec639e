"""Credibility and reach over time: one line per setting with its band over replicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.bands import band
from experiments.analysis.decay import Decay, decay
from experiments.analysis.waiting import HOURS_PER_DAY
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import counted, number
from experiments.report.palette import blank_figure, colour, dashes, folded, look
from experiments.report.times_table import half_lives_told

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANEL_INCHES = 3.0
CAPTION_INCHES = 0.8
LEGEND_LINE_INCHES = 0.19
LEGEND_GAP_INCHES = 0.14
# A range narrower than this would blow up differences that no reader cares for.
NARROWEST_RANGE = 0.05
LEGEND_WIDTH = 24
FEW_BANDS = 3
# One hour: a run of a single tick still gets an axis.
SHORTEST_AXIS_DAYS = 1 / HOURS_PER_DAY


class Panel(NamedTuple):
    """One quantity over time, and the quantity whose half-life is marked on it."""

    column: str
    title: str
    unit: str
    half_life_of: str


PANELS = (
    Panel(
        "credibility",
        "Credibility: do those who met the claim believe it?",
        "mean probability of belief",
        "credibility_excess",
    ),
    Panel("reach", "Reach: how many read it in the last 24 h?", "share of members", "reach"),
)


def decay_figure(comparison: Comparison) -> Drawing:
    """Two panels over one time axis in days, with half-lives in the legend and a circle where a mean line is halved.

    A half-life is the median over runs here, as everywhere in the report; a mean line falls to half at a time of its
    own, which is marked and not called so. Both are of the *excess* over the paired world without a campaign where the
    line is credibility. Raises NothingToDrawError without steps.
    """
    data = decay_data(comparison)
    with look():
        figure = blank_figure(CAPTION_INCHES + len(PANELS) * _panel_height(comparison))
        axes = figure.subplots(len(PANELS), 1, sharex=True)
        for place, panel in zip(axes, PANELS, strict=True):
            _draw_panel(place, comparison, data, panel)
        axes[-1].set_xlabel("days since the start")
        figure.suptitle(_caption(comparison), x=0.01, ha="left", fontsize=9.5, color="#333333")
    return Drawing(figure, data, _alt(comparison, data))


def decay_data(comparison: Comparison) -> pd.DataFrame:
    """The bands behind the figure: columns measure, setting, tick, hours, mean, low, high, n."""
    columns = dict.fromkeys(name for panel in PANELS for name in (panel.column, panel.half_life_of))
    tables = [
        band(comparison.steps, column).assign(measure=column)
        for column in columns
        if column in comparison.steps.columns
    ]
    data = pd.concat(tables, ignore_index=True)
    if data["mean"].notna().sum() == 0:
        raise NothingToDrawError("Neither reach nor credibility was ever measured in these runs.")
    return data[["measure", "setting", "tick", "hours", "mean", "low", "high", "n"]]


def mean_curve_decay(data: pd.DataFrame, setting: str, measure: str) -> Decay:
    """Peak and half-life of the mean curve of one setting."""
    rows = data[(data["setting"] == setting) & (data["measure"] == measure)]
    return decay(rows["hours"].to_numpy(dtype=float), rows["mean"].to_numpy(dtype=float))


def _axis_end_days(data: pd.DataFrame) -> float:
    """The days that the time axis shows."""
    return max(float(data["hours"].max()) / HOURS_PER_DAY, SHORTEST_AXIS_DAYS)


def _panel_height(comparison: Comparison) -> float:
    """Inches for one panel, so that the longest legend still fits beside it."""
    # Under each name stand what the half-life is of, whence it counts, its value, and the runs behind it.
    n_lines = sum(folded(name, LEGEND_WIDTH).count("\n") + 5 for name in comparison.names.values())
    return max(PANEL_INCHES, n_lines * LEGEND_LINE_INCHES + len(comparison.settings) * LEGEND_GAP_INCHES)


def _draw_panel(place: Axes, comparison: Comparison, data: pd.DataFrame, panel: Panel) -> None:
    """Lines, bands, marks of the half and the end of the campaign."""
    lives = half_lives_told(comparison, panel.half_life_of)
    for row, setting in enumerate(comparison.settings):
        rows = data[(data["setting"] == setting) & (data["measure"] == panel.column)]
        found = mean_curve_decay(data, setting, panel.half_life_of)
        days = rows["hours"] / HOURS_PER_DAY
        label = (
            folded(comparison.names[setting], LEGEND_WIDTH)
            + "\n"
            + _half_life_label(lives.get(setting, "not measured"), panel)
        )
        place.fill_between(days, rows["low"], rows["high"], color=colour(row), alpha=_shade(comparison), linewidth=0)
        place.plot(days, rows["mean"], color=colour(row), linestyle=dashes(row), linewidth=2, label=label)
        _mark_half(place, rows, found, colour(row))
    _keep_range(place, panel.column)
    end_days = _axis_end_days(data)
    _mark_campaign_end(place, comparison.campaign_end_hours, end_days)
    place.set_xlim(0, end_days)
    place.set_title(panel.title)
    place.set_ylabel(panel.unit)
    place.legend(loc="upper left", bbox_to_anchor=(1.01, 1.02), frameon=False, labelspacing=0.9, borderaxespad=0)


def _shade(comparison: Comparison) -> float:
    """How opaque bands are: many of them on top of each other would hide the lines."""
    return 0.2 if len(comparison.settings) <= FEW_BANDS else 0.12


def _mark_half(place: Axes, rows: pd.DataFrame, found: Decay, edge: str) -> None:
    """A dot on the line at the time when half the peak is left."""
    if found.half_life.hours is None or found.peak_hours is None:
        return
    hours = found.peak_hours + found.half_life.hours
    height = float(np.interp(hours, rows["hours"], rows["mean"]))
    place.plot(
        [hours / HOURS_PER_DAY],
        [height],
        "o",
        markersize=8,
        markerfacecolor="white",
        markeredgecolor=edge,
        markeredgewidth=2,
        zorder=5,
        linestyle="none",
    )


def _half_life_label(told: str, panel: Panel) -> str:
    """The half-life in words, as it stands beside the name of the setting and in the table of times."""
    of = " (excess)" if panel.half_life_of != panel.column else ""
    lines = (f"median half-life{of},", "each from its first peak:", *folded(told, LEGEND_WIDTH).splitlines())
    return "    " + "\n    ".join(lines)


def _keep_range(place: Axes, column: str) -> None:
    """Reach starts at zero; credibility keeps a range wide enough not to exaggerate."""
    low, high = place.get_ylim()
    if column == "reach":
        place.set_ylim(min(0.0, low), max(high, NARROWEST_RANGE))
    elif high - low < NARROWEST_RANGE:
        middle = (low + high) / 2
        place.set_ylim(middle - NARROWEST_RANGE / 2, middle + NARROWEST_RANGE / 2)


def _mark_campaign_end(place: Axes, hours: float | None, end_days: float) -> None:
    """A dotted line where the operation stops, if it stops within the `end_days` that the axis shows."""
    days = np.inf if hours is None else hours / HOURS_PER_DAY
    if days > end_days:
        # A label beyond the axis would take the whole width of the figure from the panels.
        return
    near_the_end = days > end_days / 2
    place.axvline(days, color="#333333", linestyle=":", linewidth=1.4)
    place.annotate(
        "campaign ends",
        (days, 1),
        xycoords=("data", "axes fraction"),
        xytext=(-4 if near_the_end else 4, -4),
        textcoords="offset points",
        va="top",
        ha="right" if near_the_end else "left",
        fontsize=9,
        color="#333333",
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
    )


def _caption(comparison: Comparison) -> str:
    """What line and band are, and over how many runs."""
    of = f" of {comparison.key}" if comparison.key else ""
    replicates = counted(comparison.replicates, "replicate")
    return (
        f"Line: mean over n = {replicates} per setting{of}. Band: pointwise 95% interval.\n"
        "Circle: here the mean is down to half of its first peak. Half-lives beside it are medians over the runs."
    )


def _alt(comparison: Comparison, data: pd.DataFrame) -> str:
    """The figure in words."""
    parts = []
    for panel in PANELS:
        lives = half_lives_told(comparison, panel.half_life_of)
        for setting in comparison.settings:
            rows = data[(data["setting"] == setting) & (data["measure"] == panel.column)].dropna(subset=["mean"])
            if rows.empty:
                parts.append(f"{panel.column} under {comparison.names[setting]} is undefined")
                continue
            peak, last = rows["mean"].max(), rows["mean"].iloc[-1]
            parts.append(
                f"{panel.column} under {comparison.names[setting]} peaks at {number(peak)}, "
                f"ends at {number(last)}, median half-life {lives.get(setting, 'not measured')}"
            )
    return "Two line charts over time in days, with 95% bands. " + "; ".join(parts) + "."
