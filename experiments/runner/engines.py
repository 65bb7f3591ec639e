"""The engines to choose from: one file in ``conf/engine/`` each, its settings checked."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml  # type: ignore[import-untyped]
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from experiments.composing.overrides import parsed
from experiments.composing.problems import BadInput, Problem, nearest
from experiments.runner.cluster import DaskEngine, at_address, in_batch_jobs, on_this_machine, replacing
from experiments.runner.engine import Engine
from experiments.runner.local import LocalEngine
from sim.base.parameters import Declared

_PREFIX = "engine."


class LocalSettings(Declared):
    """Processes of this machine; all cores where ``workers`` is None."""

    kind: Literal["local"]
    workers: int | None = Field(None, ge=1, description="Processes to run in.")

    def engine(self) -> Engine:
        """Return the engine; one worker too is a process of its own, which a run may kill and the sweep outlives."""
        return LocalEngine(self.workers or os.cpu_count() or 1)


class DaskSettings(Declared):
    """A Dask cluster on this machine or, where ``scheduler`` is an address, one that is running."""

    kind: Literal["dask"]
    workers: int | None = Field(None, ge=1, description="Processes to run in, on this machine.")
    scheduler: str | None = Field(None, description="Address of a running scheduler, as tcp://HOST:PORT.")

    @model_validator(mode="after")
    def _a_running_cluster_has_its_workers(self) -> Self:
        if self.workers is not None and self.scheduler is not None:
            raise ValueError(f"would change nothing: the cluster that runs at {self.scheduler} has its own")
        return self

    def engine(self) -> Engine:
        """Return the engine."""
        here = self.workers or os.cpu_count() or 1
        if self.scheduler:
            return DaskEngine(at_address(self.scheduler))
        return DaskEngine(on_this_machine(here), replacing(here))


class JobqueueSettings(Declared):
    """Dask workers as jobs of a batch system, through dask-jobqueue."""

    kind: Literal["jobqueue"]
    cluster: Literal["SLURMCluster", "PBSCluster", "SGECluster", "LSFCluster", "HTCondorCluster", "OARCluster"]
    jobs: int = Field(ge=1, description="Jobs to ask for.")
    queue: str | None = Field(None, description="Queue or partition.")
    account: str | None = Field(None, description="Account that is charged.")
    walltime: str = Field(pattern=r"^(\d+-)?\d{1,3}:\d\d(:\d\d)?$", description="Longest time of a job, as 02:00:00.")
    cores: int = Field(ge=1, description="Cores of a job; one worker process a core.")
    memory: str = Field(pattern=r"^\d+(\.\d+)? ?[KMGT]i?B$", description="Memory of a job, as 3GB.")
    interface: str | None = Field(None, description="Network interface that workers answer on, as ib0.")
    directives: list[str] = Field(description="Further directives for the batch system.")
    prologue: list[str] = Field(description="Shell lines before a worker starts, as `module load python`.")

    def engine(self) -> Engine:
        """Return the engine."""
        settings: dict[str, Any] = {
            "queue": self.queue,
            "account": self.account,
            "walltime": self.walltime,
            "cores": self.cores,
            "processes": self.cores,
            "memory": self.memory,
            "interface": self.interface,
            "job_extra_directives": self.directives,
            "job_script_prologue": self.prologue,
        }
        return DaskEngine(in_batch_jobs(self.cluster, self.jobs, settings))


_ANY = TypeAdapter(Annotated[LocalSettings | DaskSettings | JobqueueSettings, Field(discriminator="kind")])


def engine_names(folder: Path) -> tuple[str, ...]:
    """Return the engines there are: the files of ``conf/engine/``."""
    return tuple(sorted(file.stem for file in (folder / "engine").glob("*.yaml")))


def is_about_engine(override: str) -> bool:
    """Return whether an override sets the engine and not the study."""
    return override.startswith(_PREFIX)


def engine(
    name: str | None, overrides: Sequence[str], folder: Path, *, workers: int | None, scheduler: str | None
) -> Engine:
    """Return the engine of that name, with its settings changed by overrides as ``engine.queue=short``.

    Where None is named it is the local one, and with a ``scheduler`` Dask. The engine is not opened yet.

    Raises:
        BadInput: with everything that is wrong.
    """
    if name == "local" and scheduler:
        rule = "is of Dask, and the engine is local: leave --engine out, or say --engine dask"
        raise BadInput([Problem("--scheduler", scheduler, rule)])
    name = name or ("dask" if scheduler else "local")
    known = engine_names(folder)
    if name not in known:
        rule = f"no such engine; there is {', '.join(known)}"
        raise BadInput([Problem("--engine", name, rule, suggestion=nearest(name, known))])
    file = folder / "engine" / f"{name}.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    given = {"workers": workers, "scheduler": scheduler}
    settings |= {key: value for key, value in given.items() if value is not None}
    for override in overrides:
        found = parsed(override)
        settings[found.key_or_group.removeprefix(_PREFIX)] = found.value()
    try:
        return _ANY.validate_python(settings).engine()
    except ValidationError as error:
        raise BadInput([_refusal(found, set(given)) for found in error.errors(include_url=False)]) from None


def _refusal(found: Any, options: set[str]) -> Problem:
    if found["type"] == "value_error":
        # Only of a cluster that runs already: that is what the workers are too many for.
        return Problem("--workers", str(found["input"].get("workers")), str(found["ctx"]["error"]))
    key = ".".join(str(part) for part in found["loc"][1:])
    named = f"--{key}" if key in options else f"{_PREFIX}{key}"
    rules = {
        "extra_forbidden": "no such setting of this engine",
        "greater_than_equal": f"must be a whole number, at least {found.get('ctx', {}).get('ge')}",
    }
    return Problem(named, str(found["input"]), rules.get(found["type"], found["msg"].lower()))
