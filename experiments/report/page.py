"""The report as one page: a file that can be sent, printed and read without the internet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from experiments.report.blocks import Part
from experiments.report.comparison import Comparison
from experiments.report.figures import SavedFigure
from experiments.report.gallery import FIGURE_FOLDER, Gallery
from experiments.report.parts import (
    answer,
    fates,
    hypotheses,
    lasting,
    limits,
    policies,
    provenance,
    robustness,
    segments,
    tradeoffs,
)
from experiments.report.wording import what_was_compared

PAGE_NAME = "report.html"
TEMPLATES = Path(__file__).parent / "templates"
PARTS: tuple[Callable[[Comparison, Gallery], Part], ...] = (
    answer.part,
    policies.part,
    lasting.part,
    fates.part,
    tradeoffs.part,
    robustness.part,
    segments.part,
    hypotheses.part,
    limits.part,
    provenance.part,
)


class Report(NamedTuple):
    """What is told of a comparison: title, question, design in a sentence, the parts, and the figures they show."""

    title: str
    question: str
    what: str
    parts: list[Part]
    figures: list[SavedFigure]


def tell(folder: Path, comparison: Comparison) -> Report:
    """Draw the figures into `folder` and return the report that shows them."""
    gallery = Gallery(folder / FIGURE_FOLDER)
    parts = [part(comparison, gallery) for part in PARTS]
    story = comparison.story
    return Report(story.title, story.question, what_was_compared(comparison), parts, gallery.saved)


def write_page(folder: Path, comparison: Comparison) -> Report:
    """Write `report.html` and `figures/*` (SVG, PNG and the CSV behind each) into `folder`; return what was told.

    The page holds its figures and fetches nothing. What is undefined is said in words where it would have stood.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder.mkdir(parents=True, exist_ok=True)
    report = tell(folder, comparison)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("page.html").render(report=report)
    (folder / PAGE_NAME).write_text(text, encoding="utf-8")
    return report
