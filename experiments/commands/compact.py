"""merge a store's shards

    shelflife compact results/enforcement_ladder/3f2a91c04b7d

A sweep compacts its store itself when it is done; this is for stores that several writers filled, or that were
interrupted. The same runs give the same bytes, however they were written. Torn and foreign files are named and set
aside. With --out, the store is left as it is, and a merged copy goes to a new folder.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.commands._asking import Gathered, UnusedSeed
from experiments.commands._writing import write_object

if TYPE_CHECKING:
    from experiments.composing.problems import Problem
    from experiments.store import Compacted

GATHERS = True
_SEED = UnusedSeed("nothing is drawn here: the same runs give the same bytes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the store")
    parser.add_argument("--out", type=Path, metavar="DIR", help="new folder for a merged copy (merged where it is)")
    parser.add_argument("--seed", type=_SEED, metavar="N", help=f"changes nothing: {_SEED.why}")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument(
        "--json", action="store_true", help="write one JSON object to standard output, and nothing else"
    )


def execute(arguments: argparse.Namespace) -> int:
    """Merge the shards; return the exit status."""
    from experiments.cli import DONE
    from experiments.composing.problems import BadInput, Problem
    from experiments.store import StoreBusy, StoreDiffers, compact, compacted_copy, lock

    folder, out = arguments.folder, arguments.out
    asked = Gathered(arguments)
    asked.add(_problems_with(folder, out))
    asked.refuse()
    try:
        with lock(folder, shared=False):
            done = compacted_copy(folder, out) if out else compact(folder)
    except (StoreBusy, StoreDiffers) as refused:
        raise BadInput([Problem("DIR", str(folder), str(refused))]) from None
    _tell(arguments, done, out or folder)
    return DONE


def _problems_with(folder: Path, out: Path | None) -> "list[Problem]":
    from experiments.composing.problems import Problem
    from experiments.result_folder import problems_with_making
    from experiments.store import is_store

    found = []
    if not is_store(folder):
        found.append(Problem("DIR", str(folder), "is no store of runs: `shelflife sweep` makes one"))
    if out is None:
        return found
    found += problems_with_making(out)
    if out.is_dir() and any(out.iterdir()):
        found.append(Problem("--out", str(out), "holds something already; name a new folder"))
    if folder.resolve() in out.resolve().parents:
        found.append(Problem("--out", str(out), "lies in the store itself; name a folder elsewhere"))
    return found


def _tell(arguments: argparse.Namespace, done: "Compacted", store: Path) -> None:
    import sys

    for name, why in done.set_aside:
        sys.stderr.write(f"set aside: {name}: {why}\n")
    if arguments.json:
        aside = [{"file": name, "why": why} for name, why in done.set_aside]
        write_object({"store": str(store), "runs": done.runs, "parts": done.parts, "set_aside": aside})
    elif not arguments.quiet:
        from experiments.tables import show_line

        show_line(f"{store}: {done.runs:,} runs in {done.parts:,} parts")
