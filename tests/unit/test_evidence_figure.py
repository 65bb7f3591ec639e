"""The figure of an item of evidence: what came out beside what was published."""

from __future__ import annotations

from typing import Any

from experiments.report.evidence_figure import evidence_figure

CURVES: list[dict[str, Any]] = [
    {
        "name": "φ = 0", "x_label": "infiltration", "y_label": "quality",
        "x": [0.001, 0.01, 0.1], "got": [0.9, 0.8, 0.4], "published": [0.88, None, 0.43],
    },
]  # fmt: skip


def test_the_numbers_behind_the_figure_are_those_of_the_curves() -> None:
    drawing = evidence_figure("R", CURVES)
    assert drawing.data["got"].tolist() == [0.9, 0.8, 0.4]
    assert drawing.data["published"].isna().tolist() == [False, True, False]
    assert drawing.data.columns.tolist() == ["curve", "infiltration", "got", "published"]
    assert "3 points, 2 published" in drawing.alt


def test_rings_stand_where_something_was_published_and_ticks_are_plain_numbers() -> None:
    axes = evidence_figure("A title " * 30, CURVES).figure.axes[0]
    ours, published = axes.get_lines()
    assert list(published.get_xdata()) == [0.001, 0.1]
    assert list(ours.get_xdata()) == [0.001, 0.01, 0.1]
    assert axes.get_xscale() == "log"
    assert axes.xaxis.get_major_formatter()(0.01, 0) == "0.01"
    assert max(map(len, axes.get_title(loc="left").splitlines())) <= 90
