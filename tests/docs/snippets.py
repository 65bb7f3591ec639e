"""Runs what pages show: ``python -m tests.docs.snippets PAGE…`` makes the outputs on pages anew.

A page is run from top to bottom in an empty folder, like a newcomer would. Blocks of code mean:

- ``console``: lines that begin ``$ `` are commands; what stands below one, up to the next, is what it prints.
- ``python``: run in one namespace for the whole page; a ``text`` block right below is what it prints.
- any language with ``title="FILE"``: the file of that name, before what follows is run.

Nothing else may be marked as ``console`` or ``python``. What is printed to standard error, as progress, is not shown.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from experiments.cli import main as shelflife

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<code>.*?)^```$", re.M | re.S)
_OF_THE_PROGRAM = ("sim/", "conf/")
"""Where a page that adds to the program itself writes its files; it is run in a copy of the program."""


class Block(NamedTuple):
    """A block of code on a page: where its code begins and ends in the text, and what is to be done with it."""

    language: str
    title: str | None
    code: str
    start: int
    end: int


class SnippetFailed(AssertionError):
    """A command or program of a page that did not end well."""


def blocks(text: str) -> list[Block]:
    """Return the blocks of code of a page that have a language, in order."""
    return [
        Block(found["language"], found["title"], found["code"], *found.span("code")) for found in _BLOCK.finditer(text)
    ]


def made_anew(text: str, folder: Path) -> str:
    """Run a page in an empty folder; return it with the outputs that were really printed.

    Raises:
        SnippetFailed: if something on it did not end well.
    """
    found = blocks(text)
    run = _Run(folder, copied=any((block.title or "").startswith(_OF_THE_PROGRAM) for block in found))
    printed, result = None, text
    new: list[tuple[Block, str]] = []
    for block in found:
        if block.language == "text" and not block.title and printed is not None:
            new.append((block, printed))
        printed = None
        if block.title:
            run.write(block.title, block.code)
        elif block.language == "python":
            printed = run.python(block.code)
        elif block.language == "console":
            new.append((block, run.console(block.code)))
    for block, code in reversed(new):
        result = result[: block.start] + code + result[block.end :]
    return result


class _Run:
    """One page being run: its folder, and the names its programs have made."""

    def __init__(self, folder: Path, *, copied: bool) -> None:
        self.folder, self.copied = folder, copied
        self.names: dict[str, Any] = {"__name__": "__page__"}
        if copied:
            for part in ("sim", "experiments", "conf"):
                shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))

    def write(self, name: str, text: str) -> None:
        """Write a file of the page."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def python(self, code: str) -> str:
        """Run a program of the page; return what it printed."""
        out = io.StringIO()
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(io.StringIO()):
            exec(compile(code, "<page>", "exec"), self.names)  # noqa: S102 - the page is ours
        return trimmed(out.getvalue())

    def console(self, code: str) -> str:
        """Run the commands of a block; return it with what they printed."""
        return "".join(f"$ {command}\n{trimmed(self._printed(command))}" for command in _commands(code))

    def _printed(self, command: str) -> str:
        own, _, rest = command.replace("\\\n", " ").partition(" | ")
        if self.copied or not own.startswith("shelflife ") or set(own) & set("&;<>|"):
            return self._shell(command)
        out, told = io.StringIO(), io.StringIO()
        with chdir(self.folder), redirect_stdout(out), redirect_stderr(told):
            status = shelflife(shlex.split(own)[1:])
        if status:
            raise SnippetFailed(f"{command}: exit {status}\n{told.getvalue()}")
        return self._shell(rest, out.getvalue()) if rest else out.getvalue()

    def _shell(self, command: str, given: str = "") -> str:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = 'shelflife() { python -m experiments "$@"; }; ' if self.copied else ""
        told = subprocess.run(
            ["bash", "-o", "pipefail", "-c", own + command],
            cwd=self.folder,
            env=os.environ | {"PATH": path, "COLUMNS": "100"},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode:
            raise SnippetFailed(f"{command}: exit {told.returncode}\n{told.stderr}")
        return told.stdout


def _commands(code: str) -> Iterator[str]:
    lines = iter(code.splitlines())
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                command += "\n" + next(lines)
            yield command


def trimmed(text: str) -> str:
    """Return printed text without the blanks that end its lines, and without empty lines at either end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    return f"{lines}\n" if lines else ""


def main(names: list[str]) -> None:
    """Make the outputs on pages anew."""
    for name in names:
        page = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(made_anew(page.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
