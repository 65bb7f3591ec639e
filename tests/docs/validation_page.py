"""Writes docs/evidence/validation.md: ``python -m tests.docs.validation_page DIR…``, of ``validate … --out DIR``.

The page and its figures are what the command wrote; nothing is changed by hand.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import Any

from experiments.evidence.page import written_as_markdown
from experiments.report.evidence_figure import evidence_figure
from experiments.report.figures import save

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "evidence"


def write_page(results: list[Path]) -> None:
    """Write the page from the results of validations, a later one's items in place of an earlier one's."""
    rows: dict[str, dict[str, Any]] = {}
    FOLDER.mkdir(exist_ok=True)
    for result in results:
        for row in json.loads((result / "validation.json").read_text(encoding="utf-8"))["items"]:
            rows[row["id"]] = row
            if row["curves"]:
                # Drawn anew from its numbers, as the figure may have been improved since.
                save(result, row["id"], partial(evidence_figure, f"{row['id']}: {row['title']}", row["curves"]))
                shutil.copyfile(result / f"{row['id']}.png", FOLDER / f"{row['id']}.png")
    (FOLDER / "validation.md").write_text(written_as_markdown(list(rows.values())), encoding="utf-8")


if __name__ == "__main__":
    write_page([Path(name) for name in sys.argv[1:]])
