"""Measuring in a process of its own, so that peak memory is the row's and not of whatever was measured before."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

_STATUS = Path("/proc/self/status")
_KILOBYTE = 1024.0


def measured_apart(what: str, **asked: Any) -> dict[str, Any]:
    """Return the figures of a measurement of ``experiments.bench.measured``, run in a process of its own.

    Raises:
        subprocess.CalledProcessError: if it failed; what it said of that went to standard error.
    """
    command = [sys.executable, "-m", "experiments.bench.measured", what, json.dumps(asked)]
    done = subprocess.run(command, env=os.environ, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - ours
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def peak_megabytes() -> float:
    """Return the most memory that this process has ever held, in units of a million bytes.

    Where the system tells it, the process's own: what is asked of it otherwise begins with its parent's.
    """
    if _STATUS.exists():
        told = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
        return float(told["VmHWM"].split()[0]) * _KILOBYTE / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * _KILOBYTE / 1e6
