"""From plain settings to the checked options of each family."""

from functools import cache
from importlib import import_module
from typing import Any

from pydantic import BaseModel, Field, create_model
from pydantic_core import PydanticCustomError

from sim.base.options import FAMILIES, UnknownOption, option_class, option_names
from sim.base.parameters import Declared


def exclusive_option(family: str, settings: Any) -> Any:
    """Return the option of an exclusive family that ``settings`` (a mapping with its ``kind``) describe.

    Raises:
        PydanticCustomError: if ``kind`` is missing or names no option.
    """
    if isinstance(settings, BaseModel):
        return settings
    if not isinstance(settings, dict) or "kind" not in settings:
        raise PydanticCustomError("option_missing", "choose one of {options}", {"options": _listed(family)})
    try:
        chosen = option_class(family, str(settings["kind"]))
    except UnknownOption:
        unknown = {"kind": settings["kind"], "options": _listed(family)}
        raise PydanticCustomError("option_unknown", "no option {kind}; there is {options}", unknown) from None
    return chosen.model_validate(settings)


def combined_parts(family: str, settings: Any) -> Any:
    """Return the block of a combining family: what its parts share, and each part that is on."""
    return combining_block(family, option_names(family)).model_validate(settings)


@cache
def combining_block(family: str, parts: tuple[str, ...]) -> type[Declared]:
    """Return the class of a combining family's block: one field a part, None where it is off (metrics never are)."""
    contract = import_module(f"sim.{FAMILIES[family].folder}._contract")
    shared = getattr(contract, "Shared", Declared)
    always_on = family == "metrics"
    fields: dict[str, Any] = {}
    for name in parts:
        part = option_class(family, name)
        fields[name] = (part, Field(default_factory=part)) if always_on else (part | None, Field(None))
    return create_model(FAMILIES[family].folder.capitalize(), __base__=shared, **fields)


def parts_on(family: str, block: Declared) -> dict[str, Any]:
    """Return the parts of a combining family's block that are on, by name."""
    named = ((name, getattr(block, name)) for name in option_names(family))
    return {name: part for name, part in named if part is not None}


def _listed(family: str) -> str:
    return ", ".join(option_names(family))
