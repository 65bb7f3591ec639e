"""Effect against harm: what each setting spares the audience, and what it costs those who speak or pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analysis.pareto import frontier, frontier_shares
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.numbers import number, percentage, round_number, words
from experiments.report.palette import BASELINE_GREY, blank_figure, colour, folded, look, marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EFFECT = "credibility_excess"
HARMS = ("wrongly_removed_rebuttals", "ordinary_accounts_suspended", "speech_silenced", "platform_cost")
PANEL_INCHES = 2.75
LEGEND_INCHES = 0.62
LEGEND_COLUMNS = 3
NAME_WIDTH = 34
SMALLEST_DOT, LARGEST_DOT, WIDEST_RIM = 7.0, 13.0, 2.5


def criteria(comparison: Comparison) -> list[str]:
    """The harms that were measured under every setting and differ between any."""
    means = {
        key: [found.mean for found in comparison.measured[key].by_setting.values()]
        for key in HARMS
        if key in comparison.measured
    }
    return [key for key, values in means.items() if all(value is not None for value in values) and len(set(values)) > 1]


def tradeoff_data(comparison: Comparison) -> pd.DataFrame:
    """One row a setting: paired differences from the baseline with bounds, whether on the frontier, and how often.

    The baseline itself is at zero in everything.
    """
    keys = [EFFECT, *criteria(comparison)]
    rows = []
    for setting in comparison.settings:
        row: dict[str, object] = {"setting": setting}
        for key in keys:
            found = comparison.measured[key].differences.get(setting) if key in comparison.measured else None
            ends = (found.estimate, found.low, found.high) if found else (0.0, 0.0, 0.0)
            row |= dict(zip((key, f"{key}_low", f"{key}_high"), ends, strict=True))
        rows.append(row)
    table = pd.DataFrame(rows).set_index("setting").astype(float)
    better = dict.fromkeys(keys, "lower")
    shares: pd.Series | float = float("nan")
    if set(keys) <= set(comparison.runs.columns) and len(comparison.runs):
        shares = frontier_shares(comparison.runs, better, comparison.settings, comparison.resampling_seed)
    return table.assign(on_frontier=frontier(table, better), share_on_frontier=shares)


def tradeoff_figure(comparison: Comparison) -> Drawing:
    """A panel for each harm: more harm to the right, more gain upwards, both against the baseline at the origin.

    Filled: on the Pareto frontier of gain and all harms together. Raises NothingToDrawError where gain or harms are
    missing.
    """
    keys, data = criteria(comparison), _worth_drawing(comparison)
    columns = 2 if len(keys) > 1 else 1
    rows = -(-len(keys) // columns)
    with look():
        legend_rows = -(-len(comparison.settings) // LEGEND_COLUMNS)
        figure = blank_figure(rows * PANEL_INCHES + LEGEND_INCHES + 0.2 * legend_rows)
        grid = figure.subplots(rows, columns, squeeze=False, sharey=True).flatten()
        for place, key in zip(grid, keys, strict=False):
            _draw(place, comparison, data, key)
        for unused in grid[len(keys) :]:
            unused.set_axis_off()
        for place in grid[::columns]:
            place.set_ylabel("difference in the gain\nin credibility (probability)")
            place.yaxis.set_major_formatter(lambda value, _: round_number(value))
        handles, labels = grid[0].get_legend_handles_labels()
        title = (
            f"Paired differences from {comparison.names[comparison.baseline]}, n = {comparison.replicates} pairs, "
            "with 95% intervals. Best is the lower left.\nFilled: on the Pareto frontier over all panels together."
        )
        figure.legend(
            handles,
            labels,
            loc="outside upper left",
            ncols=LEGEND_COLUMNS,
            frameon=False,
            title=title,
            alignment="left",
            title_fontsize=9.5,
        )
    return Drawing(figure, data.reset_index(), _alt(comparison, data, keys))


def _worth_drawing(comparison: Comparison) -> pd.DataFrame:
    """The data, or the reason why there is no picture of them."""
    if not comparison.others or EFFECT not in comparison.measured:
        raise NothingToDrawError("With one setting, or no measured effect, there is no trade-off to show.")
    if not criteria(comparison):
        raise NothingToDrawError(
            "No harm was measured that differs between the settings: there is no trade-off to show."
        )
    data = tradeoff_data(comparison)
    if data.loc[list(comparison.others), EFFECT].isna().all():
        raise NothingToDrawError("The campaign's gain in credibility is undefined: there is no trade-off to show.")
    return data


def _draw(place: Axes, comparison: Comparison, data: pd.DataFrame, key: str) -> None:
    """One harm against the effect; dots with intervals both ways, not joined."""
    for row, setting in enumerate(comparison.settings):
        told = data.loc[setting]
        if not np.isfinite([told[key], told[EFFECT]]).all():
            continue
        face = colour(row)
        for low, high, flat in (
            (told[f"{key}_low"], told[f"{key}_high"], True),
            (told[f"{EFFECT}_low"], told[f"{EFFECT}_high"], False),
        ):
            if np.isfinite([low, high]).all():
                across, up = ([low, high], [told[EFFECT]] * 2) if flat else ([told[key]] * 2, [low, high])
                place.plot(across, up, color=face, linewidth=1.3, alpha=0.7)
        place.plot(
            # A setting that does as another does is seen around it.
            [told[key]], [told[EFFECT]], marker(row), color=face, markersize=_size(row, len(comparison.settings)),
            markeredgewidth=1.8, linestyle="none",
            markerfacecolor=face if told["on_frontier"] else "white",
            label=folded(comparison.names[setting], NAME_WIDTH),
        )  # fmt: skip
    place.axvline(0, color=BASELINE_GREY, linewidth=1, zorder=1)
    place.axhline(0, color=BASELINE_GREY, linewidth=1, zorder=1)
    place.set_xlabel(f"difference in {words(key)}\n({comparison.metrics[key].unit} a run)")
    place.locator_params(axis="x", nbins=6)


def _size(row: int, n_settings: int) -> float:
    """Points across: the later drawn, the smaller."""
    step = min(WIDEST_RIM, (LARGEST_DOT - SMALLEST_DOT) / max(1, n_settings - 1))
    return SMALLEST_DOT + step * (n_settings - 1 - row)


def _how_often(share_on_frontier: float) -> str:
    return f" (on it in {percentage(share_on_frontier)} of resamples)" if np.isfinite(share_on_frontier) else ""


def _alt(comparison: Comparison, data: pd.DataFrame, keys: list[str]) -> str:
    """The figure in words."""
    told = [
        f"{comparison.names[str(setting)]}: gain {number(row[EFFECT], signed=True)}, "
        + ", ".join(f"{words(key)} {number(row[key], signed=True)}" for key in keys)
        + (", on the frontier" if row["on_frontier"] else ", beaten by another setting")
        + _how_often(row["share_on_frontier"])
        for setting, row in data.iterrows()
    ]
    return (
        "Scatter of paired differences in the gain in credibility against those in harms, one dot a setting. "
        + "; ".join(told)
        + "."
    )
