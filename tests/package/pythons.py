"""The Pythons of this machine, found where the bootstrap looks for them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def python_of(minor: str) -> Path | None:
    """Return a Python of this version, as ``3.13``, that has its venv module; None where there is none."""
    check = f"import sys, ensurepip, venv; sys.exit(sys.version_info[:2] != {tuple(map(int, minor.split('.')))})"
    for candidate in _candidates(minor):
        try:
            if not subprocess.run([candidate, "-c", check], capture_output=True, timeout=60, check=False).returncode:
                return candidate
        except OSError:
            continue
    return None


def _candidates(minor: str) -> Iterator[Path]:
    for name in (f"python{minor}", "python3", "python"):
        if found := shutil.which(name):
            yield Path(found)
    for root in (os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv"):
        if root:
            yield from sorted(Path(root).glob(f"versions/{minor}.*/bin/python"))
