"""What is asked for: a study's file and a command line become a study, every point of it checked before any is run."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from hydra.errors import HydraException

from experiments.compose import BadInput, Composition, Problem, composition
from experiments.composing.groups import Settings, settings_in
from experiments.composing.overrides import as_meant, parsed
from experiments.composing.problems import COMMAND_LINE
from experiments.configuration_folder import configuration_folder
from experiments.designs._contract import Axis, Design, Values
from experiments.designs.explicit import Explicit
from experiments.provenance import WorldIdentity, telling_settings
from experiments.runner.worker import TABLES, packed
from experiments.studies.axes import axes_of_file, axis_of, narrowed
from experiments.studies.points import Point, Study
from experiments.studies.settings import ADHOC, StudySettings, read_design, read_study
from sim.state.inputs import same_inputs

MOST_POINTS = 200_000
MOST_REPLICATES = 1_000_000
_OF_THE_STUDY = ("study", "design", "replicates", "tables")


class _CommandLine(NamedTuple):
    """A command line taken apart: what is of the study, of its design, and of the worlds."""

    study: dict[str, str]
    design: dict[str, Any]
    worlds: dict[str, str]


def study(arguments: Sequence[str], folder: Path | None = None) -> Study:
    """Return the study that a command line asks for.

    Raises:
        BadInput: with everything that is wrong, in any point.
    """
    folder = folder or configuration_folder()
    files = settings_in(folder)
    asked = _taken_apart(arguments)
    settings = read_study(asked.study.get("study"), folder)
    design = read_design(settings.design, asked.design, folder)
    about_runs = [*_wrong_replicates(asked, design), *_wrong_tables(asked, settings)]
    try:
        fixed, axes = _axes(asked, settings, design, files)
        _refuse(design, axes, fixed, files)
        worlds = _Worlds(fixed, axes, files)
        points = worlds.points(design.points(axes, _seed(fixed)))
    except BadInput as bad:
        raise BadInput([*about_runs, *bad.problems]) from None
    if about_runs:
        raise BadInput(about_runs)
    return Study(
        name=asked.study.get("study", ADHOC),
        title=settings.title,
        question=settings.question,
        hypotheses=tuple(settings.hypotheses),
        design=design,
        columns=tuple(axis.key for axis in axes),
        fixed=fixed,
        points=points,
        inputs=tuple(worlds.inputs),
        seed=_seed(fixed),
        replicates=_replicates(asked, settings),
        tables=_tables(asked, settings),
        notes=tuple(dict.fromkeys(worlds.notes)),
        config=worlds.config,
    )


def _taken_apart(arguments: Sequence[str]) -> _CommandLine:
    found = _CommandLine({}, {}, {})
    problems = []
    for text in arguments:
        key, equals, value = text.partition("=")
        into: dict[str, Any] = found.worlds
        if key.startswith("design."):
            key, into = key.removeprefix("design."), found.design
        elif key == "design":
            key, into = "kind", found.design
        elif key in _OF_THE_STUDY:
            into = found.study
        if not equals or not key:
            problems.append(Problem(text or "''", None, "is no override: write KEY=VALUE or KEY=VALUE,VALUE"))
        elif key in into:
            problems.append(Problem(key, value, "is given twice; write all its values once, as KEY=1,2"))
        else:
            into[key] = _plain(value) if into is found.design else value
    if problems:
        raise BadInput(problems)
    return found


def _plain(text: str) -> Any:
    try:
        return parsed(f"x={text}").value()
    except HydraException:
        return text


def _axes(
    asked: _CommandLine, settings: StudySettings, design: Design, files: Settings
) -> tuple[tuple[str, ...], list[Axis]]:
    """Return the overrides common to all points, and the axes: the study's, changed by the command line."""
    groups = files.groups
    fixed = {text.partition("=")[0]: text for text in settings.settings}
    if settings.scenario:
        fixed["scenario"] = f"scenario={settings.scenario}"
    vary: dict[str, Any] = dict(settings.vary)
    chosen_labels: dict[str, str] = {}
    for key, value in asked.worlds.items():
        if isinstance(vary.get(key), dict):
            chosen_labels[key] = value
        elif _varies(key, value):
            vary[key] = value
            fixed.pop(key, None)
        else:
            fixed[key] = f"{key}={value}"
            vary.pop(key, None)
    tree = _tree(tuple(fixed.values()), files)
    source = f"conf/study/{asked.study['study']}.yaml" if "study" in asked.study else COMMAND_LINE
    found: list[Axis | Problem] = []
    for key, written in vary.items():
        axis = axis_of(key, written, tree, groups, COMMAND_LINE if key in asked.worlds else source)
        if key in chosen_labels and isinstance(axis, Axis):
            axis = narrowed(axis, chosen_labels[key], groups)
        found.append(axis)
    if isinstance(design, Explicit) and design.path is not None:
        columns = axes_of_file(design.path)
        found += [columns] if isinstance(columns, Problem) else columns
    problems = [one for one in found if isinstance(one, Problem)]
    if problems:
        raise BadInput(problems)
    return tuple(fixed.values()), [one for one in found if isinstance(one, Axis)]


def _varies(key: str, value: str) -> bool:
    try:
        return value == "plausible" or parsed(f"{key}={value}").is_sweep_override()
    except HydraException:
        return False


def _tree(fixed: tuple[str, ...], files: Settings) -> dict[str, Any]:
    """Return the settings of a world of the study: which keys there are, and what may stand at them."""
    try:
        return composition(*fixed, settings=files).scenario.settings()
    except BadInput:
        # What is wrong with it is told with the points; a study's own keys may be what mends it.
        return {}


