"""The command ``shelflife``: one file in ``experiments/commands/`` a subcommand.

A subcommand is a module with a docstring, ``add_arguments(parser)`` and ``execute(arguments) -> int``. One that tells
bad options (``arguments.problems``) together with whatever else is wrong says so by ``GATHERS = True``; for the others
they are refused here. Help is answered from the docstrings alone, without importing Hydra, the compiler or tables.
"""

import argparse
import ast
import difflib
import gc
import json
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from experiments.commands._asking import Gathered, read_options
from experiments.composing.problems import BadInput
from experiments.stopping import stopped_when_asked

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

# Compiling makes millions of objects that stay: to look through them every 700 was a seventh of a cold start.
_NEW_OBJECTS_BETWEEN_LOOKS = 100_000

_COMMANDS = Path(__file__).resolve().parent / "commands"
_QUESTION = "How long does propaganda last on the shelf of an open marketplace of ideas?"
_EPILOG = """\
Overrides are Hydra's: censorship=full, censorship=[filter,fear], enforcement.suspension.threshold=.7.
`shelflife COMMAND --help` tells more.
"""
_STATUSES = "Exit status: 0 done, 1 a run failed, 2 bad input and nothing was written, 130 interrupted."


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; return its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatched(given)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else BAD_INPUT
    except BrokenPipeError:
        # Whoever read our output, as `head`, has enough; Python would complain once more on closing it.
        sys.stdout = None
        return DONE


def commands() -> dict[str, str]:
    """Return what each subcommand does in a line, by name, read from the files without importing them."""
    files = sorted(file for file in _COMMANDS.glob("*.py") if not file.name.startswith("_"))
    return {file.stem: _first_line(file) for file in files}


def _dispatched(given: list[str]) -> int:
    known = commands()
    if given and given[0] in known:
        return _executed(given[0], given[1:])
    if given == ["--version"]:
        sys.stdout.write(f"shelflife {_version()}\n")
        return DONE
    parser = _front_parser(known)
    parser.parse_args(given[:1])
    if not given:
        parser.print_help()
        return BAD_INPUT
    near = difflib.get_close_matches(given[0], known, n=1)
    meant = f"; did you mean {near[0]}?" if near else ""
    sys.stderr.write(f"shelflife: {given[0]}: no such command; there is {', '.join(known)}{meant}\n")
    return BAD_INPUT


def _front_parser(known: dict[str, str]) -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<12}{line}" for name, line in known.items())
    parser = argparse.ArgumentParser(
        prog="shelflife",
        usage="shelflife COMMAND [ARGUMENT…]",
        description=f"{_QUESTION}\n\ncommands:\n{listed}",
        epilog=_EPILOG + _STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="show the version")
    parser.add_argument("command", nargs="?", help=argparse.SUPPRESS)
    return parser


def _executed(name: str, given: list[str]) -> int:
    gc.set_threshold(_NEW_OBJECTS_BETWEEN_LOOKS, *gc.get_threshold()[1:])
    command = import_module(f"experiments.commands.{name}")
    parser = argparse.ArgumentParser(
        prog=f"shelflife {name}",
        description=command.__doc__,
        epilog=_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    arguments = read_options(parser, given)
    arguments.command_line = [name, *given]
    try:
        if not getattr(command, "GATHERS", False):
            Gathered(arguments).refuse()
        with stopped_when_asked(), _warnings_as_lines():
            return int(command.execute(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: what is written is whole\n")
        return INTERRUPTED
    except BadInput as bad:
        return _refused(bad, in_json=getattr(arguments, "json", False))
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stderr.write(f"failed, and nothing was written: {error}\n")
        return FAILED


def _refused(bad: BadInput, *, in_json: bool) -> int:
    """Tell all problems of bad input: lines on standard error and, with ``--json``, one object on standard output."""
    if in_json:
        found = [vars(problem) for problem in bad.problems]
        sys.stdout.write(json.dumps({"problems": found}, ensure_ascii=False) + "\n")
    lines = "\n".join(f"  {problem.line()}" for problem in bad.problems)
    sys.stderr.write(f"bad input, nothing was run:\n{lines}\n")
    return BAD_INPUT


@contextmanager
def _warnings_as_lines() -> Iterator[None]:
    """Let a warning be a line for people, without the place in the program that gave it."""
    before = warnings.formatwarning

    def line(message: Warning | str, category: type[Warning], *_place: object, **_more: object) -> str:
        return f"{message}\n" if category is UserWarning else f"{category.__name__}: {message}\n"

    warnings.formatwarning = line
    try:
        yield
    finally:
        warnings.formatwarning = before


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("shelflife")
    except PackageNotFoundError:
        return "0 (not installed)"


def _first_line(file: Path) -> str:
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]
