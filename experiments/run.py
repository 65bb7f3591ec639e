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
from pathlib import Path
from typing import NamedTuple, NoReturn

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override, ValueType
from hydra.errors import HydraException
from omegaconf import DictConfig

from experiments.cli import BAD_INPUT, FAILED, INTERRUPTED
from experiments.compose import BadInput, Problem, composition
from experiments.composing.groups import Settings, settings_in
from experiments.composing.overrides import as_meant, parsed
from experiments.composing.problems import COMMAND_LINE, nearest
from experiments.configuration_folder import configuration_folder
from experiments.designs._contract import Axis
from experiments.metric_keys import metric_keys
from experiments.multirun import (
    TABLES,
    Asked,
    default_store,
    manifest_for,
    of_one_job,
    store_refused,
    wrong_with_store,
)
from experiments.provenance import run_id
from experiments.runner.storing import store_runs
from experiments.runner.worker import Brief, Finished, Job, packed, take_brief
from experiments.store import StoreBusy, StoreDiffers, StoreUnwritable, create, lock
from experiments.studies.axes import axis_of
from experiments.studies.worlds import Worlds, typed
from sim.base.provenance import model_version
from sim.scenario import Scenario

_OURS = ("store", "objective")


def job(config: DictConfig, overrides: list[str]) -> float | None:
    """Make the runs of one Hydra job and store them; return the mean of the objective, None if none is asked for.

    Raises:
        BadInput: with everything that is wrong.
        StoreBusy: if a sweep or a compaction holds the store alone.
        StoreDiffers: if it is the store of something else.
        StoreUnwritable: if the disk takes no more.
        RuntimeError: if a run failed; it is a row of the store like the others.
    """
    asked = [override for override in overrides if override.partition("=")[0] not in _OURS]
    world = composition(*asked)
    folder = Path(config.store)
    with lock(folder, shared=True):
        create(folder, manifest_for(of_one_job(asked), world.scenario))
        brief = Brief("hydra", model_version(), (world.scenario.inputs,), TABLES, str(folder.absolute()))
        take_brief(brief)
        made = store_runs(brief, _jobs(world.scenario, asked))
    finished = [one for one in made if isinstance(one, Finished)]
    failed = [one for one in made if not isinstance(one, Finished)]
    if failed:
        raise RuntimeError(f"{len(failed)} of {len(made)} runs failed, and are rows of the store: {failed[0].error}")
    return _mean([one.summary[config.objective] for one in finished]) if config.objective else None


def _jobs(world: Scenario, overrides: list[str]) -> list[Job]:
    asked = dict(override.split("=", 1) for override in overrides)
    # How often a world is run is no property of a run.
    columns = {key: typed([text])(text) for key, text in asked.items() if key != "replicates"}
    jobs = []
    for replicate in range(world.replicates):
        identity = run_id(world, world.seed, replicate)
        row = {"run_id": identity, "point": None, **columns, "seed": world.seed, "replicate": replicate}
        jobs.append(Job(replicate, row, packed(world.settings()), 0, replicate))
    return jobs


