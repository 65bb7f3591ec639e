"""The page of the command: every subcommand with its arguments, from the parsers that the command itself uses."""

from __future__ import annotations

import argparse
from importlib import import_module

from experiments.cli import commands
from tests.docs.reference.markdown import prose, table

_OPENING = """\
# The command

`shelflife COMMAND [ARGUMENT…]`. Exit status: 0 done, 1 a run failed, 2 bad input and nothing was written. Overrides are
Hydra's: `censorship=full`, `censorship=[filter,fear]`, `enforcement.suspension.threshold=.7`.

Every command that writes takes `--out DIR`, `--seed N`, `--quiet` and `--json`: run, compare, sweep, release, report,
validate, calibrate, compact, bench, new, serve. `--seed` changes nothing, and says so, in `compact` and `new`, which
draw nothing, and in `bench`, whose worlds have seeds of their own, since figures of other worlds could not be compared
with those in the table. It is refused by `serve` without `--replay`, where each visitor chooses it; `--out` is refused
by `serve`, which writes no folder: `--replay FILE` names its file.
For `compact`, `--out` is a new folder for a merged copy; for `bench`, the folder of the table that rows are put into;
for `new`, the checkout. Commands that write nothing (scenarios, options, show, doctor) take none of them but `--json`,
and `solara` takes none.
"""


def pages() -> dict[str, str]:
    """Return the page."""
    return {"command.md": _OPENING + "".join(_described(name) for name in commands())}


def parser_of(name: str) -> argparse.ArgumentParser:
    """Return the parser of a subcommand."""
    parser = argparse.ArgumentParser(prog=f"shelflife {name}", allow_abbrev=False)
    import_module(f"experiments.commands.{name}").add_arguments(parser)
    return parser


def _described(name: str) -> str:
    text = _as_markdown(import_module(f"experiments.commands.{name}").__doc__ or "")
    rows = [(_form(action), _plain(action)) for action in parser_of(name)._actions if action.help != argparse.SUPPRESS]
    return f"\n## shelflife {name}\n\n{text}\n" + table(("Argument", "Meaning"), rows)


def _as_markdown(docstring: str) -> str:
    """Set the command lines of a help text, which stand there as they are typed, as blocks of code."""
    blocks = prose(docstring).split("\n\n")
    return "\n\n".join(_as_code(block) if block.lstrip().startswith("shelflife ") else block for block in blocks)


def _as_code(block: str) -> str:
    lines = [line.strip() for line in block.splitlines()]
    return "\n".join(["```sh", *lines, "```"])


def _form(action: argparse.Action) -> str:
    named = ", ".join(action.option_strings)
    takes = "" if action.nargs == 0 else str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest)
    several = "…" if action.nargs in ("*", "+") else ""
    return f"`{' '.join(part for part in (named, takes + several) if part)}`"


def _plain(action: argparse.Action) -> str:
    told = (action.help or "").replace("%(default)s", str(action.default)).replace("%%", "%")
    # What is typed in small letters stays so.
    typed = "=" in told and told.partition("=")[0].isidentifier()
    return told if typed else told[:1].upper() + told[1:]
