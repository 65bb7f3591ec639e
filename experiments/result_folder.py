"""Result folders: complete or not there at all, whatever interrupts the command that writes them.

A command writes into a hidden folder beside the one it was asked for; when every file is on the disk, that folder
takes its place. What a killed command left behind is cleared away by the next one that writes there.
"""

import json
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.composing.problems import Problem
from experiments.durable import sync

PROVENANCE = "provenance.json"
PROGRAM = "shelflife"
_HIDDEN = re.compile(r"\.(?P<name>.+)\.(?P<host>[\w-]*)\.(?P<pid>\d+)\.(?P<kind>partial|replaced)")
# No result is smaller than what is written on trial: a disk that does not take this is full.
_TRIAL_BYTES = 65_536


def problems_with(out: Path) -> list[Problem]:
    """Return why results cannot take the place of a folder: it holds what others wrote, or it cannot be made."""
    try:
        foreign = _foreign(out) if out.is_dir() else None
    except OSError as error:
        return [_refused(out, f"cannot be looked into ({os.strerror(error.errno or 0)})")]
    if foreign:
        return [_refused(out, f"holds what Shelflife did not write ({foreign}), and would be replaced; name another")]
    return problems_with_making(out)


def problems_with_making(out: Path) -> list[Problem]:
    """Return why a folder cannot be made, or made anew: a file is in its place, or the disk takes nothing there.

    What a disk takes is tried out, since permissions do not tell it: of a full disk, or of a folder like /proc.
    """
    try:
        if not out.is_dir() and (out.exists() or out.is_symlink()):
            return [_refused(out, "is no folder; name one")]
        ground = next(parent for parent in out.absolute().parents if parent.exists())
        if not ground.is_dir():
            return [_refused(out, f"cannot be made: {ground} is no folder")]
        why = why_nothing_can_be_written(ground)
        if why is None:
            _try_making(ground / _beside(out, "partial").name)
    except OSError as error:
        return [_refused(out, f"cannot be made: {os.strerror(error.errno or 0)}")]
    return [] if why is None else [_refused(out, f"cannot be made: {ground} {why}")]


def problems_with_filling(out: Path) -> list[Problem]:
    """Return why no files can be put into a folder, whether it is there already or is yet to be made."""
    try:
        if not out.is_dir():
            return problems_with_making(out)
    except OSError as error:
        return [_refused(out, f"cannot be made: {os.strerror(error.errno or 0)}")]
    why = why_nothing_can_be_written(out)
    return [] if why is None else [_refused(out, why)]


def why_nothing_can_be_written(folder: Path) -> str | None:
    """Return why a folder takes no file, in words, or None; the file that is tried is gone with the trial."""
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(_TRIAL_BYTES))
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        return f"takes no files ({os.strerror(error.errno or 0)})"
    return None


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


def _refused(out: Path, rule: str) -> Problem:
    return Problem("--out", str(out), rule)


def _try_making(folder: Path) -> None:
    """Make a folder and remove it: its name may be too long, or folders may not be made there."""
    folder.mkdir()
    folder.rmdir()


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
