"""Writes docs/evidence/validation.md: ``python -m tests.docs.validation_page DIR``, of ``validate --all --out DIR``.

The page and its figures are what the command wrote; nothing is changed by hand.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from experiments.evidence.page import written_as_markdown

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "evidence"


def write_page(result: Path) -> None:
    """Write the page from a validation's result, and copy its figures."""
    rows = json.loads((result / "validation.json").read_text(encoding="utf-8"))["items"]
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "validation.md").write_text(written_as_markdown(rows), encoding="utf-8")
    for row in rows:
        if row["curves"]:
            shutil.copyfile(result / f"{row['id']}.png", FOLDER / f"{row['id']}.png")


if __name__ == "__main__":
    write_page(Path(sys.argv[1]))
