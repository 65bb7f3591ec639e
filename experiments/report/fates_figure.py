"""What became of the posts that serve the state by age: shares that met each fate, one panel per setting."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.fates import (
    FATES,
    STANDING,
    cumulative_incidence,
    posts_at_risk,
    posts_for_the_state,
    posts_in_rows,
)
from experiments.analysis.intervals import Floats
from experiments.analysis.waiting import HOURS_PER_DAY
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import counted, percentage, words
from experiments.report.palette import FATE_COLOURS, FATE_HATCHES, blank_figure, folded, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANELS_A_ROW = 3
PANEL_HEIGHT_INCHES = 3.4
LEGEND_HEIGHT_INCHES = 0.9
TITLE_WIDTH = 66
TICKS = 4
STACK = (*FATES, STANDING)
LABEL_BOX = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
# Thinner areas have no room for their name; the legend has it.
THINNEST_NAMED = 0.07
# The axis ends where this share of all fates has happened; the rest is counted in the caption and in the CSV.
SHOWN_SHARE = 0.99
SHORTEST_AXIS_DAYS = 1
UNREAD = (
    "Shelved (answered) and walkover (never answered): nobody has read the post for as long as the scenario sets,\n"
    "two days where it sets nothing: a step there is that setting, and no finding."
)
"""What a step in ages means: without it a reader takes the length of the wait for how long propaganda lasts."""


def fates_figure(comparison: Comparison) -> Drawing:
    """Stacked cumulative incidence of every fate by age in days, with the numbers still at risk under each panel.

    Raises NothingToDrawError where no post serves the state.
    """
    posts = posts_for_the_state(comparison.posts)
    if posts.empty:
        raise NothingToDrawError(
            "No post served the state in these runs, or no posts were kept of them: there are no fates."
        )
    data = cumulative_incidence(posts, comparison.tick_minutes)
    end_days, n_later = axis_end(posts, comparison.tick_minutes)
    columns = _panels_a_row(len(comparison.settings))
    rows = math.ceil(len(comparison.settings) / columns)
    with look():
        figure = blank_figure(rows * PANEL_HEIGHT_INCHES + LEGEND_HEIGHT_INCHES)
        grid = figure.subplots(rows, columns, sharey=True, squeeze=False).flatten()
        for place, setting in zip(grid, comparison.settings, strict=False):
            at_risk = posts[posts["setting"] == setting]
            name = folded(comparison.names[setting], TITLE_WIDTH // columns)
            _draw_panel(place, data[data["setting"] == setting], name, end_days)
            _write_at_risk(place, at_risk, comparison.tick_minutes, end_days)
        for unused in grid[len(comparison.settings) :]:
            unused.set_axis_off()
        for place in grid[::columns]:
            place.set_ylabel("share of posts")
        figure.supxlabel(_axis_label(n_later), fontsize=10)
        _write_legend(figure.axes[0])
    return Drawing(figure, data, _alt(comparison, data))


def _panels_a_row(n_panels: int) -> int:
    """Two or three panels side by side, whichever leaves fewer gaps."""
    return min(PANELS_A_ROW, n_panels) if n_panels % PANELS_A_ROW != 1 else min(2, n_panels)


def _draw_panel(place: Axes, data: pd.DataFrame, name: str, end_days: float) -> None:
    """Areas stacked from the bottom: the fates, and on top what is still standing."""
    n_posts = int(data["n"].iloc[0]) if len(data) else 0
    place.set_title(f"{name}\nn = {counted(n_posts, 'post')}", fontsize=11)
    place.set_xlim(0, end_days)
    place.set_ylim(0, 1)
    if not n_posts:
        place.text(0.5, 0.5, "no posts", transform=place.transAxes, ha="center")
        return
    days, shares = _stairs(data, end_days)
    place.stackplot(
        days,
        *shares,
        colors=[FATE_COLOURS[fate] for fate in STACK],
        hatch=[FATE_HATCHES[fate] for fate in STACK],
        edgecolor="white",
        linewidth=0.6,
    )
    place.grid(visible=False)
    _name_areas(place, end_days, [float(share[-1]) for share in shares])


def _name_areas(place: Axes, end_days: float, shares: list[float]) -> None:
    """The name and final share written into every area that is thick enough at the end of the axis."""
    below = 0.0
    for fate, share in zip(STACK, shares, strict=True):
        if share >= THINNEST_NAMED:
            place.text(
                0.97 * end_days,
                below + share / 2,
                f"{words(fate)} {percentage(share)}",
                ha="right",
                va="center",
                fontsize=9,
                bbox=LABEL_BOX,
            )
        below += share


def _stairs(data: pd.DataFrame, end_days: float) -> tuple[Floats, list[Floats]]:
    """Right-continuous steps as corner points up to the end of the axis; what remains standing is the last share."""
    wide = data.pivot(index="hours", columns="fate", values="incidence")[list(FATES)]
    days = np.append(wide.index.to_numpy(dtype=float) / HOURS_PER_DAY, max(end_days, wide.index[-1] / HOURS_PER_DAY))
    heights = np.vstack([wide.to_numpy(), wide.to_numpy()[-1:]])
    corners = np.repeat(days, 2)[1:]
    stepped = np.repeat(heights, 2, axis=0)[:-1]
    inside = corners <= end_days
    corners, stepped = np.append(corners[inside], end_days), np.vstack([stepped[inside], stepped[inside][-1:]])
    return corners, [*stepped.T, 1 - stepped.sum(axis=1)]


def _write_at_risk(place: Axes, posts: pd.DataFrame, tick_minutes: float, end_days: float) -> None:
    """Under every tick: the age in days, and how many posts are still standing and followed then."""
    step = tick_step(end_days)
    ticks = np.arange(0, end_days + step / 2, step)
    ticks = ticks[ticks <= end_days * (1 + 1e-9)]
    counts = posts_at_risk(posts, tick_minutes, ticks * HOURS_PER_DAY)
    numbers = next(iter(counts.values()), [0] * len(ticks))
    place.set_xticks(ticks, [f"{tick:g}\n({n:,})" for tick, n in zip(ticks, numbers, strict=True)])


def tick_step(end_days: float) -> float:
    """A round distance between ticks that gives about five."""
    rough = end_days / TICKS
    power = 10 ** math.floor(math.log10(rough))
    return float(next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough))


def axis_end(posts: pd.DataFrame, tick_minutes: float) -> tuple[float, int]:
    """The end of the age axis in days, and how many fates happen later."""
    ended = posts[posts["fate"] != STANDING]
    days = (ended["fate_tick"] - ended["born"]) * tick_minutes / 60 / HOURS_PER_DAY
    days = days.repeat(posts_in_rows(ended).astype(int))
    if days.empty:
        days = (posts["fate_tick"] - posts["born"]) * tick_minutes / 60 / HOURS_PER_DAY
        return max(SHORTEST_AXIS_DAYS, float(days.max())), 0
    end = max(float(SHORTEST_AXIS_DAYS), math.ceil(2 * float(days.quantile(SHOWN_SHARE))) / 2)
    return end, int((days > end).sum())


def _axis_label(n_later: int) -> str:
    """The axis, its unit and what lies beyond it."""
    later = f"; {counted(n_later, 'fate')} beyond the axis" if n_later else ""
    return f"age of the post in days (in brackets: posts still standing and followed at that age){later}\n{UNREAD}"


def _write_legend(place: Axes) -> None:
    """One legend for all panels, in the order of the stack."""
    from matplotlib.patches import Patch

    patches = [
        Patch(
            facecolor=FATE_COLOURS[fate], hatch=FATE_HATCHES[fate], edgecolor="white", linewidth=0.6, label=words(fate)
        )
        for fate in STACK
    ]
    figure = place.get_figure(root=True)
    if figure is not None:
        figure.legend(
            handles=patches,
            loc="outside upper left",
            ncols=len(patches),
            frameon=False,
            alignment="left",
            title="What had become of the posts that serve the state at each age, from the bottom:",
        )


def _alt(comparison: Comparison, data: pd.DataFrame) -> str:
    """The figure in words: where every panel ends."""
    last = data.sort_values("hours").groupby(["setting", "fate"], observed=True)["incidence"].last()
    parts = []
    for setting in comparison.settings:
        if setting not in last.index.get_level_values(0):
            parts.append(f"{comparison.names[setting]}: no posts")
            continue
        shares = ", ".join(f"{percentage(float(last[setting][fate]))} {words(fate)}" for fate in FATES)
        parts.append(f"{comparison.names[setting]}: {shares}")
    opening = "Stacked areas of what became of the posts that serve the state by age. At the last age: "
    return opening + "; ".join(parts) + "."
