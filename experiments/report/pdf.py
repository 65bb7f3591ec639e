"""The report on paper: the same parts, set by Typst."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from experiments.report.blocks import Block, Table, Text
from experiments.report.page import FIGURE_FOLDER, PAGE_NAME, TEMPLATES, Report

PDF_NAME = "report.pdf"


def write_pdf(folder: Path, report: Report) -> Path:
    """Write `report.pdf` beside the figures of the same report in `folder`; return its path.

    Tables that the page keeps folded are left out, as paper cannot be unfolded; a line in their place says so.
    """
    import typst

    path = folder / PDF_NAME
    typst.compile(
        (TEMPLATES / "report.typ").read_bytes(),
        output=str(path),
        root=str(folder.absolute()),
        sys_inputs={"report": json.dumps(_plain(report), ensure_ascii=False)},
        # Fonts of the machine would make another document on another machine.
        ignore_system_fonts=True,
        # Without a date: the same numbers give the same bytes.
        timestamp=0,
    )
    return path


def _plain(report: Report) -> dict[str, Any]:
    """The report as plain data for the template."""
    parts = []
    for part in report.parts:
        blocks = [_block(_on_paper(block)) for block in part.blocks]
        parts.append({"title": part.title, "blocks": blocks})
    return {"title": report.title, "question": report.question, "what": report.what, "parts": parts}


def _on_paper(block: Block) -> Block:
    """A block as paper shows it: a table that the page folds away is only named."""
    if isinstance(block, Table) and block.folded:
        return Text(f"The table “{block.label}” is left out on paper; the page has it, {PAGE_NAME}.", "note")
    return block


def _block(block: Any) -> dict[str, Any]:
    """One block by its kind; figures by their place under the folder."""
    if block.kind == "picture":
        image = f"/{FIGURE_FOLDER}/{block.figure.svg.name}"
        return {"kind": "picture", "image": image, "alt": block.figure.alt, "how_to_read": block.how_to_read}
    if block.kind == "table":
        rows = [[cell._asdict() for cell in cells] for cells in block.rows]
        return {"kind": "table", "columns": list(block.columns), "rows": rows}
    return dict(block._asdict())
