"""Credibility and reach over time: one line per setting with its band over replicates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from experiments.analysis.bands import band
from experiments.analysis.decay import Decay, decay
from experiments.analysis.waiting import HOURS_PER_DAY
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.half_lives_table import lives_by_setting, longest_told, told_briefly
from experiments.report.numbers import counted, number, words
from experiments.report.palette import blank_figure, colour, dashes, folded, look
from experiments.report.wording import listing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANEL_INCHES = 3.0
CAPTION_INCHES = 0.95
LEGEND_LINE_INCHES = 0.19
LEGEND_GAP_INCHES = 0.14
# A band over fewer of the runs than this, as in the first hours, would set the range of the axis by its width.
MOST_RUNS = 0.9
LEGEND_WIDTH = 24
CAPTION_WIDTH = 115
HALVES = "time from peak to half,\nmedian over {0}s"
# More bands than this on top of each other are one grey: intervals are then told at some moments, side by side.
MOST_BANDS, MOMENTS, OPAQUE = 3, 4, 0.15
# How far apart, as a share of the time shown.
APART = 0.009
# Lines closer than this share of the range that all of them span look like one.
LOOKS_LIKE_ONE = 0.02
# One hour: a run of a single tick still gets an axis.
SHORTEST_AXIS_DAYS = 1 / HOURS_PER_DAY


class Panel(NamedTuple):
    """One quantity over time; `decays` where its half-life is told and marked, `narrowest` the least range shown."""

    column: str
    title: str
    unit: str
    decays: bool
    narrowest: float


# A range narrower than these would blow up differences that no reader cares for.
PANELS = (
    Panel(
        "credibility_excess",
        "Gain in credibility over a world without the campaign",
        "probability of belief, gained",
        True,
        0.01,
    ),
    Panel("reach", "Reach: how many read it in the last 24 h?", "share of members", True, 0.05),
    Panel(
        "credibility",
        "Credibility: do those who met the claim believe it? (Who did differs by setting)",
        "probability of belief",
        False,
        0.05,
    ),
)


def decay_figure(comparison: Comparison) -> Drawing:
    """Panels over one time axis in days, with half-lives in the legend and a circle where a mean line is halved.

    A half-life is the median over runs here, as everywhere in the report; a mean line falls to half at a time of its
    own, which is marked and not called so. Raises NothingToDrawError where nothing was measured.
    """
    data = decay_data(comparison)
    panels = [panel for panel in PANELS if data.loc[data["measure"] == panel.column, "mean"].notna().any()]
    heights = [_panel_height(comparison, panel) for panel in panels]
    with look():
        figure = blank_figure(CAPTION_INCHES + sum(heights))
        axes = figure.subplots(
            len(panels), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
        ).ravel()
        for place, panel in zip(axes, panels, strict=True):
            _draw_panel(place, comparison, data, panel)
        axes[-1].set_xlabel("days since the start")
        figure.suptitle(_caption(comparison), x=0.01, ha="left", fontsize=9.5, color="#333333")
    return Drawing(figure, data, _alt(comparison, data, panels))


def decay_data(comparison: Comparison) -> pd.DataFrame:
    """The bands behind the figure: columns measure, setting, tick, hours, mean, low, high, n."""
    tables = [
        band(comparison.steps, panel.column).assign(measure=panel.column)
        for panel in PANELS
        if panel.column in comparison.steps.columns
    ]
    data = pd.concat(tables, ignore_index=True)
    if data["mean"].notna().sum() == 0:
        raise NothingToDrawError("Neither reach nor credibility was ever measured in these runs.")
    return data[["measure", "setting", "tick", "hours", "mean", "low", "high", "n"]]


def mean_curve_decay(rows: pd.DataFrame) -> Decay:
    """The peak of a mean curve, and the last time that it falls to half of it."""
    return decay(rows["hours"].to_numpy(dtype=float), rows["mean"].to_numpy(dtype=float), last=True)


def _axis_end_days(data: pd.DataFrame) -> float:
    """The days that the time axis shows."""
    return max(float(data["hours"].max()) / HOURS_PER_DAY, SHORTEST_AXIS_DAYS)


def _panel_height(comparison: Comparison, panel: Panel) -> float:
    """Inches for one panel, so that the longest legend still fits beside it."""
    # Under each name stand the first and the last fall, and above all what they are.
    n_below = 3 if panel.decays else 1
    n_lines = 2 + sum(folded(name, LEGEND_WIDTH).count("\n") + n_below for name in comparison.names.values())
    return max(PANEL_INCHES, n_lines * LEGEND_LINE_INCHES + len(comparison.settings) * LEGEND_GAP_INCHES)


def _draw_panel(place: Axes, comparison: Comparison, data: pd.DataFrame, panel: Panel) -> None:
    """Lines, bands, marks of the half and the end of the campaign."""
    lives = lives_by_setting(comparison, panel.column)
    longest = longest_told(lives.values())
    for row, setting in enumerate(comparison.settings):
        rows = _told_by_most(data[(data["setting"] == setting) & (data["measure"] == panel.column)])
        days = rows["hours"] / HOURS_PER_DAY
        label = folded(comparison.names[setting], LEGEND_WIDTH)
        if panel.decays:
            label += _half_life_label(*told_briefly(lives.get(setting), longest, comparison.told_by))
        _draw_intervals(place, rows, row, len(comparison.settings))
        place.plot(days, rows["mean"], color=colour(row), linestyle=dashes(row), linewidth=2, label=label)
        if panel.decays:
            _mark_half(place, rows, mean_curve_decay(rows), colour(row))
    _keep_range(place, panel)
    end_days = _axis_end_days(data)
    _mark_campaign_end(place, comparison.campaign_end_hours, end_days)
    place.set_xlim(0, end_days)
    place.set_title(panel.title)
    place.set_ylabel(panel.unit)
    legend = place.legend(
        loc="upper left",
        bbox_to_anchor=(1.01, 1.02),
        frameon=False,
        labelspacing=0.9,
        borderaxespad=0,
        alignment="left",
        title=HALVES.format(comparison.told_by) if panel.decays else None,
    )
    legend.get_title().set_fontsize("small")


def _told_by_most(rows: pd.DataFrame) -> pd.DataFrame:
    """The ticks at which most of the runs have a value: a mean of the few that have one early is of other worlds."""
    return rows[rows["n"] >= MOST_RUNS * rows["n"].max()]


def lines_that_coincide(comparison: Comparison) -> list[str]:
    """What must be said where lines lie on each other, so that nobody looks for one that the last drawn hides."""
    try:
        data = decay_data(comparison)
    except NothingToDrawError:
        return []
    told: dict[str, list[str]] = {}
    for panel in PANELS:
        curves = data[data["measure"] == panel.column].pivot(index="tick", columns="setting", values="mean")
        span = float(np.nanmax(curves) - np.nanmin(curves)) if curves.notna().any(axis=None) else 0.0
        left = [setting for setting in comparison.settings if setting in curves and curves[setting].notna().any()]
        while span > 0 and left:
            first = left[0]
            alike = [one for one in left if (curves[one] - curves[first]).abs().max() <= LOOKS_LIKE_ONE * span]
            left = [one for one in left if one not in alike]
            if len(alike) > 1:
                told.setdefault(listing([comparison.names[one] for one in alike]), []).append(words(panel.column))
    return [
        f"The lines of {names} lie on each other ({', '.join(of)}): only the last is seen."
        for names, of in told.items()
    ]


def _draw_intervals(place: Axes, rows: pd.DataFrame, row: int, n_settings: int) -> None:
    """The 95% interval around a line: a band or, of many lines, bars side by side at a few moments."""
    if n_settings > MOST_BANDS:
        aside = (row - (n_settings - 1) / 2) * APART
        moments = len(rows) * ((np.arange(MOMENTS) + 0.5) / MOMENTS + aside)
        rows = rows.iloc[np.unique(moments.astype(int).clip(0, max(0, len(rows) - 1)))] if len(rows) else rows
        days = rows["hours"] / HOURS_PER_DAY
        place.vlines(days, rows["low"], rows["high"], color=colour(row), linewidth=1.5, zorder=1.5)
        return
    days = rows["hours"] / HOURS_PER_DAY
    place.fill_between(days, rows["low"], rows["high"], color=colour(row), alpha=OPAQUE, linewidth=0)


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


def _half_life_label(first: str, last: str) -> str:
    """The half-life in words, under the name of its setting; the table of half-lives has it with its interval."""
    return f"\n    first fall: {first}\n    last fall: {last}"


def _keep_range(place: Axes, panel: Panel) -> None:
    """What decays starts at zero; any range is wide enough not to exaggerate."""
    low, high = place.get_ylim()
    if panel.decays:
        place.set_ylim(min(0.0, low), max(high, panel.narrowest))
    elif high - low < panel.narrowest:
        middle = (low + high) / 2
        place.set_ylim(middle - panel.narrowest / 2, middle + panel.narrowest / 2)


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
    """What lines and intervals are, and over how many runs."""
    of = f" of {comparison.key}" if comparison.key else ""
    replicates = counted(comparison.replicates, "replicate")
    shown = "Band" if len(comparison.settings) <= MOST_BANDS else "Upright bars"
    lines = [
        f"Line: mean over n = {replicates} per setting{of}. {shown}: pointwise 95% interval.",
        "Circle: here the mean falls to half of its peak for the last time; a line without one has not by the end.",
        f"Times beside the lines are medians over the {comparison.told_by}s, of which some may not have fallen.",
        # On the picture itself, which is handed on without the page.
        *(folded(told, CAPTION_WIDTH) for told in lines_that_coincide(comparison)),
    ]
    return "\n".join(lines)


def _alt(comparison: Comparison, data: pd.DataFrame, panels: Sequence[Panel]) -> str:
    """The figure in words."""
    parts = []
    for panel in panels:
        lives = lives_by_setting(comparison, panel.column)
        longest = longest_told(lives.values())
        for setting in comparison.settings:
            rows = data[(data["setting"] == setting) & (data["measure"] == panel.column)].dropna(subset=["mean"])
            name = f"{words(panel.column)} under {comparison.names[setting]}"
            if rows.empty:
                parts.append(f"{name} is undefined")
                continue
            told = f"{name} peaks at {number(rows['mean'].max())}, ends at {number(rows['mean'].iloc[-1])}"
            first, last = told_briefly(lives.get(setting), longest, comparison.told_by)
            parts.append(f"{told}, first fall to half {first}, last {last}" if panel.decays else told)
    hidden = " ".join(lines_that_coincide(comparison))
    return f"{len(panels)} line charts over time in days, with 95% intervals. {'; '.join(parts)}. {hidden}".rstrip()
