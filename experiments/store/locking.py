"""Who may write: one sweep alone, or any number of writers that only add."""

import fcntl
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LOCK = ".lock"


class StoreBusy(RuntimeError):
    """Another process is writing to the store."""


@contextmanager
def lock(folder: Path, *, shared: bool) -> Iterator[None]:
    """Hold a store, alone or with others that hold it ``shared``; the system lets go when the process dies.

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
            file.write(json.dumps({"process": os.getpid(), "host": platform.node()}))
            file.flush()
        yield


def _holder(folder: Path) -> str:
    try:
        held = json.loads((folder / _LOCK).read_text(encoding="utf-8"))
        return f"the process {held['process']} on {held['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
