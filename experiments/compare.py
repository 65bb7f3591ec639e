"""The same world under different settings, paired by seed: every draw is shared but what the settings change."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from experiments.analysis.measured import comparison_metrics
from experiments.compose import BadInput, Composition, Problem, composition
from experiments.metric_keys import metric_keys
from experiments.provenance import run_id
from experiments.runner.local import local_engine
from experiments.runner.supervision import Died, Supervisor
from experiments.runner.worker import Brief, Failed, Finished, Job, make_runs, packed
from experiments.settings_to_compare import Compared
from sim.base.provenance import model_version


@dataclass(frozen=True)
class ComparedRuns:
    """What a comparison left behind: its tables in the order of settings and replicates.

    ``undefined`` counts by setting and key the reasons for which a number is undefined. ``failures`` names every run
    that failed, with its trace; where there are any, the tables lack those runs.
    """

    settings: tuple[str, ...]
    worlds: tuple[Composition, ...]
    replicates: int
    runs: pd.DataFrame
    steps: pd.DataFrame
    posts: pd.DataFrame
    panel: pd.DataFrame
    undefined: dict[str, dict[str, dict[str, int]]]
    failures: tuple[tuple[str, str], ...]
    cpu_seconds: float

    @property
    def baseline(self) -> str:
        """The setting against which the others are compared."""
        return self.settings[0]

    def as_contract(self) -> dict[str, object]:
        """Return the object that ``shelflife compare --json`` promises."""
        metrics = comparison_metrics(self.runs, self.settings, self.baseline, metric_keys())
        return {
            "settings": list(self.settings),
            "baseline": self.baseline,
            "replicates": self.replicates,
            "metrics": metrics,
        }


def worlds_to_compare(compared: Compared) -> tuple[Composition, ...]:
    """Compose every setting.

    Raises:
        BadInput: with everything that is wrong in any of them; what is wrong in all is named once.
    """
    worlds: list[Composition] = []
    problems: dict[Problem, list[str]] = {}
    for setting in compared.settings:
        try:
            worlds.append(composition(*compared.common, *setting.overrides))
        except BadInput as bad:
            for problem in bad.problems:
                problems.setdefault(problem, []).append(setting.name)
    if problems:
        everywhere = len(compared.settings)
        raise BadInput([_in_settings(problem, names, everywhere) for problem, names in problems.items()])
    _refuse_other_clocks(compared, worlds)
    return tuple(worlds)


def compare(
    settings: Sequence[str], worlds: tuple[Composition, ...], workers: int, told: Callable[[int, int], None]
) -> ComparedRuns:
    """Run every setting as often as the baseline's ``replicates`` says, over ``workers`` processes.

    Results are the same at any number of workers. ``told`` hears runs done and runs in all.
    """
    replicates = worlds[0].scenario.replicates
    outcomes = _outcomes(_jobs(settings, worlds, replicates), _brief(worlds), workers, told)
    finished = [made for made in outcomes if isinstance(made, Finished)]
    failed = [made for made in outcomes if not isinstance(made, Finished)]
    return ComparedRuns(
        settings=tuple(settings),
        worlds=worlds,
        replicates=replicates,
        runs=pd.DataFrame([_row(made) for made in finished]),
        steps=_stacked(settings, finished, "steps"),
        posts=_stacked(settings, finished, "posts"),
        panel=_stacked(settings, finished, "panel"),
        undefined=_reasons(settings, finished),
        failures=tuple(map(_failure, failed)),
        cpu_seconds=sum(made.spent.cpu_seconds for made in finished),
    )


def _in_settings(problem: Problem, names: Sequence[str], everywhere: int) -> Problem:
    if len(names) == everywhere:
        return problem
    return replace(problem, source=f"{problem.source}, in the setting {' and in '.join(names)}")


def _refuse_other_clocks(compared: Compared, worlds: Sequence[Composition]) -> None:
    """Refuse settings that differ in the length of a tick: their curves share no axis."""
    first = worlds[0].scenario.tick_minutes
    raise_for = [
        Problem("tick_minutes", f"{world.scenario.tick_minutes:g}", f"must be the baseline's, {first:g}", setting.name)
        for setting, world in zip(compared.settings, worlds, strict=True)
        if world.scenario.tick_minutes != first
    ]
    if raise_for:
        raise BadInput(raise_for)


def _brief(worlds: Sequence[Composition]) -> Brief:
    return Brief(
        "compare", model_version(), tuple(world.scenario.inputs for world in worlds), ("steps", "posts", "panel")
    )


def _jobs(settings: Sequence[str], worlds: Sequence[Composition], replicates: int) -> list[Job]:
    jobs = []
    for row, (setting, world) in enumerate(zip(settings, worlds, strict=True)):
        plain = packed(world.scenario.settings())
        for replicate in range(replicates):
            seed = world.scenario.seed
            identity = run_id(world.scenario, seed, replicate)
            begins = {"setting": setting, "replicate": replicate, "seed": seed, "run_id": identity}
            jobs.append(Job(len(jobs), begins, plain, row, replicate))
    return jobs


def _outcomes(
    jobs: Sequence[Job], brief: Brief, workers: int, told: Callable[[int, int], None]
) -> list[Finished | Failed | Died]:
    """Make all runs and return what became of them, in the order of the jobs."""
    found: dict[int, Finished | Failed | Died] = {}
    with local_engine(min(workers, len(jobs))) as engine:
        engine.brief(brief)
        for made in Supervisor(engine, brief.key, make_runs, jobs, len(jobs)):
            found[made.job.number] = made
            told(len(found), len(jobs))
    return [found[job.number] for job in jobs]


def _failure(made: Failed | Died) -> tuple[str, str]:
    return f"{made.job.row['setting']} replicate {made.job.replicate}: {made.error}", made.trace


def _row(made: Finished) -> dict[str, object]:
    return {
        **made.job.row,
        **{key: float("nan") if value is None else value for key, value in made.summary.items()},
    }


def _stacked(settings: Sequence[str], finished: Sequence[Finished], name: str) -> pd.DataFrame:
    """Return the runs' tables of that name under each other, with the setting and the replicate of every row."""
    if not finished:
        return pd.DataFrame()
    names = pd.CategoricalDtype(list(settings))
    marked = []
    for made in finished:
        table = made.tables[name]
        setting = pd.Categorical([made.job.row["setting"]] * len(table), dtype=names)
        marked.append(table.assign(setting=setting, replicate=made.job.replicate))
    stacked = pd.concat(marked, ignore_index=True)
    return stacked[["setting", "replicate", *(name for name in stacked if name not in ("setting", "replicate"))]]


def _reasons(settings: Sequence[str], finished: Sequence[Finished]) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, Counter[str]]] = {name: {} for name in settings}
    for made in finished:
        for key, reason in made.undefined.items():
            found[made.job.row["setting"]].setdefault(key, Counter())[reason] += 1
    return {name: {key: dict(times) for key, times in keys.items()} for name, keys in found.items()}
