"""Composing: the name of a scenario and some overrides become a checked, frozen ``Scenario``.

``compose("guo_2017", "censorship=full", "enforcement.suspension.threshold=.7")``. Files are chosen and laid over each
other by ``experiments.composing.layers``, values set by hand come on top, and the model's own declarations check the
whole. Everything that is wrong is named at once, by ``BadInput``.
"""

import sys
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import ValidationError

from experiments.composing.checking import Composed, misplaced, refusals
from experiments.composing.groups import SCENARIO, Choice, Settings, settings_in
from experiments.composing.inputs import inputs_of
from experiments.composing.items import no_such_item, set_item
from experiments.composing.layers import lay, layers
from experiments.composing.levels import levels_that_clash
from experiments.composing.markets import (
    choose_files,
    drop_where_chosen_for_all,
    on_every_market,
    set_files,
    take_on_the_scenarios,
)
from experiments.composing.narratives import lay_narratives
from experiments.composing.overrides import Assignment, Request, request
from experiments.composing.problems import COMMAND_LINE, BadInput, Problem
from experiments.composing.vocabulary import place_of
from experiments.configuration_folder import configuration_folder
from sim import Scenario

__all__ = ["BadInput", "Composition", "Problem", "compose", "composition"]

_MUST_BE_GIVEN = "???"


@dataclass(frozen=True)
class Composition:
    """A scenario and how it came about.

    ``choices`` of the groups; ``origins`` says by path from which file, or from the command line, a value came;
    ``waiting`` are values that the scenario's file sets for options that are not chosen (key, value, file); ``notes``
    is one line on each file read.
    """

    scenario: Scenario
    choices: Mapping[str, Choice]
    origins: Mapping[tuple[str, ...], str]
    waiting: tuple[tuple[str, Any, str], ...]
    notes: tuple[str, ...]


def compose(scenario_name: str, *overrides: str) -> Scenario:
    """Return the scenario of that name with the overrides applied, in Hydra's grammar.

    Raises:
        BadInput: with everything that is wrong.
    """
    return composition(f"{SCENARIO}={scenario_name}", *overrides).scenario


def composition(*overrides: str, settings: Settings | None = None) -> Composition:
    """Return what the overrides compose, with the origin of its values; of the program's own ``settings`` if None.

    The scenario is an override among others; ``config.yaml`` names the one that is taken where none is chosen.

    Raises:
        BadInput: with everything that is wrong.
    """
    settings = settings or settings_in(configuration_folder())
    asked, problems = request(overrides, settings.groups)
    if any(problem.key == SCENARIO for problem in problems):
        # Which keys there are depends on the scenario: more cannot be said before it is known.
        raise BadInput(problems)
    laid = layers(settings, tuple(sorted(asked.choices.items())))
    problems += levels_that_clash(settings, asked.choices, laid.choices[SCENARIO])
    doubtful = {problem.key.split("/")[0] for problem in problems}
    composed = Composed(deepcopy(laid.tree), dict(laid.origins), {})
    drop_where_chosen_for_all(composed, asked.choices)
    problems += choose_files(composed, settings, asked.choices)
    lay_narratives(composed, asked.assignments)
    problems += _set_by_hand(asked, composed, settings, doubtful)
    problems += _resolved(composed)
    _drop_unset(composed.tree)
    read = inputs_of(composed)
    problems += read.problems
    try:
        scenario = Scenario.model_validate(composed.tree | {"inputs": read.inputs})
    except ValidationError as error:
        said = {problem.key for problem in problems}
        problems += [found for found in refusals(error, composed) if _is_news(found, said, doubtful)]
    if problems:
        raise BadInput(problems)
    return Composition(scenario, laid.choices, composed.origins, laid.waiting, read.notes + _worth_knowing(scenario))


def _worth_knowing(scenario: Scenario) -> tuple[str, ...]:
    """Return what is allowed and may surprise all the same."""
    return _idle_readers(scenario) + _shocks_after_the_end(scenario)


