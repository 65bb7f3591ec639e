"""An installation as a stranger makes it: a wheel made from the source archive, in an environment of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.architecture.tree import ROOT, text_files

_BUILD = "import sys; from setuptools import build_meta as made; print(made.build_sdist(sys.argv[1]))"
_HASH = re.compile(r"\s*\\?\n\s+--hash=\S+")


class Installed(NamedTuple):
    """A fresh environment with the wheel in it, and a folder far from the checkout to work in."""

    python: Path
    wheel: Path
    constraints: Path
    work: Path

    def install(self, extras: str = "") -> None:
        """Install the wheel with extras, as ``[report]``, at the versions of the lock."""
        command = [*_pip(self.python), "install", "--quiet", "--constraint", self.constraints, f"{self.wheel}{extras}"]
        subprocess.run(command, cwd=self.work, check=True)

    def command(self, *arguments: str) -> list[str]:
        return [str(self.python.parent / "shelflife"), *arguments]

    def shelflife(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = self.command(*arguments)
        return subprocess.run(
            command,
            cwd=self.work,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )

    def environment(self) -> dict[str, str]:
        """Return the surroundings of a new user: caches of their own, nothing of ours on Python's path."""
        ours = {"PYTHONPATH", "SHELFLIFE_DATA", "VIRTUAL_ENV", "NUMBA_CACHE_DIR", "NUMBA_DISABLE_JIT"}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return kept | {"XDG_CACHE_HOME": str(self.work / "cache"), "PYTHONNOUSERSITE": "1"}

    def megabytes(self) -> float:
        """Return what the environment takes up on disk as `du -m` counts, Python's compiled files and pip included."""
        files = (each for each in self.python.parent.parent.rglob("*") if each.is_file() and not each.is_symlink())
        return sum(each.stat().st_blocks * 512 for each in files) / 2**20


def installed(python: Path, wheel: Path, folder: Path) -> Installed:
    """Install the wheel alone into an environment below ``folder``."""
    subprocess.run([python, "-m", "venv", folder / "environment"], check=True)
    constraints = folder / "constraints.txt"
    constraints.write_text(_HASH.sub("", (ROOT / "requirements.lock").read_text()))
    work = folder / "elsewhere"
    work.mkdir()
    made = Installed(folder / "environment/bin/python", wheel, constraints, work)
    made.install()
    return made


def source_archive(folder: Path) -> Path:
    """Build the source archive from a copy of what is committed."""
    copy = folder / "project"
    for name in text_files():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    made = subprocess.run(
        [sys.executable, "-c", _BUILD, folder], cwd=copy, check=True, capture_output=True, text=True
    ).stdout
    return folder / made.splitlines()[-1]


def wheel_of(archive: Path, folder: Path) -> Path:
    """Build the wheel from the source archive, as an installer does that finds no wheel."""
    command = [*_pip(Path(sys.executable)), "wheel", "--quiet", "--no-deps", "--no-build-isolation", archive]
    subprocess.run([*command, "--wheel-dir", folder / "wheels"], cwd=folder, check=True)
    (wheel,) = (folder / "wheels").glob("*.whl")
    return wheel


def _pip(python: Path) -> list[str]:
    return [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
