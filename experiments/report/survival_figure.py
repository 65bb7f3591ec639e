"""How long posts stand: survival by setting, with the numbers at risk under the axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.fates import posts_at_risk, posts_for_the_state, survival
from experiments.analysis.intervals import Floats
from experiments.analysis.waiting import HOURS_PER_DAY
from experiments.report.comparison import Comparison
from experiments.report.fates_figure import UNREAD, axis_end, tick_step
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import number
from experiments.report.palette import blank_figure, colour, dashes, folded, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANEL_INCHES = 3.1
RISK_ROW_INCHES = 0.21
MARGIN_INCHES = 0.9
NAME_WIDTH = 30
# The table of numbers is lifted by this much of a row above its lower edge.
HALF_A_ROW = 0.5


def survival_figure(comparison: Comparison) -> Drawing:
    """Share of the state's posts that met no fate yet by age, with bands, and under it how many are still followed.

    Raises NothingToDrawError where no post serves the state.
    """
    posts = posts_for_the_state(comparison.posts)
    if posts.empty:
        raise NothingToDrawError("No post served the state in these runs, so there is no survival to show.")
    data = survival(posts, comparison.tick_minutes)
    end_days, _ = axis_end(posts, comparison.tick_minutes)
    step = tick_step(end_days)
    days = np.arange(0, end_days * (1 + 1e-9), step)
    n_rows = len(comparison.settings)
    with look():
        height = PANEL_INCHES + MARGIN_INCHES + RISK_ROW_INCHES * (n_rows + 1)
        figure = blank_figure(height)
        ratios = [PANEL_INCHES, RISK_ROW_INCHES * (n_rows + 1)]
        curve, risk = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": ratios})
        for row, setting in enumerate(comparison.settings):
            _draw(curve, data[data["setting"] == setting], row, comparison.names[setting])
        curve.set(ylim=(0, 1.02), xlim=(0, end_days), ylabel="share of posts\nthat met no fate yet")
        curve.set_xticks(days)
        curve.tick_params(labelbottom=True)
        curve.set_xlabel(f"age of the post in days\n{UNREAD}", fontsize=10)
        curve.legend(loc="upper right", frameon=True, framealpha=0.9)
        _write_risk(risk, comparison, posts, days)
    return Drawing(figure, data, _alt(comparison, data))


def _draw(place: Axes, rows: pd.DataFrame, row: int, name: str) -> None:
    """One right-continuous step curve and its band."""
    if rows.empty:
        return
    days = rows["hours"] / HOURS_PER_DAY
    place.step(
        days,
        rows["survival"],
        where="post",
        color=colour(row),
        linestyle=dashes(row),
        linewidth=2,
        label=folded(name, NAME_WIDTH),
    )
    place.fill_between(days, rows["low"], rows["high"], step="post", color=colour(row), alpha=0.18, linewidth=0)


def _write_risk(place: Axes, comparison: Comparison, posts: pd.DataFrame, days: Floats) -> None:
    """A row a setting: posts still standing and followed at each tick of the axis."""
    counts = posts_at_risk(posts, comparison.tick_minutes, days * HOURS_PER_DAY)
    place.set_ylim(len(comparison.settings) + HALF_A_ROW, -HALF_A_ROW)
    place.set_axis_off()
    place.text(0, 0, "posts still standing and followed at that age:", fontsize=9, va="center")
    for row, setting in enumerate(comparison.settings):
        for day, n in zip(days, counts.get(setting, [0] * len(days)), strict=True):
            side = "left" if day == 0 else "center"
            place.text(day, row + 1, f"{n:,}", color=colour(row), fontsize=9, ha=side, va="center", clip_on=True)
        name = folded(comparison.names[setting], NAME_WIDTH).partition("\n")[0]
        place.annotate(
            name,
            (-0.01, row + 1),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=9,
            color=colour(row),
            annotation_clip=False,
        )


def _alt(comparison: Comparison, data: pd.DataFrame) -> str:
    """The figure in words."""
    told = []
    for setting in comparison.settings:
        rows = data[data["setting"] == setting]
        last = (
            f"{number(float(rows['survival'].iloc[-1]))} at {number(float(rows['hours'].iloc[-1]))} h"
            if len(rows)
            else "no posts"
        )
        told.append(f"{comparison.names[setting]}: {last}")
    return (
        "Survival curves of posts that serve the state with 95% bands. Share standing at the last age: "
        + "; ".join(told)
        + "."
    )
