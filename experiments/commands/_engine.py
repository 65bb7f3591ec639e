"""Where a sweep's runs are made: ``--engine``, ``--workers``, ``--scheduler``, and overrides as ``engine.queue=x``."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.composing.problems import BadInput, Problem

if TYPE_CHECKING:
    from experiments.runner.engine import Engine

_PREFIX = "engine."
_OPTIONS = ("workers", "scheduler")
_IN_WORDS = ("no such setting", "must be", "would change nothing")


def is_about_engine(override: str) -> bool:
    """Return whether an override is about the engine and not about the study."""
    return override.startswith(_PREFIX) or override.partition("=")[0] == "engine"


def engine_asked(arguments: argparse.Namespace) -> "Engine":
    """Return the engine that a command line asks for, not opened yet.

    Raises:
        BadInput: with everything that is wrong.
    """
    from experiments.configuration_folder import configuration_folder
    from experiments.runner.engines import engine

    given = {f"{_PREFIX}{name}" for name in _OPTIONS if getattr(arguments, name) is not None}
    sound, problems = _parted([one for one in arguments.overrides if is_about_engine(one)], given)
    by_hand = {override.partition("=")[0] for override in sound}
    options = {name: getattr(arguments, name) for name in _OPTIONS}
    try:
        found = engine(arguments.engine, sound, configuration_folder(), **options)
    except BadInput as bad:
        raise BadInput([*problems, *(_told(problem, by_hand) for problem in bad.problems)]) from None
    if problems:
        raise BadInput(problems)
    return found


def _parted(overrides: Sequence[str], given: set[str]) -> tuple[list[str], list[Problem]]:
    """Return the overrides that set one value, and what is wrong with the others; ``given`` are set by options."""
    sound: list[str] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for text in overrides:
        wrong = _wrong_with(text, seen, given)
        seen.add(text.partition("=")[0])
        problems += [wrong] if wrong else []
        sound += [] if wrong else [text]
    return sound, problems


def _wrong_with(text: str, seen: set[str], given: set[str]) -> Problem | None:
    from hydra.errors import HydraException

    from experiments.composing.overrides import parsed

    key, equals, value = text.partition("=")
    if not equals or key == _PREFIX:
        return Problem(
            key, value if equals else None, "is no override: write engine.SETTING=VALUE, as engine.workers=2"
        )
    if key == "engine":
        return Problem(key, value, f"is chosen by an option here: write --engine {value or 'NAME'}")
    if key in seen:
        return Problem(key, value, "is given twice; an engine has one value of each setting")
    if key in given:
        return Problem(key, value, f"is given by --{key.removeprefix(_PREFIX)} too; give one of them")
    try:
        several = parsed(text).is_sweep_override()
    except HydraException:
        return Problem(key, value, "cannot be read: write engine.SETTING=VALUE, special text in quotes")
    return Problem(key, value, "has several values, and a sweep has one engine; give one") if several else None


def _told(problem: Problem, by_hand: set[str]) -> Problem:
    """Return what the engines refuse under the name by which it was given, with what is allowed in words."""
    from experiments.composing.problems import nearest

    name = problem.key.removeprefix("--").removeprefix(_PREFIX)
    told = replace(problem, key=_PREFIX + name) if _PREFIX + name in by_hand else problem
    rules = dict(_rules())
    if problem.rule.startswith("no such setting"):
        near = nearest(name, rules)
        return replace(told, suggestion=_PREFIX + near if near and near != name else None)
    known = name in rules and not problem.rule.startswith(_IN_WORDS)
    return replace(told, rule=rules[name]) if known else told


def _rules() -> Iterator[tuple[str, str]]:
    from experiments.runner.engines import DaskSettings, JobqueueSettings, LocalSettings
    from experiments.studies.refusals import rule_of_field

    for block in (LocalSettings, DaskSettings, JobqueueSettings):
        for name, field in block.model_fields.items():
            if name != "kind":
                yield name, rule_of_field(field)
