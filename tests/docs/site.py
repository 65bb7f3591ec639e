"""Stages the pages of the documentation site: ``python -m tests.docs.site FOLDER``; `make docs` builds them.

Pages keep the places they have in the repository, so that a link is the same here, on the site and where the code is
browsed. The reference is written from declarations at this moment: there is no copy that could be out of date.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.docs.reference.pages import reference_pages

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("*.md", "docs/**/*.md", "sim/*.md")
LINKED = (
    "docs/theme/*.js",
    "docs/theme/*.css",
    "docs/**/*.png",
    "CITATION.cff",
    "LICENSE",
    "experiments/tutorials/*.py",
)
"""What pages show or link to that is no page."""


def pages() -> dict[str, Path]:
    """Return the written pages and what they link to, by their place in the repository."""
    found = (file for pattern in (*PAGES, *LINKED) for file in ROOT.glob(pattern))
    return {file.relative_to(ROOT).as_posix(): file for file in sorted(found)}


def stage(folder: Path) -> None:
    """Write all pages into a folder, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    for place, file in pages().items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    for place, text in reference_pages().items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    stage(Path(sys.argv[1]))
