"""exact limits, replications, targets, hypotheses, the rigging audit: what must come out, and what did

Each item is made by running the model itself. Without names the fast items run, the exact limits among them; --all adds
those that take minutes. A setting goes to every item named that has it, L11.alpha=.6 to one of several.

    shelflife validate
    shelflife validate L11 --set alpha=.6
    shelflife validate H4 --set horizon=60 --seed 3
    shelflife validate audit --set samples=64 --set kept_in=audit.jsonl
    shelflife validate --all --out results/validation

A missed item is a result and no failure: the exit status is 1 only where an item's runs broke off.
"""

import argparse
import os
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import Gathered, WholeNumber
from experiments.commands._writing import add_writing_options, files_in, followed, write_object
from experiments.composing.problems import BadInput, Problem

if TYPE_CHECKING:
    from experiments.progress import Progress

GATHERS = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("items", nargs="*", metavar="ITEM", help="IDs as L11; the fast items if none is given")
    parser.add_argument("--all", action="store_true", help="run everything there is; takes long")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the items")
    parser.add_argument("--workers", type=WholeNumber(1), metavar="N", help="processes to run in (all cores)")
    add_writing_options(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Examine the items and tell what came out; return the exit status."""
    return followed(arguments, _validate)


def _validate(arguments: argparse.Namespace, progress: "Progress") -> int:
    from experiments.cli import DONE, FAILED
    from experiments.evidence.asked import items_asked
    from experiments.evidence.validation import validate
    from experiments.extras import lacking
    from experiments.result_folder import problems_with

    asked = Gathered(arguments)
    items = asked.attempt(items_asked, arguments.items, arguments.set, everything=arguments.all)
    if arguments.all and arguments.items:
        rule = f"is everything, and {' '.join(arguments.items)} is some; give one"
        asked.add([Problem("--all", None, rule)])
    if arguments.out:
        asked.add(problems_with(arguments.out))
        asked.add(lacking("report", "--out"))
    if items is None:
        raise BadInput(asked.problems)
    asked.refuse()
    _warn_of_cold_start(progress)
    workers = arguments.workers or os.cpu_count() or 1
    seconds = sum(item.seconds for item in items)
    progress.say(f"{len(items)} items, about {seconds:.0f} s of processor time, {workers} workers")

    def told(row: dict[str, Any], done: int) -> None:
        progress.say(f"{done} of {len(items)}: {row['id']} {row['verdict']} ({row['cpu_seconds']:g} s) {row['title']}")

    rows = validate(items, _seed(arguments), workers, told)
    files = _written(rows, arguments) if arguments.out else {}
    _tell(rows, arguments, files)
    return FAILED if any("error" in row for row in rows) else DONE


def _seed(arguments: argparse.Namespace) -> int:
    return 0 if arguments.seed is None else arguments.seed


def _warn_of_cold_start(progress: "Progress") -> None:
    from experiments.progress import COLD_START, kernels_are_cold

    if kernels_are_cold():
        progress.say(COLD_START)


def _written(rows: list[dict[str, Any]], arguments: argparse.Namespace) -> dict[str, str]:
    """Write the rows as JSON and as a page with its figures, and where they came from; return the files."""
    from experiments.evidence.page import written_as_markdown
    from experiments.provenance import provenance, sha256_of
    from experiments.report.evidence_figure import evidence_figure
    from experiments.report.figures import save
    from experiments.result_folder import PROVENANCE, write_json, written_at_once

    with written_at_once(arguments.out) as folder:
        write_json(folder / "validation.json", {"items": rows})
        (folder / "validation.md").write_text(written_as_markdown(rows), encoding="utf-8")
        for row in rows:
            if row["curves"]:
                save(folder, row["id"], partial(evidence_figure, f"{row['id']}: {row['title']}", row["curves"]))
        settings = {row["id"]: row["command"] for row in rows}
        origin = provenance(arguments.command_line, settings, _seed(arguments))
        files = {name: sha256_of(folder / name) for name in files_in(folder)}
        write_json(folder / PROVENANCE, origin | {"files": files})
    return files_in(arguments.out)


def _tell(rows: list[dict[str, Any]], arguments: argparse.Namespace, files: dict[str, str]) -> None:
    if arguments.json:
        write_object({"items": rows} | ({"files": files} if files else {}))
        return
    import sys

    for row in rows:
        if "error" in row:
            sys.stderr.write(f"{row['id']} failed: {row['error']}\n{row['trace']}\n")
    if not arguments.quiet:
        from experiments.evidence.page import DECIDING, cells, deciding_cells
        from experiments.tables import show_line, show_rows

        columns = ("item", "verdict", "check", "expected", "got", "tolerance", "CPU s")
        show_rows("", columns, [line for row in rows for line in cells(row)])
        undecided = deciding_cells(rows)
        if undecided:
            show_rows("", DECIDING, undecided)
        for row in rows:
            show_line(row["command"])
