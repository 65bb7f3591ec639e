"""Checkpoints of a long run: snapshots on the disk, from which the run goes on after whatever interrupted it.

Each world of the run keeps its latest two, so that one may be torn. A snapshot carries the run's identity and its own
fingerprint: one of another run is refused, one that is damaged is set aside and named, and the one before is taken.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from experiments.composing.problems import BadInput, Problem
from experiments.durable import take_name

_KEPT = 2
_SUFFIX = ".snapshot"


def checkpoint_folder(out: Path) -> Path:
    """Return where the checkpoints of a run lie whose results go to ``out``: beside it, until these are complete."""
    return out.parent / f"{out.name}.checkpoints"


class Checkpoints:
    """The checkpoints of one run; ``set_aside`` tells of the damaged ones that were found."""

    def __init__(self, folder: Path, run_id: str, every: int) -> None:
        """Keep a snapshot ``every`` so many ticks in a folder."""
        self.folder, self.run_id, self.every = folder, run_id, every
        self.set_aside: list[str] = []

    def of_world(self, name: str) -> "WorldCheckpoints":
        """Return the place for the snapshots of one of the run's worlds."""
        return WorldCheckpoints(self, name)

    def discard(self) -> None:
        """Remove all of them: the run is complete, or begins anew."""
        shutil.rmtree(self.folder, ignore_errors=True)


class WorldCheckpoints:
    """The checkpoints of one world of a run."""

    def __init__(self, run: Checkpoints, name: str) -> None:
        """Look into the run's folder for those of a world."""
        self.run, self.name, self.every = run, name, run.every

    def keep(self, taken: bytes, tick: int) -> None:
        """Write a snapshot, and remove those before the last but one.

        Raises:
            OSError: if the disk refuses.
        """
        self.run.folder.mkdir(parents=True, exist_ok=True)
        file = self.run.folder / f"{self.name}.{tick:09d}{_SUFFIX}"
        about = {"run_id": self.run.run_id, "every": self.every, "sha256": hashlib.sha256(taken).hexdigest()}
        partial = file.with_suffix(".partial")
        partial.write_bytes(json.dumps(about).encode() + b"\n" + taken)
        take_name(partial, file)
        for old in self._files()[_KEPT:]:
            old.unlink()

    def latest(self) -> bytes | None:
        """Return the latest snapshot that is whole; damaged ones are set aside."""
        for file in self._files():
            head, _, taken = file.read_bytes().partition(b"\n")
            if _about(head).get("sha256") == hashlib.sha256(taken).hexdigest():
                return taken
            file.rename(file.with_suffix(".damaged"))
            self.run.set_aside.append(f"{file.name} is torn: what it holds is not what was written")
        return None

    def _files(self) -> list[Path]:
        return sorted(self.run.folder.glob(f"{self.name}.*{_SUFFIX}"), reverse=True)


def interval_of(folder: Path, run_id: str) -> int | None:
    """Return after how many ticks the run in a folder kept snapshots, None where there is none to go on from.

    Raises:
        BadInput: if they are those of another run.
    """
    every = None
    for file in sorted(folder.glob(f"*{_SUFFIX}")):
        with file.open("rb") as opened:
            about = _about(opened.readline())
        if about.get("run_id", run_id) != run_id:
            rule = f"({file.name}) was left by another run: other settings, seed or version of the model; name another"
            raise BadInput([Problem("--out", str(folder), rule)])
        every = about.get("every", every)
    return every


def _about(head: bytes) -> dict[str, Any]:
    """Return what the first line of a checkpoint says of it, nothing where it is damaged."""
    try:
        about = json.loads(head)
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}
