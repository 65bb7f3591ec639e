"""Files that settings name: read where they lie, and what is wrong with them told with the key that named them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from experiments.composing.checking import Composed
from experiments.composing.problems import Problem
from experiments.readers.refusal import UnreadableFile

type State = tuple[int, int]
"""When a file was last changed, and its size: a file of the same state is the same file."""


def settings_at(tree: Any, path: tuple[str, ...]) -> Any:
    """Return what stands at a path in a tree of settings, None if nothing does."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def read_named[R](
    composed: Composed, key: tuple[str, ...], reader: Callable[[Path, State], R], problems: list[Problem]
) -> R | None:
    """Return what a reader makes of the file named at ``key``; what is wrong with it is added to ``problems``."""
    name = settings_at(composed.tree, key)
    if not isinstance(name, str):
        return None
    if not name:
        problems.append(Problem(".".join(key), name, "names no file", composed.origin(key)))
        return None
    try:
        return reader(*placed(name))
    except UnreadableFile as refused:
        problems.append(Problem(".".join(key), name, refused.rule_and_line(), composed.origin(key)))
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        problems.append(Problem(".".join(key), name, f"cannot be read: {why}", composed.origin(key)))
    return None


def placed(name: str) -> tuple[Path, State]:
    """Return where a named file lies, and its state.

    Raises:
        OSError: if there is none.
        ValueError: if the name is none that a file can have.
        RuntimeError: if it begins with the home folder of nobody.
    """
    path = Path(name).expanduser()
    found = path.stat()
    return path.resolve(), (found.st_mtime_ns, found.st_size)