def _refuse(design: Design, axes: Sequence[Axis], fixed: Sequence[str], files: Settings) -> None:
    problems = [Problem(key, None, rule) for key, rule in design.refuses(axes)]
    if not axes:
        # What was to vary may be written so that it is one value, and no good one: 1:10 is a text.
        problems += _wrong_with_world(fixed, files)
    if not problems and design.n_points(axes) > MOST_POINTS:
        rule = f"has {design.n_points(axes):,} points, and at most {MOST_POINTS:,} are made; vary less, or sample"
        problems = [Problem("design", design.kind, rule)]
    if problems:
        raise BadInput(problems)


def _wrong_with_world(overrides: Sequence[str], files: Settings) -> list[Problem]:
    try:
        composition(*overrides, settings=files)
    except BadInput as bad:
        return list(bad.problems)
    return []


class _Worlds:
    """Composes the points of a study, and gathers what is wrong with any."""

    def __init__(self, fixed: tuple[str, ...], axes: Sequence[Axis], files: Settings) -> None:
        self._fixed, self._axes, self._files = fixed, axes, files
        self._problems: dict[Problem, int] = {}
        self._first: dict[str, int] = {}
        self.inputs: list[Any] = []
        self.notes: list[str] = []
        self.config: dict[str, Any] = {}

    def points(self, chosen: Sequence[Values]) -> tuple[Point, ...]:
        """Return the points, each world once.

        Raises:
            BadInput: with every problem of every point, each once, and in how many points it stands.
        """
        kinds = [_typed([values[column] for values in chosen]) for column in range(len(self._axes))]
        points = [point for row, values in enumerate(chosen) if (point := self._point(row, values, kinds))]
        if self._problems:
            n_points = len(chosen)
            told = [_in_points(problem, times, n_points) for problem, times in self._problems.items()]
            raise BadInput(told)
        self._note_doubles(len(chosen) - len(points))
        return tuple(points)

    def _point(self, row: int, values: Values, kinds: Sequence[Any]) -> Point | None:
        own = [override for axis, value in zip(self._axes, values, strict=True) for override in axis.overrides(value)]
        keys = {override.partition("=")[0] for override in own}
        # A policy may set what is common to the others.
        overrides = (*(text for text in self._fixed if text.partition("=")[0] not in keys), *own)
        try:
            world = composition(*overrides, settings=self._files)
        except BadInput as bad:
            for problem in bad.problems:
                self._problems[problem] = self._problems.get(problem, 0) + 1
            return None
        self.notes += world.notes
        self.config = self.config or telling_settings(world.scenario)
        identity = WorldIdentity(world.scenario)
        seed = world.scenario.seed
        first = self._first.setdefault(identity.run_id(seed, 0), row)
        if first != row:
            return None
        typed = tuple(kind(value) for kind, value in zip(kinds, values, strict=True))
        return Point(row, typed, overrides, packed(world.scenario.settings()), self._input_row(world), identity, seed)

    def _input_row(self, world: Composition) -> int:
        for row, held in enumerate(self.inputs):
            if same_inputs(held, world.scenario.inputs):
                return row
        self.inputs.append(world.scenario.inputs)
        return len(self.inputs) - 1

    def _note_doubles(self, doubles: int) -> None:
        if doubles:
            self.notes.append(f"{doubles:,} points are worlds that come before, and are run once")


def _in_points(problem: Problem, times: int, n_points: int) -> Problem:
    if times == n_points:
        return problem
    return replace(problem, source=f"{problem.source}, in {times:,} of {n_points:,} points")


def _typed(texts: Sequence[str]) -> Any:
    """Return how texts of a column become values: whole numbers if all are, else numbers if all are, else as meant."""
    for kind in (int, float):
        try:
            for text in texts:
                kind(text)
        except ValueError:
            continue
        return kind
    return as_meant


def _seed(fixed: Sequence[str]) -> int:
    found = next((text.partition("=")[2] for text in fixed if text.startswith("seed=")), "0")
    return int(found) if found.isdigit() else 0


def _wrong_replicates(asked: _CommandLine, design: Design) -> list[Problem]:
    text = asked.study.get("replicates")
    if text is None:
        # What a study says for its own design is a wish, which another design may cap.
        return []
    if text.isdigit() and 1 <= int(text) <= MOST_REPLICATES:
        return [Problem(key, text, rule) for key, rule in design.refuses_replicates(int(text))]
    return [Problem("replicates", text, f"must be a whole number from 1 to {MOST_REPLICATES:,} (runs)")]


def _replicates(asked: _CommandLine, settings: StudySettings) -> int:
    text = asked.study.get("replicates")
    return settings.replicates if text is None else int(text)


def _wanted_tables(asked: _CommandLine, settings: StudySettings) -> list[str]:
    text = asked.study.get("tables")
    if text is None:
        return list(settings.tables)
    return [name.strip() for name in text.strip("[]").split(",") if name.strip()]


def _wrong_tables(asked: _CommandLine, settings: StudySettings) -> list[Problem]:
    strange = [name for name in _wanted_tables(asked, settings) if name not in TABLES]
    return [Problem("tables", name, f"is none of {', '.join(TABLES)}") for name in strange]


def _tables(asked: _CommandLine, settings: StudySettings) -> tuple[str, ...]:
    wanted = _wanted_tables(asked, settings)
    return tuple(name for name in TABLES if name in wanted)
