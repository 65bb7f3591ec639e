"""Pieces of Markdown that several reference pages are made of."""

from __future__ import annotations

import inspect
import re

from tests.docs.declared_tables import section


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table; nothing where there are no rows."""
    return section("", rows, head) if rows else ""


def prose(docstring: str | None) -> str:
    """Return a docstring as Markdown: double ticks become single ones, origins begin a line of their own."""
    text = inspect.cleandoc(docstring or "").replace("``", "`")
    return re.sub(r"\s+(?=(Names|Source|Assumption): )", "\n\n", text)


def first_line(docstring: str | None) -> str:
    """Return the first line of a docstring, for an overview."""
    return prose(docstring).partition("\n")[0]
