"""The performance table on disk: rows are measured one by one, over days maybe, and stand together on one page."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from experiments.bench.row import Row
from experiments.durable import take_name

_FIGURES, _PAGE = "bench.json", "bench.md"
_HEADING = """# Speed and scale, measured

Written by `shelflife bench ROW… --out docs`, a row at a time; what `bench.json` beside it holds. CPU seconds are
those of all threads; a row that missed its target stands with its distance. Numbers are of the machine named, and serve
as ratios.
"""


def keep(folder: Path, rows: Iterable[Row], machine: Mapping[str, Any]) -> Path:
    """Put rows into the table of a folder, in place of those of the same name; return the page.

    Raises:
        OSError: if the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = folder / _FIGURES
    known: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    known |= {row.id: row.as_json() | {"machine": dict(machine)} for row in rows}
    known = dict(sorted(known.items()))
    for file, text in ((figures, json.dumps(known, indent=1) + "\n"), (folder / _PAGE, page(known))):
        partial = file.with_suffix(".partial")
        partial.write_text(text, encoding="utf-8")
        take_name(partial, file)
    return folder / _PAGE


def page(known: Mapping[str, Any]) -> str:
    """Return the table as a page of Markdown."""
    lines = [_HEADING]
    for machine in sorted({_in_words(row["machine"]) for row in known.values()}):
        lines += [f"## On {machine}\n", "| row | value | target | | how it was measured |", "|---|---|---|---|---|"]
        lines += [_line(Row(**_without_machine(row))) for row in known.values() if _in_words(row["machine"]) == machine]
        lines.append("")
    return "\n".join(lines)


def _line(row: Row) -> str:
    return f"| {row.id} | {row.shown} | {row.target} | {row.met_or_missed} | {row.note.replace('|', '/')} |"


def _in_words(machine: Mapping[str, Any]) -> str:
    memory = f"{machine['memory_gigabytes']:g} GB of memory, " if machine.get("memory_gigabytes") else ""
    return f"{machine['processor']}, {machine['cores']} cores, {memory}{machine['system']}, Python {machine['python']}"


def _without_machine(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "machine"}
