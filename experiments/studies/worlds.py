"""The worlds of a study: each point composed and checked, or everything that is wrong with any told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from experiments.compose import BadInput, Composition, Problem, composition
from experiments.composing.groups import Settings
from experiments.composing.overrides import as_meant
from experiments.composing.problems import COMMAND_LINE
from experiments.designs._contract import Axis, Values
from experiments.provenance import WorldIdentity, telling_settings
from experiments.runner.worker import packed
from experiments.studies.points import Point
from sim.state.inputs import same_inputs

_MOST_TRIED = 200
_LINES_NAMED = 5


class Worlds:
    """Composes the points of a study, and gathers what is wrong with any.

    ``sources`` says of keys that no command line set where they were written.
    """

    def __init__(self, fixed: Sequence[str], axes: Sequence[Axis], files: Settings, sources: Mapping[str, str]) -> None:
        """Begin with no point, the overrides ``fixed`` for all of them."""
        self._fixed, self._axes, self._files, self._sources = fixed, axes, files, dict(sources)
        for axis in axes:
            keys = [text.partition("=")[0] for own in axis.stands_for.values() for text in own]
            self._sources |= dict.fromkeys(keys or [axis.key], axis.source)
        self._lines = {axis.source: axis.lines for axis in axes if axis.lines}
        self._problems: dict[Problem, list[int]] = {}
        self._first: dict[str, int] = {}
        self.inputs: list[Any] = []
        self.notes: list[str] = []
        self.config: dict[str, Any] = {}

    def points(self, chosen: Sequence[Values]) -> tuple[Point, ...]:
        """Return the points, each world once.

        Raises:
            BadInput: with every problem of every point, each once, and in how many points it stands.
        """
        kinds = [typed([values[column] for values in chosen]) for column in range(len(self._axes))]
        points = [point for row, values in enumerate(chosen) if (point := self._point(row, values, kinds))]
        if self._problems:
            n_points = len(chosen)
            raise BadInput([self._in_points(problem, rows, n_points) for problem, rows in self._problems.items()])
        self._note_doubles(len(chosen) - len(points))
        return tuple(points)

    def wrong_one_by_one(self) -> list[Problem]:
        """Return what is wrong where no design says which values meet: each value is tried with the others' first.

        Of an interval its ends are tried; of a list, the first hundreds.
        """
        values = [axis.values[:_MOST_TRIED] or (axis.at(0.0), axis.at(1.0)) for axis in self._axes]
        base = tuple(of_axis[0] for of_axis in values)
        tried = [base] + [
            (*base[:row], value, *base[row + 1 :]) for row, of_axis in enumerate(values) for value in of_axis[1:]
        ]
        found: dict[Problem, None] = {}
        for row in tried:
            found |= dict.fromkeys(self._wrong_with(self._overrides(row)))
        return list(found)

    def _wrong_with(self, overrides: Sequence[str]) -> list[Problem]:
        try:
            composition(*overrides, settings=self._files)
        except BadInput as bad:
            return [self._placed(problem) for problem in bad.problems]
        return []

    def _overrides(self, values: Values) -> tuple[str, ...]:
        own = [override for axis, value in zip(self._axes, values, strict=True) for override in axis.overrides(value)]
        keys = {override.partition("=")[0] for override in own}
        # A policy may set what is common to the others.
        return (*(text for text in self._fixed if text.partition("=")[0] not in keys), *own)

    def _point(self, row: int, values: Values, kinds: Sequence[Any]) -> Point | None:
        overrides = self._overrides(values)
        try:
            world = composition(*overrides, settings=self._files)
        except BadInput as bad:
            for problem in map(self._placed, bad.problems):
                self._problems.setdefault(problem, []).append(row)
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

    def _placed(self, problem: Problem) -> Problem:
        """Return a problem with the file that wrote what it is about; to the composer all overrides are by hand."""
        if problem.source != COMMAND_LINE:
            return problem
        names = problem.key.replace("/", ".").split(".")
        for depth in range(len(names), 0, -1):
            for key, source in self._sources.items():
                if key.replace("/", ".").split(".") == names[:depth]:
                    return replace(problem, source=source)
        return problem

    def _in_points(self, problem: Problem, rows: Sequence[int], n_points: int) -> Problem:
        """Return a problem with the lines of the file that have it or, of others, in how many points it stands."""
        lines = self._lines.get(problem.source)
        if lines:
            named = ", ".join(str(lines[row]) for row in rows[:_LINES_NAMED])
            more = f" and {len(rows) - _LINES_NAMED:,} more" if len(rows) > _LINES_NAMED else ""
            return replace(problem, source=f"{problem.source}, line{'s' if len(rows) > 1 else ''} {named}{more}")
        if len(rows) == n_points:
            return problem
        return replace(problem, source=f"{problem.source}, in {len(rows):,} of {n_points:,} points")

    def _input_row(self, world: Composition) -> int:
        for row, held in enumerate(self.inputs):
            if same_inputs(held, world.scenario.inputs):
                return row
        self.inputs.append(world.scenario.inputs)
        return len(self.inputs) - 1

    def _note_doubles(self, doubles: int) -> None:
        if doubles:
            self.notes.append(f"{doubles:,} points are worlds that come before, and are run once")


def typed(texts: Sequence[str]) -> Any:
    """Return how texts of a column become values: whole numbers if all are, else numbers if all are, else as meant."""
    for kind in (int, float):
        try:
            for text in texts:
                kind(text)
        except ValueError:
            continue
        return kind
    return as_meant
