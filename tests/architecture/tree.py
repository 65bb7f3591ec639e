"""What the architecture rules look at: the project's own files, read and parsed, never imported."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
OLDEST_PYTHON = (3, 12)


class Source(NamedTuple):
    """One Python file: its path from the root with slashes, its text and its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name under which the file is imported."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Import(NamedTuple):
    """One imported thing: the line and the dotted name of what is imported, module or member."""

    line: int
    target: str


class Function(NamedTuple):
    """One function or method: its dotted place in the file, its node, and the class it stands in directly, if any."""

    place: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    owner: ast.ClassDef | None


@cache
def source(name: str, root: Path = ROOT) -> Source:
    """Read and parse one file as the oldest supported Python would; a syntax error names the file."""
    text = (root / name).read_text(encoding="utf-8")
    return Source(name, text, ast.parse(text, filename=name, feature_version=OLDEST_PYTHON))


def python_files(*folders: str, root: Path = ROOT) -> list[str]:
    """Return the paths from the root of all Python files under the folders, sorted."""
    found = (file.relative_to(root) for folder in folders for file in (root / folder).rglob("*.py"))
    return sorted(file.as_posix() for file in found if "__pycache__" not in file.parts)


def text_files(root: Path = ROOT) -> list[str]:
    """Return the paths of all files that are committed or would be, sorted; nothing where git is missing."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return sorted(name for name in listed.split("\0") if name and (root / name).is_file())


def text_of(name: str, root: Path = ROOT) -> str:
    """Return a file's text, empty for a file that is not text."""
    try:
        return (root / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def families(root: Path = ROOT) -> dict[str, str]:
    """Return the folder of every option family by its key, read from the table in ``sim/base/options.py``."""
    calls = (node for node in ast.walk(source("sim/base/options.py", root).tree) if isinstance(node, ast.Call))
    tables = (call.args[:2] for call in calls if dotted(call.func) == "Family")
    return {ast.literal_eval(key): ast.literal_eval(folder) for key, folder in tables}


def imports(file: Source) -> Iterator[Import]:
    """Yield everything a file imports when it runs, wherever in the file: ``from a import b`` yields ``a.b``.

    What stands under ``if TYPE_CHECKING:`` is never imported. Mesa's agents refer back to their model; naming the
    model's type there, for the reader and the type checker, makes no floor depend on a higher one.
    """
    package = file.module if file.name.endswith("__init__.py") else file.module.rpartition(".")[0]
    for node in _running_code(file.tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            yield from (Import(node.lineno, f"{base}.{name.name}") for name in node.names)


def _running_code(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and dotted(child.test).endswith("TYPE_CHECKING")):
            yield from _running_code(child)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])


def functions(file: Source) -> Iterator[Function]:
    """Yield every function of a file, methods and inner functions included."""
    yield from _functions(file.tree, "", None)


def _functions(node: ast.AST, place: str, owner: ast.ClassDef | None) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(place + child.name, child, owner)
            yield from _functions(child, f"{place}{child.name}.", None)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{place}{child.name}.", child)
        else:
            yield from _functions(child, place, owner)


def dotted(node: ast.AST) -> str:
    """Return ``a.b.c`` for a name or a chain of attributes, and an empty string for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""