def _shocks_after_the_end(scenario: Scenario) -> tuple[str, ...]:
    hours = scenario.ticks * scenario.tick_hours
    late = scenario.shocks.never_felt(scenario.operation.starts_on, hours - scenario.tick_hours)
    if not late:
        return ()
    return (f"shocks: the run ends at hour {hours:g}, before {', '.join(late)}; of that nothing will be felt",)


def _idle_readers(scenario: Scenario) -> tuple[str, ...]:
    belief = scenario.belief
    if belief.meets == "feed" or not scenario.strategy.speaks:
        return ()
    says = f"belief={belief.kind}: members change each other's minds and hear nothing in their feeds, so that"
    return (f"{says} the operation is read and moves nobody: credibility_excess is 0",)


def _set_by_hand(asked: Request, composed: Composed, settings: Settings, doubtful: set[str]) -> list[Problem]:
    """Lay the values of the command line over the tree; return those that have no place in it."""
    problems = []
    for assignment in asked.assignments:
        if assignment.path[0] in doubtful:
            continue
        in_one_market = set_files(assignment, composed, settings, asked.choices)
        wrong = None
        if in_one_market is None:
            wrong = no_such_item(assignment, composed) or misplaced(assignment, composed)
        if in_one_market is not None or wrong:
            problems += in_one_market or []
            problems += [wrong] if wrong else []
            continue
        take_on_the_scenarios(assignment, composed)
        for each in (assignment, *on_every_market(assignment, composed)):
            _assign(each, composed)
    return problems


def _assign(assignment: Assignment, composed: Composed) -> None:
    nested: Any = _as_declared(assignment, composed.tree)
    composed.texts[assignment.path] = assignment.text
    if set_item(assignment, nested, composed):
        return
    for name in reversed(assignment.path):
        nested = {name: nested}
    lay(composed.tree, composed.origins, nested, COMMAND_LINE)


def _as_declared(assignment: Assignment, tree: Mapping[str, Any]) -> Any:
    """Return the value; where a text is declared, ``2019`` is the text as it was typed and not a number."""
    place = place_of(assignment.path, tree)
    is_number = isinstance(assignment.value, bool | int | float)
    return assignment.text if place and place.kind is str and is_number else assignment.value


def _resolved(composed: Composed) -> list[Problem]:
    """Replace references to other keys, as ``${ticks}``, by their values, in place."""
    referring = [path for path, value in _leaves(composed.tree) if isinstance(value, str) and "${" in value]
    if not referring:
        return []
    try:
        whole = OmegaConf.to_container(OmegaConf.create(composed.tree), resolve=True)
    except (OmegaConfBaseException, ValueError) as error:
        why = str(error).strip().splitlines()[0]
        return [
            Problem(".".join(path), None, f"cannot be resolved: {why}", composed.origin(path)) for path in referring
        ]
    composed.tree.clear()
    composed.tree.update(whole)  # type: ignore[arg-type]
    return []


def _leaves(tree: Mapping[str, Any], at: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    found = []
    for name, value in tree.items():
        found += _leaves(value, (*at, name)) if isinstance(value, Mapping) else [((*at, name), value)]
    return found


def _drop_unset(tree: dict[str, Any]) -> None:
    """Remove values that a file leaves to be given, in place: the declarations say which of them must be."""
    for name, value in list(tree.items()):
        if isinstance(value, dict):
            _drop_unset(value)
        elif value == _MUST_BE_GIVEN:
            del tree[name]


def _is_news(problem: Problem, said: set[str], doubtful: set[str]) -> bool:
    # What the whole scenario says of members that do not fit its network was said of the members already.
    about_network = problem.key == SCENARIO and bool(said & {"members", "ties.path"})
    return problem.key not in said and problem.key.split(".")[0] not in doubtful and not about_network


class _Callable(ModuleType):
    """Lets ``from experiments import compose`` be called even after this module of the same name was imported."""

    def __call__(self, scenario_name: str, *overrides: str) -> Scenario:
        return compose(scenario_name, *overrides)


sys.modules[__name__].__class__ = _Callable
