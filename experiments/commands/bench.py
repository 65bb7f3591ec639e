"""the performance table, measured here and now

Each row is measured by running it on this machine. Without names, guo_10k and plain_mesa are measured. Others are
measured where they are named: graph_1m, simsom, cold, warm, threads (up to a minute each), million, million_unstored,
roofline, doces, store_10k, report_10k (two), scaling, cold_scenarios (five), ten_million (ten, and eight gigabytes),
sweep_share (ten); those of the teacher's page with --page: they need Chromium and Playwright. With --out, rows go into
a folder's table, bench.json and bench.md.

    shelflife bench
    shelflife bench million threads --json
    shelflife bench graph_1m --out docs
    shelflife bench --page
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from experiments.commands._asking import Gathered, UnusedSeed
from experiments.composing.problems import Problem, nearest

GATHERS = True
_SEED = UnusedSeed("rows are of worlds with a seed of their own, or no two tables could be compared")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("rows", nargs="*", metavar="ROW", help="names of rows; those of the model if none is given")
    parser.add_argument("--page", action="store_true", help="measure the rows of the teacher's page")
    parser.add_argument(
        "--out", "--table", type=Path, metavar="DIR", help="folder of the table that the rows are put into"
    )
    parser.add_argument("--seed", type=_SEED, metavar="N", help=f"changes nothing: {_SEED.why}")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument(
        "--json", action="store_true", help="write one JSON object to standard output, and nothing else"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Measure the rows, say each as soon as it is there; return the exit status."""
    from experiments.bench.page import PAGE_ROWS, NoBrowser
    from experiments.bench.rows import ROWS, known_rows, machine, measure
    from experiments.bench.table import keep
    from experiments.cli import DONE, FAILED
    from experiments.progress import Progress
    from experiments.result_folder import problems_with_filling

    asked = Gathered(arguments)
    asked.add(_unknown(arguments.rows, known_rows()))
    asked.add(problems_with_filling(arguments.out) if arguments.out else [])
    asked.refuse()
    rows = []
    names = (*arguments.rows, *(PAGE_ROWS if arguments.page else ())) or tuple(ROWS)
    with Progress(quiet=arguments.quiet) as progress:
        try:
            for row in measure(names):
                rows.append(row)
                progress.say(f"{row.id}: {row.shown} (target {row.target}: {row.met_or_missed})")
                if arguments.out:
                    keep(arguments.out, [row], machine())
        except NoBrowser as missing:
            progress.complain(str(missing))
            return FAILED
    if arguments.json:
        sys.stdout.write(json.dumps({"rows": [row.as_json() for row in rows], "machine": machine()}) + "\n")
    elif not arguments.quiet:
        from experiments.tables import show_rows

        shown = [(row.id, row.shown, row.target, row.met_or_missed, row.note) for row in rows]
        show_rows("", ("row", "value", "target", "", "how it was measured"), shown)
    return DONE


def _unknown(names: Sequence[str], known: Iterable[str]) -> list[Problem]:
    rows = tuple(known)
    rule = f"no such row; the rows are {', '.join(rows)}"
    return [Problem(name, None, rule, suggestion=nearest(name, rows)) for name in names if name not in rows]
