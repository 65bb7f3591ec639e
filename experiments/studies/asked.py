"""What is asked for: a study's file and a command line become a study, every point of it checked before any is run.

No mistake hides another: where the study, its design or an axis is wrong, the rest is checked as far as it can be.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hydra.errors import HydraException

from experiments.compose import BadInput, Problem, composition
from experiments.composing.groups import Settings, settings_in
from experiments.composing.overrides import parsed
from experiments.composing.problems import COMMAND_LINE
from experiments.configuration_folder import configuration_folder
from experiments.designs._contract import Axis, Design
from experiments.designs.explicit import Explicit
from experiments.studies.axes import axes_of_file, axis_of, narrowed
from experiments.studies.command_line import CommandLine, taken_apart
from experiments.studies.points import Point, Study
from experiments.studies.settings import ADHOC, AskedDesign, StudySettings, read_design, read_study, study_label
from experiments.studies.worlds import Worlds

MOST_POINTS = 200_000
_PATH = "design.path"


class _Varied(NamedTuple):
    """Overrides common to all points, the axes, what is wrong with axes, and what the files of the study wrote.

    ``written`` holds the values of every axis as they were written; ``sources`` the file of a key that no command line
    set.
    """

    fixed: tuple[str, ...]
    axes: list[Axis]
    problems: list[Problem]
    written: dict[str, Any]
    sources: dict[str, str]

    @property
    def broken(self) -> set[str]:
        """Keys of axes that are wrong."""
        return {problem.key for problem in self.problems}


def study(arguments: Sequence[str], folder: Path | None = None) -> Study:
    """Return the study that a command line asks for.

    Raises:
        BadInput: with everything that is wrong, in any point.
    """
    folder = folder or configuration_folder()
    asked, problems = taken_apart(arguments)
    problems += asked.wrong_about_runs()
    settings = _attempted(lambda: read_study(asked.name, folder), problems)
    of_design = AskedDesign(settings.design if settings else "grid", asked.design, study_label(asked.name))
    design = _attempted(lambda: read_design(of_design, folder), problems)
    problems += asked.refused_by(design) if design else []
    files = settings_in(folder)
    varied = _varied(asked, settings or StudySettings(), design, files)
    if settings is None:
        raise BadInput(problems + _wrong_in_any_study(asked, varied, files))
    problems += varied.problems
    sound = design or _sound_part(of_design, problems, folder)
    problems += _refused(sound, of_design, varied) if sound else []
    worlds = Worlds(varied.fixed, varied.axes, files, varied.sources)
    if design is None or problems:
        raise BadInput(problems + _news(worlds.wrong_one_by_one(), problems, varied.broken))
    return _studied(asked, settings, design, varied, worlds)


def _studied(asked: CommandLine, settings: StudySettings, design: Design, varied: _Varied, worlds: Worlds) -> Study:
    seed = _seed(varied.fixed)
    points: tuple[Point, ...] = worlds.points(design.points(varied.axes, seed))
    return Study(
        name=asked.study.get("study", ADHOC),
        title=settings.title,
        question=settings.question,
        hypotheses=tuple(settings.hypotheses),
        design=design,
        columns=tuple(axis.key for axis in varied.axes),
        fixed=varied.fixed,
        points=points,
        inputs=tuple(worlds.inputs),
        seed=seed,
        replicates=asked.replicates(settings),
        tables=asked.tables(settings),
        notes=tuple(dict.fromkeys(worlds.notes)),
        config=worlds.config,
        asked=asked.given,
        vary={axis.key: _as_written(axis, varied.written) for axis in varied.axes},
    )


def _as_written(axis: Axis, written: Mapping[str, Any]) -> Any:
    """Return the values of an axis as they were written; of a named one, what its labels stand for."""
    if axis.stands_for:
        return {label: list(own) for label, own in axis.stands_for.items()}
    return written.get(axis.key, f"a column of {axis.source}")


def _attempted[T](ask: Callable[[], T], problems: list[Problem]) -> T | None:
    """Return what is asked, None where it is refused; what is wrong joins the problems."""
    try:
        return ask()
    except BadInput as bad:
        problems += bad.problems
        return None


def _sound_part(asked: AskedDesign, problems: Sequence[Problem], folder: Path) -> Design | None:
    """Return the design without the settings that are told to be wrong, so that the others are judged; None if none."""
    wrong = {problem.key.removeprefix("design.") for problem in problems if problem.key.startswith("design.")}
    changed = {key: value for key, value in asked.changed.items() if key not in wrong}
    return _attempted(lambda: read_design(asked._replace(changed=changed), folder), [])


def _news(found: Sequence[Problem], told: Sequence[Problem], broken: set[str]) -> list[Problem]:
    """Leave out what follows from a key that is told already: nothing can be said of what it was to set."""
    keys = {problem.key for problem in told}
    doubtful = {key.replace("/", ".").split(".")[0] for key in broken}
    return [one for one in found if one.key not in keys and one.key.replace("/", ".").split(".")[0] not in doubtful]


def _wrong_in_any_study(asked: CommandLine, varied: _Varied, files: Settings) -> list[Problem]:
    """Return what is wrong with values that every scenario has; which other keys there are hangs on the study."""
    found = Worlds(varied.fixed, varied.axes, files, varied.sources).wrong_one_by_one()
    known = _news(found, varied.problems, varied.broken)
    return [one for one in known if one.key in asked.worlds and "." not in one.key and one.rule.startswith("must be")]


def _varied(asked: CommandLine, settings: StudySettings, design: Design | None, files: Settings) -> _Varied:
    """Return the study's overrides and axes, changed by the command line."""
    groups, label = files.groups, study_label(asked.name)
    fixed = {text.partition("=")[0]: text for text in settings.settings}
    if settings.scenario:
        fixed["scenario"] = f"scenario={settings.scenario}"
    sources = {key: label for key in (*fixed, *settings.vary) if key not in asked.worlds}
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
    found: list[Axis | Problem] = []
    for key, written in vary.items():
        axis = axis_of(key, written, tree, groups, sources.get(key, label if key in chosen_labels else COMMAND_LINE))
        found.append(axis)
        if key in chosen_labels and isinstance(axis, Axis):
            fewer = narrowed(axis, chosen_labels[key], groups)
            # Where labels are wrong, the whole axis stays, so that the rest can be checked.
            found[-1:] = [fewer] if isinstance(fewer, Axis) else [axis, fewer]
    path = design.path if isinstance(design, Explicit) else None
    if path is not None:
        columns, wrong = axes_of_file(path)
        found += [*columns, *wrong]
    axes = [one for one in found if isinstance(one, Axis)]
    found += _without_effect({key: value for key, value in asked.worlds.items() if key in fixed}, axes)
    return _Varied(tuple(fixed.values()), axes, [one for one in found if isinstance(one, Problem)], vary, sources)


