"""The first figure: what each setting leaves of the campaign's gain, beside its price in wrongly removed rebuttals."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analysis.measured import MeasuredMetric
from experiments.report.comparison import Comparison
from experiments.report.figures import Drawing, NothingToDrawError
from experiments.report.halving import GAINED, HARM, ONE_HALF, percent, shares_left
from experiments.report.numbers import counted, number
from experiments.report.palette import WIDTH_INCHES, blank_figure, colour, folded, look, marker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_INCHES = 0.33
MARGIN_INCHES = 1.15
LINE_INCHES, ROOM_OF_A_LINE = 0.19, 0.28
NAME_WIDTH = 26
# Inches a character of a name, and characters an inch of a title.
NAME_INCHES, TITLE_CHARACTERS = 0.085, 11
TITLES = ("How much of the gain in credibility is left?", "Rebuttals and critical posts wrongly removed")
ROOM = 1.08
# Rows above the first, so that the number over its dot stays below the frame.
TOP_ROOM = 0.85
# So that a number stays legible on the line that marks one half.
LABEL_BOX = {"boxstyle": "square,pad=0.08", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
SHARE, WRONGLY = "share_left", HARM


def headline_figure(comparison: Comparison) -> Drawing:
    """Two columns of dots with intervals, one row a setting in the order compared; settings are never joined.

    Raises NothingToDrawError where there is nothing to compare or the gain is undefined.
    """
    data = headline_data(comparison)
    if data[data["measure"] == SHARE]["estimate"].notna().sum() < 2:
        raise NothingToDrawError(_why_nothing(comparison))
    with look():
        names = [folded(comparison.names[setting], NAME_WIDTH) for setting in comparison.settings]
        titles = [folded(title, _title_width(names)) for title in TITLES]
        figure = blank_figure(_height(names, titles))
        left, right = figure.subplots(1, 2, sharey=True)
        counts = data[data["measure"] == WRONGLY]
        _draw(left, comparison, data[data["measure"] == SHARE])
        # A symmetric interval of a small count passes zero, which no count does: there its bar ends.
        _draw(right, comparison, counts.assign(low=counts["low"].clip(lower=0.0)))
        left.axvline(ONE_HALF, color="#000000", linewidth=1.3, linestyle=(0, (4, 3)), zorder=1)
        left.annotate("half", (ONE_HALF, 1.0), xycoords=("data", "axes fraction"), ha="center", va="bottom", fontsize=9)
        left.set_title(f"{titles[0]}\n", fontsize=11)
        left.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f}%")
        left.set_xlabel(f"of the gain under “{folded(comparison.names[comparison.baseline], NAME_WIDTH)}”")
        right.set_title(f"{titles[1]}\n", fontsize=11)
        right.set_xlabel("items a run")
        left.set_yticks(range(len(names)), names)
        left.set_ylim(len(names) - 0.5, -TOP_ROOM)
        replicates = counted(comparison.replicates, "seed")
        figure.supxlabel(
            f"Dot: estimate over n = {replicates} per setting. Bar: 95% interval{_ends_at_zero(counts)}.",
            fontsize=9,
            color="#333333",
        )
    return Drawing(figure, data, _alt(comparison, data))


def _title_width(names: Sequence[str]) -> int:
    """Characters of a title that have room above one of two panels, beside which the longest name stands."""
    longest = max(len(line) for name in names for line in name.splitlines())
    return int((WIDTH_INCHES - NAME_INCHES * longest) / 2 * TITLE_CHARACTERS)


def _height(names: Sequence[str], titles: Sequence[str]) -> float:
    """Inches that hold every line of the names, and titles that go on over several lines."""
    rows = sum(max(ROW_INCHES, ROOM_OF_A_LINE * (1 + name.count("\n"))) for name in names)
    # The baseline's name stands once more below the axis.
    aside = max(title.count("\n") for title in titles) + max(name.count("\n") for name in names)
    return MARGIN_INCHES + rows + LINE_INCHES * aside


def headline_data(comparison: Comparison) -> pd.DataFrame:
    """The numbers behind the figure: measure, setting, estimate, low, high, n."""
    rows: list[dict[str, object]] = []
    shares = shares_left(comparison)
    if any(share.ratio.estimate is not None for share in shares):
        n_pairs = max(share.ratio.n for share in shares)
        rows.append(
            {"measure": SHARE, "setting": comparison.baseline, "estimate": 1.0, "low": 1.0, "high": 1.0, "n": n_pairs}
        )
    for share in shares:
        ratio = share.ratio
        bounds = {"estimate": ratio.estimate, "low": ratio.low, "high": ratio.high, "n": ratio.n}
        rows.append({"measure": SHARE, "setting": share.setting, **bounds})
    harm = comparison.measured.get(HARM)
    rows += _means(harm, comparison.settings) if harm is not None else []
    table = pd.DataFrame(rows, columns=["measure", "setting", "estimate", "low", "high", "n"])
    return table.astype({"estimate": float, "low": float, "high": float})


def _ends_at_zero(counts: pd.DataFrame) -> str:
    return "; of counts, as far as zero" if (counts["low"] < 0).any() else ""


def _means(found: MeasuredMetric, settings: Sequence[str]) -> list[dict[str, object]]:
    means = {setting: found.by_setting[setting] for setting in settings}
    return [
        {"measure": WRONGLY, "setting": setting, "estimate": mean.mean, "low": mean.low, "high": mean.high, "n": mean.n}
        for setting, mean in means.items()
    ]


def _draw(place: Axes, comparison: Comparison, rows: pd.DataFrame) -> None:
    """Dots with their intervals and numbers."""
    place.grid(visible=False, axis="y")
    shown = rows.dropna(subset=["estimate"])
    if shown.empty:
        place.text(0.5, 0.5, "not measured", transform=place.transAxes, ha="center", va="center")
        return
    for record in shown.to_dict("records"):
        level = comparison.settings.index(str(record["setting"]))
        face = colour(level)
        if pd.notna(record["low"]):
            place.plot(
                [record["low"], record["high"]], [level, level], color=face, linewidth=2.2, solid_capstyle="butt"
            )
        place.plot([record["estimate"]], [level], marker(level), color=face, markersize=7)
        place.annotate(
            _beside(record), (float(record["estimate"]), level), xytext=(0, 5), textcoords="offset points",
            ha="center", va="bottom", fontsize=8.5, bbox=LABEL_BOX,
        )  # fmt: skip
    _shape(place, shown)


def _beside(record: dict[Hashable, Any]) -> str:
    """The number above a dot."""
    value = float(record["estimate"])
    return percent(value) if record["measure"] == SHARE else number(value)


def _shape(place: Axes, shown: pd.DataFrame) -> None:
    """From zero, unless something lies below it."""
    low, high = (
        float(shown[[column, "estimate"]].stack().agg(end)) for column, end in (("low", "min"), ("high", "max"))
    )
    high = ROOM * high if high > 0 else 1.0
    place.set_xlim(ROOM * low if low < 0 else -0.03 * high, high)
    place.locator_params(axis="x", nbins=6)


def _why_nothing(comparison: Comparison) -> str:
    if not comparison.others:
        return "There is only one setting, so no setting can be told to halve anything."
    reasons = [share.ratio.reason for share in shares_left(comparison) if share.ratio.reason]
    reason = reasons[0] if reasons else comparison.undefined.get(GAINED, "it was not measured")
    return f"What each setting leaves of the campaign's gain in credibility cannot be drawn: {reason}."


def _alt(comparison: Comparison, data: pd.DataFrame) -> str:
    """The figure in words."""
    told = []
    for record in data.dropna(subset=["estimate"]).to_dict("records"):
        what = (
            "share of the gain in credibility left" if record["measure"] == SHARE else "rebuttals wrongly removed a run"
        )
        bounds = f", {number(record['low'])} to {number(record['high'])}" if pd.notna(record["low"]) else ""
        told.append(f"{comparison.names[str(record['setting'])]}: {what} {number(record['estimate'])}{bounds}")
    return "Dots with 95% intervals, one row a setting. " + "; ".join(told) + "."
