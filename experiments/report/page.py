"""The page that `shelflife compare` writes: one file that can be sent, printed and read without the internet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from experiments.analysis.waiting import in_words
from experiments.report.comparison import Comparison
from experiments.report.decay_figure import decay_figure
from experiments.report.differences_figure import differences_figure
from experiments.report.fates_figure import fates_figure
from experiments.report.figures import Drawing, NothingToDrawError, SavedFigure, save
from experiments.report.policy_table import methods, table_rows
from experiments.report.times_table import life_headings, life_rows
from experiments.report.wording import limits, summary, what_was_compared

PAGE_NAME = "report.html"
FIGURE_FOLDER = "figures"
TEMPLATES = Path(__file__).parent / "templates"


class Section(NamedTuple):
    """One figure on the page: its heading, how to read it, and the image or the reason why there is none."""

    heading: str
    how_to_read: str
    figure: SavedFigure | None
    reason: str | None


def write_page(folder: Path, comparison: Comparison) -> Path:
    """Write `report.html` and `figures/*` (SVG, PNG and the CSV behind each) into `folder`; return the page's path.

    The page holds its figures and fetches nothing. What is undefined is said in words where it would have stood.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder.mkdir(parents=True, exist_ok=True)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("page.html").render(
        comparison=comparison,
        what=what_was_compared(comparison),
        summary=summary(comparison),
        sections=_sections(folder / FIGURE_FOLDER, comparison),
        rows=table_rows(comparison),
        methods=methods(comparison),
        lives=life_rows(comparison),
        life_headings=life_headings(comparison),
        forgetting=_forgetting(comparison),
        limits=limits(comparison),
        provenance=flattened(comparison.provenance),
        seeds=_seeds(comparison),
    )
    path = folder / PAGE_NAME
    path.write_text(text, encoding="utf-8")
    return path


def flattened(mapping: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    """A nested mapping as dotted names and plain values."""
    rows: list[tuple[str, str]] = []
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            rows += flattened(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", str(value)))
    return rows


def _sections(folder: Path, comparison: Comparison) -> list[Section]:
    """The three figures, each with two sentences on how to read it."""
    return [
        _section(folder, "decay", "How long it lasts", _READ_DECAY, lambda: decay_figure(comparison)),
        _section(folder, "fates", "What became of the posts", _READ_FATES, lambda: fates_figure(comparison)),
        _section(
            folder, "differences", "What the rule changes", _READ_DIFFERENCES, lambda: differences_figure(comparison)
        ),
    ]


def _section(folder: Path, name: str, heading: str, how_to_read: str, draw: Callable[[], Drawing]) -> Section:
    """A figure saved, or the reason why there is nothing to draw."""
    try:
        return Section(heading, how_to_read, save(folder, name, draw), None)
    except NothingToDrawError as nothing:
        return Section(heading, how_to_read, None, str(nothing))


_READ_DECAY = (
    "Each line is the average world under one setting, and the band is how far that average could be off by chance. "
    "A line that stays high after the peak is propaganda that lasts; the circle marks when half of the "
    "peak is left, and a half-life is the time from the first peak until then."
)
_READ_FATES = (
    "Pick an age and read upwards: the height of each colour is the share of the posts serving the state that had met "
    "that fate by then, and the pale part on top is still standing. Compare panels at the same age; where few posts "
    "are left (the numbers in brackets), the shares are less certain."
)
_READ_DIFFERENCES = (
    "Each dot is how much a setting changes one metric against the baseline, and the bar is its 95% interval: a bar "
    "that touches the zero line is no evidence of a difference. Every row has an axis of its own, so compare dots "
    "within a row and never between rows."
)


def _forgetting(comparison: Comparison) -> str | None:
    """The half-life of forgetting alone in words, where it is known."""
    hours = comparison.forgetting_half_life_hours
    return in_words(hours) if hours is not None else None


def _seeds(comparison: Comparison) -> str:
    """The seeds of the runs, in short."""
    if "seed" not in comparison.runs.columns or comparison.runs.empty:
        return "not recorded"
    seeds = sorted({int(seed) for seed in comparison.runs["seed"].dropna()})
    listed = ", ".join(map(str, seeds[:3]))
    return listed if len(seeds) <= 3 else f"{listed} … {seeds[-1]} ({len(seeds)} in all)"