def _without_effect(single: Mapping[str, str], axes: Sequence[Axis]) -> list[Problem]:
    """Return which keys that the command line gives one value every point sets to a value of its own."""
    problems = []
    for axis in axes:
        labels = [{text.partition("=")[0] for text in own} for own in axis.stands_for.values()]
        own = set.intersection(*labels) if labels else {axis.key}
        where = f"by a column of {axis.source}"
        if labels:
            where = f"by every {axis.key} of the study; choose among them, as in {axis.key}={axis.values[0]}"
        rule = f"would change nothing: it is set {where}"
        problems += [Problem(key, single[key], rule) for key in sorted(own & set(single))]
    return problems


def _varies(key: str, value: str) -> bool:
    try:
        return value == "plausible" or parsed(f"{key}={value}").is_sweep_override()
    except HydraException:
        return False


def _tree(fixed: tuple[str, ...], files: Settings) -> dict[str, Any]:
    """Return the settings of a world of the study: which keys there are, and what may stand at them."""
    try:
        return composition(*fixed, settings=files).scenario.settings()
    except BadInput as bad:
        # What is wrong is told with the points; without it, the rest still says which keys there are.
        wrong = {problem.key for problem in bad.problems}
        sound = tuple(text for text in fixed if text.partition("=")[0] not in wrong)
        return _tree(sound, files) if len(sound) < len(fixed) else {}


def _refused(design: Design, asked: AskedDesign, varied: _Varied) -> list[Problem]:
    """Return what of the axes does not suit the design, each with the file or command line that wrote it."""
    if _PATH in varied.broken:
        return []
    known = {axis.key: axis for axis in varied.axes}
    problems = []
    for key, rule in design.refuses(varied.axes):
        # An axis that is wrong is told as such, and not as missing.
        if key in varied.broken or (varied.broken and key == "study"):
            continue
        if key in known:
            written = varied.written.get(key)
            value = written if isinstance(written, str) else None
            problems.append(Problem(key, value, rule, known[key].source))
        elif key.startswith("design."):
            name = key.removeprefix("design.")
            value = getattr(design, name, None)
            problems.append(Problem(key, None if value is None else str(value), rule, asked.source(name)))
        else:
            problems.append(Problem(key, None, rule))
    if not problems and not varied.broken and design.n_points(varied.axes) > MOST_POINTS:
        rule = (
            f"has {design.n_points(varied.axes):,} points, and at most {MOST_POINTS:,} are made; vary less, or sample"
        )
        problems.append(Problem("design", design.kind, rule, asked.source("kind")))
    return problems


def _seed(fixed: Sequence[str]) -> int:
    found = next((text.partition("=")[2] for text in fixed if text.startswith("seed=")), "0")
    return int(found) if found.isdecimal() else 0
