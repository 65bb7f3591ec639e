"""The reference part of the documentation site: every page of it, written from what the program declares."""

from __future__ import annotations

from tests.docs.reference import command, option_families, python_interface, scenarios, studies


def reference_pages() -> dict[str, str]:
    """Return the text of each page by its place on the site."""
    parts = (command, option_families, scenarios, studies, python_interface)
    return {f"docs/reference/{name}": text for part in parts for name, text in part.pages().items()}
