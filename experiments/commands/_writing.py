"""What commands that write results have in common: their options, their progress, and how they tell what they wrote."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands._asking import LARGEST_SEED, WholeNumber

if TYPE_CHECKING:
    from experiments.progress import Progress


_ID_DIGITS = 12


_REPLACED = "folder for the results; replaced if it holds results"


def add_writing_options(parser: argparse.ArgumentParser, out: str = _REPLACED) -> None:
    """Declare ``--out``, with what it is ``out`` for, ``--seed``, ``--quiet`` and ``--json``."""
    parser.add_argument("--out", type=Path, metavar="DIR", help=out)
    seed = WholeNumber(0, LARGEST_SEED)
    parser.add_argument("--seed", type=seed, metavar="N", help="root of all chance (0); the same as seed=N")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")
    parser.add_argument(
        "--json", action="store_true", help="write one JSON object to standard output, and nothing else"
    )


def overrides_with_options(overrides: list[str], **options: int | None) -> list[str]:
    """Return the overrides with ``--seed N`` and the like as overrides, so that giving both is a contradiction."""
    return [*overrides, *(f"{name}={value}" for name, value in options.items() if value is not None)]


def followed(arguments: argparse.Namespace, work: Callable[[argparse.Namespace, "Progress"], int]) -> int:
    """Do a command's work under a progress that the user can follow, and return its exit status."""
    from experiments.progress import Progress

    with Progress(quiet=arguments.quiet) as progress:
        progress.say("reading settings")
        return work(arguments, progress)


def begin(notes: Iterable[str], progress: "Progress") -> None:
    """Say, once everything asked for is found good and before anything runs, what the user has to know."""
    from experiments.progress import COLD_START, kernels_are_cold

    for note in dict.fromkeys(notes):
        progress.say(note)
    if kernels_are_cold():
        progress.say(COLD_START)


def short_id(identity: str) -> str:
    """Return as much of an identity as names a folder."""
    return identity[:_ID_DIGITS]


def write_object(content: Any) -> None:
    """Write one JSON object to standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n")


def files_in(folder: Path) -> dict[str, str]:
    """Return where every file of a result folder lies, by its name in the folder."""
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return {name: str(folder / name) for name in names}
