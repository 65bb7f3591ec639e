"""Part 9: what this cannot say."""

from __future__ import annotations

from experiments.report.blocks import Bullets, Part
from experiments.report.comparison import Comparison
from experiments.report.gallery import Gallery
from experiments.report.wording import limits


def part(comparison: Comparison, gallery: Gallery) -> Part:  # noqa: ARG001 - every part is asked in one way
    """The limits, from how the comparison was made and from what is missing in it."""
    return Part("limits", "What this cannot say", [Bullets([*comparison.notes, *limits(comparison)])])
