"""The store of Hydra's own jobs: what its manifest says, and why jobs may not write to a folder.

Hydra's sweepers may choose a job by what came of those before, and its launchers may start it anywhere. So no design is
known beforehand: the store is of the command line that began it, and takes whatever other jobs of the same model add.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped]

from experiments.composing.problems import Problem
from experiments.configuration_folder import configuration_folder
from experiments.provenance import origin, telling_settings
from experiments.result_folder import problems_with_filling
from experiments.store import StoreBusy, StoreDiffers, is_begun, is_store, lock, manifest_of
from experiments.store.manifest import refuse_other
from sim.base.provenance import model_version
from sim.scenario import Scenario

STUDY = "hydra"
TABLES = ("steps", "posts", "events")
_PROGRAM = ("python", "-m", "experiments.run")


class Asked(NamedTuple):
    """A command line: its ``words``, the overrides common to all jobs, the values of other keys as written."""

    words: tuple[str, ...]
    fixed: tuple[str, ...]
    vary: Mapping[str, str]


def manifest_for(asked: Asked, first: Scenario) -> dict[str, Any]:
    """Return what a store of Hydra's jobs says of itself; ``first`` is the world of the first job."""
    return {
        **_same_for_all(),
        "asked": list(asked.words),
        "fixed": list(asked.fixed),
        "vary": dict(asked.vary),
        "config": telling_settings(first),
        **origin(),
    }


def command_of(manifest: Mapping[str, Any]) -> list[str]:
    """Return the command that began a store of Hydra's jobs; empty where it was not recorded."""
    words = manifest.get("asked") or []
    return [*_PROGRAM, *words] if words else []


def default_store() -> str:
    """Return the store of jobs that name none."""
    settings = yaml.safe_load((configuration_folder() / "run.yaml").read_text(encoding="utf-8"))
    return str(settings["store"])


def wrong_with_store(folder: Path) -> list[Problem]:
    """Return why jobs cannot write to a folder: it is another's store, is being written to, or takes no files."""
    problems = [replace(problem, key="store") for problem in problems_with_filling(folder)]
    if problems or not folder.is_dir():
        return problems
    try:
        if is_store(folder):
            if manifest_of(folder).get("study") != STUDY:
                rule = "is the store of a sweep, whose points are known; name another"
                return [Problem("store", str(folder), rule)]
            refuse_other(folder, _same_for_all())
        if is_store(folder) or is_begun(folder):
            with lock(folder, shared=True):
                pass
    except (StoreDiffers, StoreBusy) as refused:
        return [store_refused(folder, refused)]
    return []


def store_refused(folder: Path, refused: Exception) -> Problem:
    """Return what a store says against its writer, as a problem of the command line."""
    return Problem("store", str(folder), str(refused).removeprefix(f"{folder}: "))


def of_one_job(overrides: Sequence[str]) -> Asked:
    """Return what is asked where only a job's own overrides are known."""
    return Asked(tuple(overrides), tuple(overrides), {})


def _same_for_all() -> dict[str, Any]:
    return {"study": STUDY, "tables": list(TABLES), "model_version": model_version()}
