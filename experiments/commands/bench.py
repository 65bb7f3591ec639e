"""the performance table, measured here and now

Each row is measured by running it on this machine. Without names, the rows of the model are measured; sweep_share (ten
minutes) and store_10k (two) are measured where they are named, and those of the teacher's page with --page: they need
Chromium and Playwright.

    shelflife bench
    shelflife bench guo_10k --json
    shelflife bench --page
"""

import argparse
import json
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("rows", nargs="*", metavar="ROW", help="names of rows; those of the model if none is given")
    parser.add_argument("--page", action="store_true", help="measure the rows of the teacher's page")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument(
        "--json", action="store_true", help="write one JSON object to standard output, and nothing else"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Measure the rows, say each as soon as it is there; return the exit status."""
    from experiments.bench.page import PAGE_ROWS, NoBrowser
    from experiments.bench.rows import ROWS, known_rows, machine, measure
    from experiments.cli import BAD_INPUT, DONE, FAILED
    from experiments.progress import Progress

    unknown = [name for name in arguments.rows if name not in known_rows()]
    if unknown:
        sys.stderr.write(f"no such row: {', '.join(unknown)}; the rows are {', '.join(known_rows())}\n")
        return BAD_INPUT
    rows = []
    names = (*arguments.rows, *(PAGE_ROWS if arguments.page else ())) or tuple(ROWS)
    with Progress(quiet=arguments.quiet) as progress:
        try:
            for row in measure(names):
                rows.append(row)
                progress.say(f"{row.id}: {row.value:g} {row.unit} (target {row.target}: {row.met_or_missed})")
        except NoBrowser as missing:
            progress.complain(str(missing))
            return FAILED
    if arguments.json:
        sys.stdout.write(json.dumps({"rows": [row.as_json() for row in rows], "machine": machine()}) + "\n")
    else:
        from experiments.tables import show_rows

        shown = [(row.id, f"{row.value:g} {row.unit}", row.target, row.met_or_missed, row.note) for row in rows]
        show_rows("", ("row", "value", "target", "", "how it was measured"), shown)
    return DONE
