"""Where results came from: settings, inputs, versions, commit. What follows from them carries their run id."""

import hashlib
import json
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from experiments.result_folder import PROGRAM
from sim.base.provenance import library_versions, model_version
from sim.scenario import Scenario

_CHANGES_NO_NUMBER = ("story", "threads", "workers", "engine", "replicates", "out", "seed")
_LIBRARIES = ("hydra-core", "pandas", "pyarrow", "scipy")


class WorldIdentity:
    """The identity of a world, from which those of its runs follow; of little size, for thousands of worlds."""

    def __init__(self, scenario: Scenario) -> None:
        """Take what tells the world from others."""
        self._begun = hashlib.sha256(f"[{_canonical(telling_settings(scenario))},".encode())

    def run_id(self, seed: int, replicate: int) -> str:
        """Return the identity of a run: equal exactly where settings, inputs, chance and model are equal."""
        whole = self._begun.copy()
        whole.update(f"{_canonical(seed)},{_canonical(replicate)},{_canonical(model_version())}]".encode())
        return whole.hexdigest()


def run_id(scenario: Scenario, seed: int, replicate: int) -> str:
    """Return the identity of one run of a world."""
    return WorldIdentity(scenario).run_id(seed, replicate)


def digest(content: Any) -> str:
    """Return the sha256 of plain data."""
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def telling_settings(scenario: Scenario) -> dict[str, Any]:
    """Return the settings that change numbers, composed whole: what a run id is made of, beside chance and model.

    An input file counts by what it holds and not by where it lies. The order of narratives and segments counts.
    """
    settings = {key: value for key, value in scenario.settings().items() if key not in _CHANGES_NO_NUMBER}
    for role, fingerprint in scenario.inputs.fingerprints:
        *blocks, last = role.split(".")
        place = settings
        for block in blocks:
            place = place[block]
        place[last] = f"sha256:{fingerprint}"
    return settings


def _canonical(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def provenance(command: Sequence[str], settings: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return what makes a result reproducible; ``settings`` is plain data."""
    return {
        "program": PROGRAM,
        "command": [PROGRAM, *command],
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "model_version": model_version(),
        "seed": seed,
        **origin(),
        "settings": settings,
    }


def origin() -> dict[str, Any]:
    """Return what the source and its libraries are: commit, dirty flag, versions."""
    return {
        **_source_state(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "libraries": library_versions() | {name: version(name) for name in _LIBRARIES},
    }


def input_fingerprints(scenario: Scenario) -> dict[str, str]:
    """Return the sha256 of every file that a scenario took from outside, by the key that names it."""
    return dict(scenario.inputs.fingerprints)


def sha256_of(file: Path) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@cache
def _source_state() -> dict[str, Any]:
    """Return commit and dirty flag of the checkout that the program runs from; None where it is no checkout."""
    root = Path(__file__).resolve().parent.parent
    top = _git(root, "rev-parse", "--show-toplevel")
    # An installed program may lie inside a checkout of something else.
    if top is None or Path(top).resolve() != root:
        return {"commit": None, "dirty": None}
    status = _git(root, "status", "--porcelain")
    return {"commit": _git(root, "rev-parse", "--verify", "HEAD"), "dirty": status is None or bool(status)}


def _git(root: Path, *arguments: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - git itself, found on the path, with fixed arguments
            [git, "-C", str(root), *arguments], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
