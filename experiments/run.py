"""Shelflife as a plain Hydra application, for Hydra's own sweepers and launchers.

    python -m experiments.run scenario=guo_2017 censorship=full
    python -m experiments.run --multirun censorship=open,full seed=1,2,3 replicates=5 store=results/my_sweep

Every job makes its replicates and writes them to the same kind of store as ``shelflife sweep``, with the same run ids;
any number of jobs may write at once; every override is a column. `shelflife compact` merges what they wrote. Hydra
composes every job twice before the first begins and cannot resume: prefer ``shelflife sweep`` unless you need what only
Hydra's launchers have.
"""

import math
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override, ValueType
from hydra.errors import HydraException
from omegaconf import DictConfig

from experiments.cli import BAD_INPUT
from experiments.compose import BadInput, Problem, composition
from experiments.composing.groups import Settings, settings_in
from experiments.composing.overrides import parsed
from experiments.composing.problems import COMMAND_LINE, nearest
from experiments.configuration_folder import configuration_folder
from experiments.designs._contract import Axis
from experiments.metric_keys import metric_keys
from experiments.provenance import run_id
from experiments.result_folder import problems_with_filling
from experiments.runner.storing import store_runs
from experiments.runner.worker import Brief, Failed, Job, packed, take_brief
from experiments.store import create, is_store, lock, manifest_of
from experiments.studies.axes import axis_of
from experiments.studies.worlds import Worlds
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
        raise BadInput([_other_store(folder)])
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


def problems_with(arguments: Sequence[str]) -> list[Problem]:
    """Return what is wrong with a command line, before Hydra makes a folder of it; nothing where it only asks Hydra."""
    asked = get_args_parser().parse_args(arguments)
    if any((asked.help, asked.hydra_help, asked.cfg, asked.info, asked.shell_completion)):
        return []
    ours = [text for text in asked.overrides if not _is_hydras(text)]
    settings = dict(text.partition("=")[::2] for text in ours if text.partition("=")[0] in _OURS)
    worlds = [text for text in ours if text.partition("=")[0] not in _OURS]
    return [*_wrong_with_worlds(worlds, several=asked.multirun), *_wrong_with_ours(settings)]


def _is_hydras(text: str) -> bool:
    return text.lstrip("+~").startswith(("hydra.", "hydra/"))


def _wrong_with_ours(settings: dict[str, str]) -> list[Problem]:
    problems = []
    objective = settings.get("objective", "null")
    # What Hydra is to fill in, as ${hydra:job.num}, has no place yet.
    if "store" in settings and "$" not in settings["store"]:
        problems += _wrong_with_store(Path(settings["store"]))
    if objective != "null" and objective not in metric_keys():
        rule = "is no key of a summary; `shelflife options metrics`"
        problems.append(Problem("objective", objective, rule, suggestion=nearest(objective, metric_keys())))
    return problems


def _wrong_with_store(folder: Path) -> list[Problem]:
    problems = [replace(problem, key="store") for problem in problems_with_filling(folder)]
    if not problems and is_store(folder) and manifest_of(folder).get("study") != _STUDY:
        problems.append(_other_store(folder))
    return problems


def _other_store(folder: Path) -> Problem:
    return Problem("store", str(folder), "is the store of a sweep, whose points are known; name another")


def _wrong_with_worlds(overrides: Sequence[str], *, several: bool) -> list[Problem]:
    """Return what is wrong with the worlds; with ``several`` values of a key, each is tried with the others' first."""
    files = settings_in(configuration_folder())
    problems: list[Problem] = []
    fixed: list[str] = []
    axes: list[Axis] = []
    for text in overrides:
        override = _sweep_of(text) if several else None
        axis = _axis(text, override, files) if override else None
        if override is None:
            fixed.append(text)
        elif isinstance(axis, Axis):
            axes.append(axis)
        elif axis is not None:
            problems.append(axis)
    return problems + Worlds(fixed, axes, files, {}).wrong_one_by_one()


def _sweep_of(text: str) -> Override | None:
    try:
        override = parsed(text)
    except HydraException:
        return None
    return override if override.is_sweep_override() else None


def _axis(text: str, override: Override, files: Settings) -> Axis | Problem | None:
    """Return the listed values of a key, what is wrong with them, or None of an interval, which its sweeper draws."""
    key, _, value = text.partition("=")
    if override.value_type is ValueType.INTERVAL_SWEEP:
        return None
    return axis_of(key, value, {}, files.groups, COMMAND_LINE)


def _refuse(problems: Sequence[Problem]) -> None:
    lines = "\n".join(f"  {problem.line()}" for problem in problems)
    sys.stderr.write(f"bad input, nothing was run:\n{lines}\n")
    raise SystemExit(BAD_INPUT)


@hydra.main(version_base="1.3", config_path=str(configuration_folder()), config_name="run")
def main(config: DictConfig) -> float | None:
    """Make one job, as Hydra asks for it."""
    try:
        return job(config, list(HydraConfig.get().overrides.task))
    except BadInput as bad:
        _refuse(bad.problems)
        return None


if __name__ == "__main__":
    wrong = problems_with(sys.argv[1:])
    if wrong:
        _refuse(wrong)
    main()
