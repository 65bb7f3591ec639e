"""Result folders: complete or not there at all, whatever interrupts the command that writes them.

A command writes into a hidden folder beside the one it was asked for; when every file is on the disk, that folder
takes its place. What a killed command left behind is cleared away by the next one that writes there.
"""

import json
import os
import platform
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.composing.problems import Problem
from experiments.durable import sync

PROVENANCE = "provenance.json"
PROGRAM = "shelflife"
_HIDDEN = re.compile(r"\.(?P<name>.+)\.(?P<host>[\w-]*)\.(?P<pid>\d+)\.(?P<kind>partial|replaced)")


def problems_with(out: Path) -> list[Problem]:
    """Return why results cannot go to a folder: it is a file, holds what others wrote, or cannot be written to."""
    if out.is_dir():
        foreign = _foreign(out)
        if foreign:
            rule = f"holds what Shelflife did not write ({foreign}), and would be replaced; name another folder"
            return [Problem("--out", str(out), rule)]
    elif out.exists() or out.is_symlink():
        return [Problem("--out", str(out), "is no folder; name one")]
    ground = next(parent for parent in out.absolute().parents if parent.exists())
    if not ground.is_dir():
        return [Problem("--out", str(out), f"cannot be made: {ground} is no folder")]
    if not os.access(ground, os.W_OK | os.X_OK):
        return [Problem("--out", str(out), f"cannot be made: {ground} may not be written to")]
    return []


@contextmanager
def written_at_once(out: Path) -> Iterator[Path]:
    """Yield an empty folder; when the block ends well, it takes the place of ``out``, and else it is removed.

    Raises:
        OSError: if the disk refuses.
    """
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    clear_leftovers(out.parent)
    partial = _beside(out, "partial")
    partial.mkdir()
    try:
        yield partial
        _onto_the_disk(partial)
        _take_place(partial, out)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_json(file: Path, content: Any) -> None:
    """Write strict JSON: no NaN, text as it is."""
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def clear_leftovers(parent: Path) -> None:
    """Remove what commands that were killed on this machine left; bring back a folder that was about to be replaced."""
    for hidden in sorted(parent.iterdir()):
        found = _HIDDEN.fullmatch(hidden.name)
        if not found or found["host"] != _host() or _is_alive(int(found["pid"])):
            continue
        place = parent / found["name"]
        if found["kind"] == "replaced" and not place.exists():
            hidden.rename(place)
        else:
            shutil.rmtree(hidden, ignore_errors=True)


def _foreign(folder: Path) -> str | None:
    """Return the name of something in a folder that no provenance lists, None if all of it is Shelflife's own."""
    present = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir())
    if not present:
        return None
    try:
        listed = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
        own = {PROVENANCE, *listed["files"]} if listed["program"] == PROGRAM else set()
    except (OSError, ValueError, KeyError, TypeError):
        own = set()
    strange = [name for name in present if name not in own]
    # A report that was written into the results is of them, and goes with them.
    within = {name.partition("/")[0] for name in strange if own and "/" in name}
    reports = {name for name in within if (folder / name / PROVENANCE).is_file() and _foreign(folder / name) is None}
    return next((name for name in strange if name.partition("/")[0] not in reports), None)


def _beside(out: Path, kind: str) -> Path:
    return out.parent / f".{out.name}.{_host()}.{os.getpid()}.{kind}"


def _host() -> str:
    return re.sub(r"[^\w-]", "", platform.node())


def _is_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _onto_the_disk(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        sync(file)
    sync(folder)


def _take_place(partial: Path, out: Path) -> None:
    """Rename a complete folder to its place; what stood there is set aside first and removed last."""
    aside = _beside(out, "replaced")
    if out.exists():
        out.rename(aside)
    try:
        partial.rename(out)
    except OSError:
        if aside.exists():
            aside.rename(out)
        raise
    sync(out.parent)
    shutil.rmtree(aside, ignore_errors=True)
