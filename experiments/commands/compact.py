"""merge a store's shards

    shelflife compact results/enforcement_ladder/3f2a91c04b7d

A sweep compacts its store itself when it is done; this is for stores that several writers filled, or that were
interrupted. The same runs give the same bytes, however they were written. Torn and foreign files are named and set
aside.
"""

import argparse
import sys
from pathlib import Path

from experiments.commands._writing import write_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the store")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument(
        "--json", action="store_true", help="write one JSON object to standard output, and nothing else"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Merge the shards; return the exit status."""
    from experiments.cli import DONE
    from experiments.composing.problems import BadInput, Problem
    from experiments.store import StoreBusy, StoreDiffers, compact, is_store, lock

    folder = arguments.folder
    if not is_store(folder):
        raise BadInput([Problem("DIR", str(folder), "is no store of runs: `shelflife sweep` makes one")])
    try:
        with lock(folder, shared=False):
            done = compact(folder)
    except (StoreBusy, StoreDiffers) as refused:
        raise BadInput([Problem("DIR", str(folder), str(refused))]) from None
    for name, why in done.set_aside:
        sys.stderr.write(f"set aside: {name}: {why}\n")
    if arguments.json:
        aside = [{"file": name, "why": why} for name, why in done.set_aside]
        write_object({"store": str(folder), "runs": done.runs, "parts": done.parts, "set_aside": aside})
    elif not arguments.quiet:
        from experiments.tables import show_line

        show_line(f"{folder}: {done.runs:,} runs in {done.parts:,} parts")
    return DONE
