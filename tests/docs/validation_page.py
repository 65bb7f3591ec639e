"""Writes docs/evidence/validation.md: ``python -m tests.docs.validation_page DIR…``, of ``validate … --out DIR``.

The page and its figures are what the command wrote; nothing is changed by hand. A kind of item of which the folders
hold every one is written anew; of any other kind the items that the folders hold are, and the others stay as they were.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Any

from experiments.evidence.items import KINDS, classes_of
from experiments.evidence.page import page_of, renewed, section, sections_of
from experiments.report.evidence_figure import evidence_figure
from experiments.report.figures import save

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "evidence"
PAGE = FOLDER / "validation.md"


def write_page(results: list[Path]) -> None:
    """Write the page from the results of validations, a later one's items in place of an earlier one's."""
    FOLDER.mkdir(exist_ok=True)
    rows: dict[str, dict[str, Any]] = {}
    for result in results:
        for row in json.loads((result / "validation.json").read_text(encoding="utf-8"))["items"]:
            rows[row["id"]] = row
            if row["curves"]:
                # Drawn anew from its numbers, as the figure may have been improved since.
                save(result, row["id"], partial(evidence_figure, f"{row['id']}: {row['title']}", row["curves"]))
                shutil.copyfile(result / f"{row['id']}.png", FOLDER / f"{row['id']}.png")
    sections = sections_of(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
    for kind in KINDS:
        items = [item.id for item in classes_of(kind)]
        here = [rows[identity] for identity in items if identity in rows]
        if len(here) == len(items):
            sections[kind] = section(kind, here)
        elif here:
            sections[kind] = renewed(sections[kind], kind, here, items)
    PAGE.write_text(page_of(sections), encoding="utf-8")


if __name__ == "__main__":
    write_page([Path(name) for name in sys.argv[1:]])
