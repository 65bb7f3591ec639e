"""Looking after processes from outside: who was started by whom, and who is still there."""

from __future__ import annotations

import time
from pathlib import Path


def processes_below(parent: int) -> list[int]:
    """Return the processes that a process started, and those that they did."""
    below = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "stat").read_text()
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent:
            below += [int(entry.name), *processes_below(int(entry.name))]
    return below


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def gone(pids: list[int], seconds: float = 20.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False
