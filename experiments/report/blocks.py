"""What a report is made of, whether it becomes a page or a printed document: parts, and in them blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments.report.figures import SavedFigure


class Text(NamedTuple):
    """A paragraph. `look`: plain, lead (the answer), note (how it was computed), nothing (why there is none), code."""

    text: str
    look: str = "plain"
    kind: str = "text"


class Heading(NamedTuple):
    """A heading within a part."""

    text: str
    kind: str = "heading"


class Bullets(NamedTuple):
    """Sentences under each other."""

    items: Sequence[str]
    kind: str = "bullets"


class Picture(NamedTuple):
    """A figure and how to read it."""

    figure: SavedFigure
    how_to_read: str
    kind: str = "picture"


class Cell(NamedTuple):
    """A cell of a table: its text, a smaller line under it, and whether it stands out."""

    text: str
    small: str = ""
    strong: bool = False


class Table(NamedTuple):
    """A table; a row of one cell stands across all columns.

    `folded` tables are closed on the page until asked for, and left out of the printed document.
    """

    label: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    folded: bool = False
    kind: str = "table"


Block = Text | Heading | Bullets | Picture | Table


class Part(NamedTuple):
    """One of the parts of a report: its name in addresses, its title, its blocks."""

    name: str
    title: str
    blocks: Sequence[Block]


def row(*cells: str | Cell) -> list[Cell]:
    """A row of a table from texts and cells."""
    return [cell if isinstance(cell, Cell) else Cell(cell) for cell in cells]
