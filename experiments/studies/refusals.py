"""What the declarations of studies and designs refuse, told as what people can mend."""

from collections.abc import Callable, Mapping
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError

from experiments.composing.problems import Problem, nearest
from experiments.composing.vocabulary import Place, allowed_words, in_figures, plain_type, rule_of

_HOLDERS = {list: "must be a list", dict: "must be a mapping: keys, each with its values"}


def refusals(
    error: ValidationError, block: type[BaseModel], source_of: Callable[[str], str], prefix: str = ""
) -> list[Problem]:
    """Return every problem that pydantic found in a ``block``; ``source_of`` a key says where its value came from."""
    return [_refusal(found, block, source_of, prefix) for found in error.errors(include_url=False)]


def _refusal(found: Mapping[str, Any], block: type[BaseModel], source_of: Callable[[str], str], prefix: str) -> Problem:
    name = str(found["loc"][0])
    key = prefix + ".".join(str(part) for part in found["loc"])
    value = str(found["input"])
    field = block.model_fields.get(name)
    known = [one for one in block.model_fields if one != "kind"]
    if field is None:
        near = nearest(name, known)
        there = ", ".join(prefix + one for one in known) or "none"
        return Problem(
            key, value, f"no such setting; there is {there}", source_of(name), prefix + near if near else None
        )
    place = Place(plain_type(field.annotation), field)
    return Problem(key, value, _rule(place), source_of(name), nearest(value, allowed_words(place)))


def _rule(place: Place) -> str:
    held = _HOLDERS.get(get_origin(place.kind) or place.kind)
    if held:
        return held
    extra = place.field.json_schema_extra if place.field else None
    ends = {type(limit).__name__: limit for limit in place.field.metadata} if place.field else {}
    if not isinstance(extra, dict) and {"Ge", "Le"} <= set(ends):
        return f"{rule_of(place)} from {in_figures(ends['Ge'].ge)} to {in_figures(ends['Le'].le)}"
    return rule_of(place)
