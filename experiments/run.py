"""Shelflife as a plain Hydra application, for Hydra's own sweepers and launchers.

    python -m experiments.run scenario=guo_2017 censorship=full
    python -m experiments.run --multirun censorship=open,full seed=1,2,3 replicates=5 store=results/my_sweep

Every job makes its replicates and writes them to the same kind of store as ``shelflife sweep``, with the same run ids;
any number of jobs may write at once; every override is a column. `shelflife compact` merges what they wrote. Hydra
composes every job twice before the first begins and cannot resume: prefer ``shelflife sweep`` unless you need what only
Hydra's launchers have.
"""

import math
from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from experiments.compose import BadInput, Problem, composition
from experiments.configuration_folder import configuration_folder
from experiments.provenance import run_id
from experiments.runner.storing import store_runs
from experiments.runner.worker import Brief, Failed, Job, packed, take_brief
from experiments.store import create, is_store, lock, manifest_of
from sim.base.provenance import model_version
from sim.scenario import Scenario

_OURS = ("store", "objective")
_TABLES = ("steps", "posts", "events")
_STUDY = "hydra"


def job(config: DictConfig, overrides: list[str]) -> float | None:
    """Make the runs of one Hydra job and store them; return the mean of the objective, None if none is asked for.

    Raises:
        BadInput: with everything that is wrong.
        RuntimeError: if a run failed; it is a row of the store like the others.
    """
    asked = [override for override in overrides if override.partition("=")[0] not in _OURS]
    world = composition(*asked)
    folder = Path(config.store)
    if is_store(folder) and manifest_of(folder).get("study") != _STUDY:
        raise BadInput([Problem("store", str(folder), "is the store of a sweep, whose points are known; name another")])
    with lock(folder, shared=True):
        create(folder, {"study": _STUDY, "tables": list(_TABLES), "model_version": model_version()})
        brief = Brief("hydra", model_version(), (world.scenario.inputs,), _TABLES, str(folder.absolute()))
        take_brief(brief)
        made = store_runs(brief, _jobs(world.scenario, asked))
    failed = [one for one in made if isinstance(one, Failed)]
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(made)} runs failed, and are rows of the store: {failed[0].error}")
    return _mean([one.summary[config.objective] for one in made]) if config.objective else None


def _jobs(world: Scenario, overrides: list[str]) -> list[Job]:
    columns = dict(override.split("=", 1) for override in overrides)
    jobs = []
    for replicate in range(world.replicates):
        identity = run_id(world, world.seed, replicate)
        row = {"run_id": identity, "point": None, **columns, "seed": world.seed, "replicate": replicate}
        jobs.append(Job(replicate, row, packed(world.settings()), 0, replicate))
    return jobs


def _mean(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else math.nan


@hydra.main(version_base="1.3", config_path=str(configuration_folder()), config_name="run")
def main(config: DictConfig) -> float | None:
    """Make one job, as Hydra asks for it."""
    try:
        return job(config, list(HydraConfig.get().overrides.task))
    except BadInput as bad:
        lines = "\n".join(f"  {problem.line()}" for problem in bad.problems)
        raise SystemExit(f"bad input, nothing was run:\n{lines}") from None


if __name__ == "__main__":
    main()
