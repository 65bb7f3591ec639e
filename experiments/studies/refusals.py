"""What the declarations of studies and designs refuse, told as what people can mend."""

from collections.abc import Callable, Mapping
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from experiments.composing.problems import Problem, nearest
from experiments.composing.vocabulary import Place, allowed_words, plain_type, rule_of

_NO_KEYS = {"str", "dict[str,str]"}
"""Of a value that may be of two kinds pydantic names the kind where it names the place: that is no key of a file."""
_HOLDERS = {list: "must be a list", dict: "must be a mapping: keys, each with its values"}


def refusals(
    error: ValidationError, block: type[BaseModel], source_of: Callable[[str], str], prefix: str = ""
) -> list[Problem]:
    """Return every problem that pydantic found in a ``block``; ``source_of`` a key says where its value came from."""
    # Of a mapping with something wrong in it, that it is no text is not what is wrong.
    each_kind = error.errors(include_url=False)
    errors = (one for one in each_kind if not (one["type"] == "string_type" and isinstance(one["input"], dict)))
    found = (_refusal(each, block, source_of, prefix) for each in errors)
    return list({(one.key, one.value, one.rule): one for one in found}.values())


def _refusal(found: Mapping[str, Any], block: type[BaseModel], source_of: Callable[[str], str], prefix: str) -> Problem:
    name = str(found["loc"][0])
    place = found["loc"][:2] if "[key]" in found["loc"] else found["loc"]
    key = prefix + ".".join(str(part) for part in place if part not in _NO_KEYS)
    value = str(found["input"])
    field = block.model_fields.get(name)
    known = [one for one in block.model_fields if one != "kind"]
    if field is None:
        near = nearest(name, known)
        there = ", ".join(prefix + one for one in known) or "none"
        return Problem(
            key, value, f"no such setting; there is {there}", source_of(name), prefix + near if near else None
        )
    if "[key]" in found["loc"]:
        return Problem(key, value, "is a label that YAML reads as no text: put it in quotes", source_of(name))
    words = allowed_words(Place(plain_type(field.annotation), field))
    return Problem(key, value, rule_of_field(field), source_of(name), nearest(value, words))


def rule_of_field(field: FieldInfo) -> str:
    """Return in words what may stand in a declared field: its type, its range or, of a pattern, what it describes."""
    place = Place(plain_type(field.annotation), field)
    held = _HOLDERS.get(get_origin(place.kind) or place.kind)
    if held:
        return held
    if any(getattr(limit, "pattern", None) for limit in field.metadata):
        return f"must be text: {field.description or 'of its own form'}"
    if isinstance(field.json_schema_extra, dict):
        return rule_of(place)
    low = next((getattr(limit, "ge", None) for limit in field.metadata if hasattr(limit, "ge")), None)
    high = next((getattr(limit, "le", None) for limit in field.metadata if hasattr(limit, "le")), None)
    if low is None:
        return rule_of(place)
    return rule_of(place) + (f", at least {low:,}" if high is None else f" from {low:,} to {high:,}")
