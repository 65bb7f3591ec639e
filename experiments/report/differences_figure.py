"""Paired differences from the baseline: one dot with its interval per setting, every metric on its own axis."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import counted, interval, number, round_number, words
from experiments.report.palette import BASELINE_GREY, blank_figure, colour, folded, look, marker
from experiments.report.policy_table import JUDGED_BY

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_INCHES = 0.42
DOT_INCHES = 0.24
MARGIN_INCHES = 1.1
LABEL_WIDTH = 30
# Room between the longest interval and the edge of its axis.
ROOM = 1.15


def differences_figure(comparison: Comparison) -> Drawing:
    """One row per metric with its own symmetric axis in the metric's unit, so that all zero lines meet.

    Positions compare settings within a row, never metrics between rows. Drawn are the metrics by which policies are
    judged, as far as they have an interval and differ at all; the table has every metric. Raises NothingToDrawError
    where none has one.
    """
    data = differences_data(comparison)
    drawn = data.dropna(subset=["estimate", "low", "high"])
    keys = _worth_drawing(drawn)
    if not keys:
        raise NothingToDrawError("No metric has a paired difference with an interval: there is nothing to compare yet.")
    with look():
        height = len(keys) * (ROW_INCHES + DOT_INCHES * len(comparison.others)) + MARGIN_INCHES
        figure = blank_figure(height)
        axes = figure.subplots(len(keys), 1, squeeze=False).flatten()
        for place, key in zip(axes, keys, strict=True):
            _draw_row(place, comparison, drawn[drawn["metric"] == key])
        _write_legend(axes[0], comparison)
    return Drawing(figure, data, _alt(comparison, drawn[drawn["metric"].isin(keys)]))


def _worth_drawing(drawn: pd.DataFrame) -> list[str]:
    """The metrics to draw: of those that policies are judged by the ones that differ, or else whatever there is."""
    keys = list(dict.fromkeys(drawn["metric"]))
    differ = set(drawn.loc[(drawn["low"] != 0.0) | (drawn["high"] != 0.0), "metric"])
    return [key for key in JUDGED_BY if key in differ] or keys


def differences_data(comparison: Comparison) -> pd.DataFrame:
    """The rows behind the figure: metric, unit, better, setting and every field of the paired difference."""
    rows = [
        {
            "metric": key,
            "unit": comparison.metrics[key].unit,
            "better": comparison.metrics[key].better,
            "setting": setting,
            "baseline": comparison.baseline,
            **asdict(found),
        }
        for key, measured in comparison.measured.items()
        for setting, found in measured.differences.items()
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "metric",
    "unit",
    "better",
    "setting",
    "baseline",
    "estimate",
    "low",
    "high",
    "p_better",
    "standardised",
    "n",
    "n_undefined",
    "method",
    "reason",
]


def _draw_row(place: Axes, comparison: Comparison, rows: pd.DataFrame) -> None:
    """One metric: its zero line, its dots, its unit and its numbers."""
    metric = comparison.metrics[str(rows["metric"].iloc[0])]
    n_others = len(comparison.others)
    place.axvline(0, color=BASELINE_GREY, linewidth=1.2, zorder=1)
    for record in rows.to_dict("records"):
        row = comparison.settings.index(str(record["setting"]))
        level = n_others - 1 - comparison.others.index(str(record["setting"]))
        estimate, low, high = float(record["estimate"]), float(record["low"]), float(record["high"])
        filled = colour(row) if low > 0 or high < 0 else "white"
        place.plot([low, high], [level, level], color=colour(row), linewidth=2, solid_capstyle="butt", zorder=2)
        place.plot(
            [estimate],
            [level],
            marker(row),
            color=colour(row),
            markerfacecolor=filled,
            markeredgewidth=1.8,
            markersize=6,
            zorder=3,
        )
        place.annotate(
            _beside(record, comparison.replicates),
            (1.02, level),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
    _shape_axis(place, rows, n_others)
    unit = f" ({metric.unit})" if metric.unit else ""
    place.set_ylabel(
        folded(words(str(rows["metric"].iloc[0])) + unit, LABEL_WIDTH),
        rotation=0,
        ha="right",
        va="center",
        fontsize=9.5,
    )
    _write_direction(place, metric.better)


def _beside(record: Mapping[Hashable, Any], replicates: int) -> str:
    """The numbers of one dot, and the number of its pairs where some were undefined."""
    bounds = interval(record["low"], record["high"], signed=True)
    fewer = f"  n = {record['n']}" if record["n"] < replicates else ""
    return f"{number(record['estimate'], signed=True)}  [{bounds}]{fewer}"


def _shape_axis(place: Axes, rows: pd.DataFrame, n_others: int) -> None:
    """Symmetric about zero, with few ticks and no box."""
    reach = float(np.abs(rows[["low", "high", "estimate"]].to_numpy(dtype=float)).max())
    # A row of exact zeros still needs an axis.
    reach = ROOM * reach if reach > 0 else 1.0
    place.set_xlim(-reach, reach)
    place.set_ylim(-0.6, n_others - 0.4)
    place.set_yticks([])
    place.locator_params(axis="x", nbins=5)
    # matplotlib would take a power of ten out of small numbers and write it where nobody looks for it.
    place.xaxis.set_major_formatter(lambda value, _: round_number(value))
    place.tick_params(axis="x", labelsize=8, pad=1)
    place.grid(visible=True, axis="x", linewidth=0.5)
    for side in ("left", "right", "top"):
        place.spines[side].set_visible(False)


def _write_direction(place: Axes, better: str | None) -> None:
    """Which way is better, where the metric has such a way."""
    if better is None:
        return
    at, text, side = (1.0, "better →", "right") if better == "higher" else (0.0, "← better", "left")
    place.annotate(
        text,
        (at, 1),
        xycoords="axes fraction",
        ha=side,
        va="bottom",
        fontsize=7.5,
        color=BASELINE_GREY,
        annotation_clip=False,
    )


def _write_legend(place: Axes, comparison: Comparison) -> None:
    """The settings by colour and marker, and how to read a dot."""
    from matplotlib.lines import Line2D

    baseline = comparison.names[comparison.baseline]
    handles = [
        Line2D(
            [],
            [],
            color=colour(row),
            marker=marker(row),
            linewidth=2,
            label=folded(f"{comparison.names[setting]} minus {baseline}", 2 * LABEL_WIDTH),
        )
        for row, setting in enumerate(comparison.settings)
        if setting != comparison.baseline
    ]
    handles.append(
        Line2D(
            [],
            [],
            color=BASELINE_GREY,
            marker="o",
            markerfacecolor="white",
            linewidth=2,
            label="hollow: 95% interval includes zero",
        )
    )
    figure = place.get_figure(root=True)
    if figure is not None:
        pairs = counted(comparison.replicates, "pair")
        figure.legend(
            handles=handles,
            loc="outside upper left",
            ncols=2,
            frameon=False,
            title_fontsize=9.5,
            title=f"Dot: mean paired difference, n ≤ {pairs} of runs. Bar: 95% interval.",
            alignment="left",
        )


def _alt(comparison: Comparison, drawn: pd.DataFrame) -> str:
    """The figure in words: which metrics lie on which side of zero."""
    parts = []
    for setting in comparison.others:
        rows = drawn[drawn["setting"] == setting]
        groups: Sequence[tuple[str, pd.DataFrame]] = (
            ("higher", rows[rows["low"] > 0]),
            ("lower", rows[rows["high"] < 0]),
            ("not distinguishable from zero", rows[(rows["low"] <= 0) & (rows["high"] >= 0)]),
        )
        told = "; ".join(f"{name}: {', '.join(map(words, group['metric']))}" for name, group in groups if len(group))
        parts.append(f"{comparison.names[setting]} against {comparison.names[comparison.baseline]}: {told}")
    return "Dots with 95% intervals of paired differences, one row per metric. " + ". ".join(parts) + "."
