"""The figure of an item of evidence: what came out over what was varied, beside what was published."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.report.figures import Drawing
from experiments.report.palette import SETTING_COLOURS, SETTING_DASHES, SETTING_MARKERS, WIDTH_INCHES, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHT_INCHES = 4.2
_DECADES = 10.0
_TITLE_LETTERS = 90


def evidence_figure(title: str, curves: Sequence[Mapping[str, Any]]) -> Drawing:
    """Return lines of what was got, with rings where something was published; all curves share their axes.

    The horizontal axis is logarithmic where it spans more than a decade.
    """
    import matplotlib.pyplot as plt

    with look():
        figure, axes = plt.subplots(figsize=(WIDTH_INCHES, _HEIGHT_INCHES), layout="constrained")
        for number, curve in enumerate(curves):
            _draw(axes, curve, number)
        every = [x for curve in curves for x in curve["x"]]
        if min(every) > 0 and max(every) / min(every) > _DECADES:
            axes.set_xscale("log")
            # Powers of ten are typeset as formulas, which labels here are not.
            axes.xaxis.set_major_formatter(lambda x, _place: f"{x:g}")
        axes.set(title=textwrap.fill(title, _TITLE_LETTERS), xlabel=curves[0]["x_label"], ylabel=curves[0]["y_label"])
        axes.legend()
        plt.close(figure)
    data = _data(curves)
    n_published = int(data["published"].notna().sum())
    alt = f"{title}. {curves[0]['y_label']} over {curves[0]['x_label']}, {len(data)} points, {n_published} published."
    return Drawing(figure, data, alt)


def _draw(axes: Axes, curve: Mapping[str, Any], number: int) -> None:
    colour = SETTING_COLOURS[number % len(SETTING_COLOURS)]
    dashes = SETTING_DASHES[number % len(SETTING_DASHES)]
    marker = SETTING_MARKERS[number % len(SETTING_MARKERS)]
    axes.plot(curve["x"], curve["got"], color=colour, linestyle=dashes, marker=marker, label=f"{curve['name']}, ours")
    pairs = zip(curve["x"], curve["published"], strict=True)
    published = [(x, y) for x, y in pairs if y is not None]
    if published:
        x, y = zip(*published, strict=True)
        label = f"{curve['name']}, published"
        axes.plot(x, y, color=colour, linestyle="", marker="o", markersize=11, fillstyle="none", label=label)


def _data(curves: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    rows = [
        {"curve": curve["name"], curve["x_label"]: x, "got": got, "published": published}
        for curve in curves
        for x, got, published in zip(curve["x"], curve["got"], curve["published"], strict=True)
    ]
    return pd.DataFrame(rows).astype({"published": "float64"})
