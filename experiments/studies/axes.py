"""Axes from how a key's values are written: Hydra's sweep grammar, a declared range, named groups of settings."""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hydra.core.override_parser.types import Override, ValueType
from hydra.errors import HydraException

from experiments.composing.groups import Groups
from experiments.composing.overrides import MOST_VALUES, as_meant, listed_values, parsed
from experiments.composing.problems import Problem, nearest
from experiments.composing.vocabulary import place_of, rule_of
from experiments.designs._contract import Axis

PLAUSIBLE = "plausible"
_PATH = "design.path"
_LINES_TOLD = 10
_NEXT_OVERRIDE = re.compile(r"\s+(?=[A-Za-z_][\w./]*=)")


def axis_of(
    key: str, written: str | Mapping[str, str], tree: Mapping[str, Any], groups: Groups, source: str
) -> Axis | Problem:
    """Return the axis of a key, or what is wrong with its values; ``tree`` is a composed scenario of the study."""
    if isinstance(written, Mapping):
        stands_for = {str(label): tuple(_NEXT_OVERRIDE.split(text.strip())) for label, text in written.items()}
        return Axis(key, tuple(stands_for), stands_for=stands_for, source=source)
    if written == PLAUSIBLE:
        return _plausible(key, tree, source)
    try:
        return _in_grammar(key, written, tree, groups, source)
    except HydraException:
        return Problem(key, written, "cannot be read as values: write 1,2 or range(1,5) or interval(0,1)", source)


def _in_grammar(key: str, written: str, tree: Mapping[str, Any], groups: Groups, source: str) -> Axis | Problem:
    override = parsed(f"{key}={written}")
    if override.value_type is ValueType.INTERVAL_SWEEP:
        interval: Any = override.value()
        return _interval(key, float(interval.start), float(interval.end), tree, source)
    values = listed_values(override, groups) if override.is_sweep_override() else [written]
    if not values:
        return Problem(key, written, "matches nothing", source)
    if len(values) > MOST_VALUES:
        return Problem(key, written, f"names more than {MOST_VALUES:,} values; take larger steps, or sample", source)
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        return Problem(key, written, f"names {', '.join(twice)} more than once", source)
    return Axis(key, tuple(values), source=source)


def narrowed(axis: Axis, written: str, groups: Groups) -> Axis | Problem:
    """Return some of the labels of a named axis, as the command line asks for: a pattern matches labels."""
    try:
        override = parsed(f"{axis.key}={written}")
        labels = _labels(axis, override, groups) if override.is_sweep_override() else [as_meant(written)]
    except HydraException:
        return Problem(axis.key, written, f"cannot be read as labels of the study's: {', '.join(axis.stands_for)}")
    unknown = [label for label in labels if label not in axis.stands_for]
    if unknown or not labels:
        rule = f"is none of the study's: {', '.join(axis.stands_for)}"
        near = nearest(unknown[0], axis.stands_for) if unknown else None
        return Problem(axis.key, ",".join(unknown) or written, rule, suggestion=near)
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        return Problem(axis.key, written, f"names {', '.join(twice)} more than once")
    return axis._replace(values=tuple(labels), stands_for={label: axis.stands_for[label] for label in labels})


def _labels(axis: Axis, override: Override, groups: Groups) -> list[str]:
    if override.value_type is ValueType.INTERVAL_SWEEP:
        raise HydraException("an interval has no labels")
    if override.value_type is ValueType.GLOB_CHOICE_SWEEP:
        pattern: Any = override.value()
        return list(pattern.filter(list(axis.stands_for)))
    return [as_meant(label) for label in listed_values(override, groups)]


def axes_of_file(path: str) -> tuple[list[Axis], list[Problem]]:
    """Return the columns of a CSV file of points as axes, and every line that is wrong; the axes are of the others."""
    try:
        with Path(path).expanduser().open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            lines = [(reader.line_num, line) for line in reader if line]
    except (OSError, UnicodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        return [], [Problem(_PATH, path, f"cannot be read: {why}")]
    if len(lines) < 2:
        return [], [Problem(_PATH, path, "holds no points: a header of keys, then a line a point")]
    header = [name.strip() for name in lines[0][1]]
    if len(set(header)) < len(header) or not all(header):
        return [], [Problem(_PATH, path, f"line {lines[0][0]}: every column needs a key, and each key once")]
    sound = [line for _, line in lines[1:] if len(line) == len(header)]
    numbers = tuple(number for number, line in lines[1:] if len(line) == len(header))
    wrong = [(number, len(line)) for number, line in lines[1:] if len(line) != len(header)]
    axes = [
        Axis(key, tuple(line[row].strip() for line in sound), source=path, lines=numbers)
        for row, key in enumerate(header)
    ]
    return axes if sound else [], _of_other_lengths(path, wrong, len(header))


def _of_other_lengths(path: str, wrong: Sequence[tuple[int, int]], n_keys: int) -> list[Problem]:
    """Return what is wrong with lines that have more or fewer values than there are keys, of many the first."""
    names = f"the header names {n_keys} keys"
    rules = [f"line {number}: has {n_values} values, and {names}" for number, n_values in wrong[:_LINES_TOLD]]
    if len(wrong) > _LINES_TOLD:
        rules.append(f"and {len(wrong) - _LINES_TOLD:,} more lines have other numbers of values")
    return [Problem(_PATH, path, rule) for rule in rules]


def _plausible(key: str, tree: Mapping[str, Any], source: str) -> Axis | Problem:
    place = place_of(tuple(key.split(".")), tree)
    extra = place.field.json_schema_extra if place and place.field else None
    found = extra.get("plausible") if isinstance(extra, dict) else None
    if place is None or not isinstance(found, tuple | list):
        return Problem(key, PLAUSIBLE, "has no plausible range declared; write interval(low,high)", source)
    low, high = (float(bound) for bound in found)  # type: ignore[arg-type]
    return Axis(key, low=low, high=high, whole=place.kind is int, source=source)


def _interval(key: str, low: float, high: float, tree: Mapping[str, Any], source: str) -> Axis | Problem:
    place = place_of(tuple(key.split(".")), tree)
    if place is not None and place.kind not in (int, float):
        return Problem(key, f"interval({low:g},{high:g})", "is no number; list its values", source)
    text = f"interval({low:g},{high:g})"
    if not low < high:
        return Problem(key, text, "is empty: the first number must be the lower", source)
    extra = place.field.json_schema_extra if place is not None and place.field else None
    bounds = (extra.get("low"), extra.get("high")) if isinstance(extra, dict) else (None, None)
    below, above = bounds[0] is not None and low < bounds[0], bounds[1] is not None and high > bounds[1]
    if place is not None and (below or above):
        return Problem(key, text, f"{rule_of(place)}, all of it", source)
    return Axis(key, low=low, high=high, whole=place is not None and place.kind is int, source=source)
