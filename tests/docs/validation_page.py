"""Writes docs/evidence/validation.md: ``python -m tests.docs.validation_page DIR…``, of ``validate … --out DIR``.

The page and its figures are what the command wrote; nothing is changed by hand. Its rows are kept beside it, so that
items can be made again one by one: what a folder holds takes the place of what was there.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Any

from experiments.evidence.items import item_classes
from experiments.evidence.page import written_as_markdown
from experiments.report.evidence_figure import evidence_figure
from experiments.report.figures import save

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "evidence"
ROWS = FOLDER / "validation.json"


def write_page(results: list[Path]) -> None:
    """Write the page from the results of validations, a later one's items in place of an earlier one's."""
    FOLDER.mkdir(exist_ok=True)
    rows = kept_rows()
    for result in results:
        for row in json.loads((result / "validation.json").read_text(encoding="utf-8"))["items"]:
            rows[row["id"]] = row
            if row["curves"]:
                # Drawn anew from its numbers, as the figure may have been improved since.
                save(result, row["id"], partial(evidence_figure, f"{row['id']}: {row['title']}", row["curves"]))
                shutil.copyfile(result / f"{row['id']}.png", FOLDER / f"{row['id']}.png")
    in_order = [rows[identity] for identity in item_classes() if identity in rows]
    ROWS.write_text(json.dumps({"items": in_order}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (FOLDER / "validation.md").write_text(written_as_markdown(in_order), encoding="utf-8")


def kept_rows() -> dict[str, dict[str, Any]]:
    """Return the rows that the page was last written from, by ID."""
    if not ROWS.exists():
        return {}
    return {row["id"]: row for row in json.loads(ROWS.read_text(encoding="utf-8"))["items"]}


if __name__ == "__main__":
    write_page([Path(name) for name in sys.argv[1:]])
