"""The dials of open play: which choices and numbers of a world can be turned, from the model's own declarations."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from experiments.app.asked import CHOICE, NUMBER, Refused, WorldAsked
from experiments.compose import BadInput, compose
from experiments.composing.groups import SCENARIO, settings_in
from experiments.configuration_folder import configuration_folder
from sim import Scenario
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import declarations
from sim.scenario import Operation
from sim.scenario.families import combining_block

TURNABLE: Final = ("censorship", "rebuttals", "enforcement", "disclosure", "strategy", "feed", "belief", "ties")
"""Families whose choice can be turned, in the order in which the page shows them."""

FIRST: Final = (
    "rebuttals.professionals.per_1000_members",
    "operation.in_step",
    "belief.repetition_discount",
    "belief.trust.state",
    "censorship.exported.quota",
    "enforcement.suspension.threshold",
)
"""Numbers that are shown first: rebuttal share, coordination, repetition, trust, quota, enforcement."""

_BLOCKS = (*TURNABLE, "conduct", "operation")
_NEEDS_A_FILE = {("ties", "edge_list")}
_LEAST_SCENARIO_NAME = "replication/"


def scenario_names() -> list[str]:
    """Return the scenarios that the page offers: those of people, not the replications of other models."""
    names = settings_in(configuration_folder()).groups[SCENARIO]
    return [name for name in names if not name.startswith(_LEAST_SCENARIO_NAME)]


def choices() -> list[dict[str, Any]]:
    """Return every family that can be turned with its question and its choices."""
    groups = settings_in(configuration_folder()).groups
    return [
        {
            "family": family,
            "question": FAMILIES[family].question,
            "choices": [name for name in groups[family] if (family, name) not in _NEEDS_A_FILE],
        }
        for family in TURNABLE
    ]


def numbers(world: Scenario) -> list[dict[str, Any]]:
    """Return every number of a world's rules in force that has a range, those to be shown first in front."""
    found = {dial["key"]: dial for block in _BLOCKS for dial in _inside(getattr(world, block), f"{block}.")}
    first = [key for key in FIRST if key in found]
    return [found[key] | {"first": key in first} for key in (*first, *(key for key in found if key not in first))]


def _inside(block: BaseModel, prefix: str) -> Iterator[dict[str, Any]]:
    for name, field in type(block).model_fields.items():
        value, extra = getattr(block, name), field.json_schema_extra
        if isinstance(value, BaseModel):
            yield from _inside(value, f"{prefix}{name}.")
        elif isinstance(extra, dict) and extra.get("plausible") and isinstance(value, int | float):
            low, high = sorted(extra["plausible"])  # type: ignore[arg-type,type-var]
            yield {
                "key": prefix + name,
                "value": value,
                "low": min(low, value),  # type: ignore[type-var]
                "high": max(high, value),  # type: ignore[type-var]
                "whole": isinstance(value, int) and not isinstance(value, bool),
                "unit": extra["unit"],
                "meaning": field.description or "",
                "source": extra["source"],
            }


def compose_column(asked: WorldAsked, own: Sequence[str]) -> Scenario:
    """Return the world of one column.

    Raises:
        Refused: if the scenario or an override is not offered, or the model refuses it.
    """
    if asked.scenario not in scenario_names():
        raise Refused([f"scenario={asked.scenario}: no such scenario; there is {', '.join(scenario_names())}"])
    overrides = [*asked.common, *own]
    problems = [problem for override in overrides if (problem := wrong_with(override))]
    if problems:
        raise Refused(problems)
    try:
        return compose(asked.scenario, *_with_sizes(asked), *overrides)
    except BadInput as bad:
        raise Refused([problem.line() for problem in bad.problems]) from None


def _with_sizes(asked: WorldAsked) -> list[str]:
    sizes = {"members": asked.members, "ticks": asked.ticks, "seed": asked.seed}
    return [f"{key}={value}" for key, value in sizes.items() if value is not None]


def wrong_with(override: str) -> str | None:
    """Return why an override is not offered here, None if it is: a family's choice, or a number of the rules."""
    choice, number = CHOICE.fullmatch(override), NUMBER.fullmatch(override)
    shown = override[:60]
    if choice is not None:
        offered = {family["family"]: family["choices"] for family in choices()}
        if choice["key"] not in offered:
            return f"{shown}: {choice['key']} cannot be turned here; {', '.join(offered)} can"
        unknown = [name for name in choice["value"].strip("[]").split(",") if name not in offered[choice["key"]]]
        return f"{shown}: there is {', '.join(offered[choice['key']])}" if unknown else None
    if number is None:
        return f"{shown}: is neither a choice, as censorship=full, nor a number, as censorship.exported.quota=5"
    return None if number["key"] in declared_numbers() else f"{shown}: the rules have no number of that name"


@cache
def declared_numbers() -> frozenset[str]:
    """Return the dotted keys of all numbers that any option's rules declare; what names a file is none of them."""
    found = set(_numbers_of(Operation, "operation"))
    for family in (name for name in _BLOCKS if name in FAMILIES):
        names = option_names(family)
        for name in names:
            own = f"{family}.{name}" if FAMILIES[family].combines else family
            found.update(_numbers_of(option_class(family, name), own))
        if FAMILIES[family].combines:
            found.update(_numbers_of(combining_block(family, names).__mro__[1], family))
    return frozenset(found)


def _numbers_of(block: type[BaseModel], prefix: str) -> Iterator[str]:
    for declared in declarations(block):
        is_number = isinstance(declared.default, int | float) and not isinstance(declared.default, bool)
        if is_number or declared.plausible is not None:
            yield f"{prefix}.{declared.name}"