def _mean(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else math.nan


class _Worlds(NamedTuple):
    """The worlds of a command line: ``wrong`` axes, and the others with the texts that they were read from."""

    words: tuple[str, ...]
    fixed: list[str]
    axes: list[Axis]
    written: dict[str, str]
    wrong: list[Problem]


def problems_with(arguments: Sequence[str]) -> list[Problem]:
    """Return what is wrong with a command line, before Hydra makes a folder of it; nothing where it only asks Hydra."""
    found, settings, files = _taken_apart(arguments)
    if found is None:
        return []
    # With several values of a key, each is tried with the others' first.
    worlds = Worlds(found.fixed, found.axes, files, {}).wrong_one_by_one()
    return [*found.wrong, *_given_twice(found), *worlds, *_wrong_with_ours(settings)]


def _given_twice(found: _Worlds) -> list[Problem]:
    """Return the keys that have one value and several: Hydra would not know which is meant."""
    swept = {axis.key for axis in found.axes}
    given = (override.partition("=")[::2] for override in found.fixed)
    return [
        Problem(key, value, "is given once, and swept as well: leave one of them away")
        for key, value in given
        if key in swept
    ]


def begin_store(arguments: Sequence[str]) -> None:
    """Make the store of a command line that nothing is wrong with, before its jobs, of which none knows it whole.

    Raises:
        StoreDiffers: if another process has made the store of something else meanwhile.
        OSError: if it cannot be written.
    """
    found, settings, files = _taken_apart(arguments)
    folder = _folder(settings.get("store"))
    if found is None or folder is None:
        return
    first = [override for axis in found.axes for override in axis.overrides(axis.values[0])]
    world = composition(*found.fixed, *first, settings=files).scenario
    with lock(folder, shared=True):
        create(folder, manifest_for(Asked(found.words, tuple(found.fixed), found.written), world))


def _taken_apart(arguments: Sequence[str]) -> tuple[_Worlds | None, dict[str, str], Settings]:
    """Return the worlds that are asked for, None where Hydra only is asked, our settings, and the files there are."""
    files = settings_in(configuration_folder())
    asked = get_args_parser().parse_args(arguments)
    if any((asked.help, asked.hydra_help, asked.cfg, asked.info, asked.shell_completion)):
        return None, {}, files
    ours = [text for text in asked.overrides if not _is_hydras(text)]
    settings = dict(text.partition("=")[::2] for text in ours if text.partition("=")[0] in _OURS)
    worlds = [text for text in ours if text.partition("=")[0] not in _OURS]
    return _worlds(arguments, worlds, files, several=asked.multirun), settings, files


def _is_hydras(text: str) -> bool:
    return text.lstrip("+~").startswith(("hydra.", "hydra/"))


def _wrong_with_ours(settings: dict[str, str]) -> list[Problem]:
    problems = []
    objective = settings.get("objective", "null")
    folder = _folder(settings.get("store"))
    problems += wrong_with_store(folder) if folder else []
    if objective != "null" and objective not in metric_keys():
        rule = "is no key of a summary; `shelflife options metrics`"
        problems.append(Problem("objective", objective, rule, suggestion=nearest(objective, metric_keys())))
    return problems


def _folder(asked: str | None) -> Path | None:
    """Return the folder of the store, None where each job has its own, as ``${hydra:job.num}`` says."""
    if asked is not None and ("$" in asked or _sweep_of(f"store={asked}")):
        return None
    return Path(default_store() if asked is None else as_meant(asked))


def _worlds(words: Sequence[str], overrides: Sequence[str], files: Settings, *, several: bool) -> _Worlds:
    found = _Worlds(tuple(words), [], [], {}, [])
    for text in overrides:
        override = _sweep_of(text) if several else None
        if override is None:
            found.fixed.append(text)
            continue
        axis = _axis(text, override, files)
        if isinstance(axis, Problem):
            found.wrong.append(axis)
            continue
        key, _, value = text.partition("=")
        found.written[key] = value
        found.axes.extend([axis] if axis else [])
    return found


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


def _refuse(problems: Sequence[Problem]) -> NoReturn:
    lines = "\n".join(f"  {problem.line()}" for problem in problems)
    sys.stderr.write(f"bad input, nothing was run:\n{lines}\n")
    raise SystemExit(BAD_INPUT)


def _stop(why: str, status: int) -> NoReturn:
    sys.stderr.write(f"stopped: {why}\n")
    raise SystemExit(status)


@hydra.main(version_base="1.3", config_path=str(configuration_folder()), config_name="run")
def main(config: DictConfig) -> float | None:
    """Make one job, as Hydra asks for it; what ends it is told in a line, which Hydra lets through."""
    try:
        return job(config, list(HydraConfig.get().overrides.task))
    except BadInput as bad:
        _refuse(bad.problems)
    except (StoreBusy, StoreDiffers) as refused:
        _stop(store_refused(Path(config.store), refused).line(), BAD_INPUT)
    except StoreUnwritable as full:
        _stop(str(full), FAILED)


def _begun(arguments: Sequence[str]) -> None:
    """Refuse what is wrong, and make the store."""
    wrong = problems_with(arguments)
    if wrong:
        _refuse(wrong)
    try:
        begin_store(arguments)
    except (StoreBusy, StoreDiffers) as refused:
        _stop(str(refused), BAD_INPUT)
    except OSError as error:
        _stop(str(error), FAILED)


if __name__ == "__main__":
    try:
        _begun(sys.argv[1:])
        main()
    except KeyboardInterrupt:
        _stop("interrupted; the jobs that were done are in the store", INTERRUPTED)
