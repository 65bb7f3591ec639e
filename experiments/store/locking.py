"""Who may write: one sweep alone, or any number of writers that only add."""

import fcntl
import json
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_LOCK = ".lock"


class StoreBusy(RuntimeError):
    """Another process is writing to the store."""


@contextmanager
def lock(folder: Path, *, shared: bool, sweep: str = "") -> Iterator[None]:
    """Hold a store, alone or with others that hold it ``shared``; the system lets go when the process dies.

    The name of a ``sweep`` that holds it alone tells its writers elsewhere whether it still does.

    Raises:
        StoreBusy: if it is held in a way that leaves no room for this; nothing is waited for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(f"{folder}: {_holder(folder)} is writing to it; wait, or name another folder") from None
        if not shared:
            file.truncate(0)
            file.write(json.dumps({"process": os.getpid(), "host": platform.node(), "sweep": sweep}))
            file.flush()
        yield


def refuse_if_taken(folder: Path, sweep: str) -> None:
    """Refuse to write for a sweep whose driver is gone, once another has taken the store over.

    Raises:
        StoreBusy: if that is so.
    """
    held = _held(folder)
    if held is not None and held["sweep"] != sweep:
        raise StoreBusy(f"{folder}: {_named(held)} has taken it over; what this sweep still makes is not kept")


def _holder(folder: Path) -> str:
    held = _held(folder)
    return "another process" if held is None else _named(held)


def _named(held: Mapping[str, Any]) -> str:
    return f"the process {held['process']} on {held['host']}"


def _held(folder: Path) -> dict[str, Any] | None:
    """Return who holds a store, or held it last; None where nobody is named."""
    try:
        held = json.loads((folder / _LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    named = isinstance(held, dict) and all(key in held for key in ("process", "host", "sweep"))
    return held if named else None
