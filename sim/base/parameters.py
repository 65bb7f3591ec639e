"""One declaration a parameter: its default, unit, bounds, meaning and source feed everything that speaks of it.

Validation, error messages, ``shelflife options``, sweep bounds, the page's sliders and the test that every parameter
acts are all generated from these declarations.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Declared(BaseModel):
    """A frozen block of settings: unknown keys, wrong types, NaN and numbers out of range are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @property
    def needs(self) -> tuple[str, ...]:
        """What an option cannot act without, by names that a scenario knows (``sim/scenario/needs.py``)."""
        return ()


class Declaration(NamedTuple):
    """What is known of one parameter, for tables, sliders, bounds and tests; ``whole`` numbers have no fractions."""

    name: str
    default: Any
    unit: str
    low: float | None
    high: float | None
    plausible: tuple[float, float] | None
    meaning: str
    source: str
    whole: bool = False


def parameter(
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    bounds: tuple[float | None, float | None] = (None, None),
    plausible: tuple[float, float] | None = None,
) -> Any:
    """Declare a parameter: beyond its ``bounds`` it is refused, its ``plausible`` range is what an audit sweeps.

    ``unit`` is spelled out ("hours", "per day", "share"); ``source`` names a publication or begins "Assumption:".
    """
    low, high = bounds
    extra = {"unit": unit, "source": source, "plausible": plausible, "low": low, "high": high}
    return Field(default, ge=low, le=high, description=meaning, json_schema_extra=cast("dict[str, Any]", extra))


def declarations(block: type[BaseModel], prefix: str = "") -> Iterator[Declaration]:
    """Yield the declaration of every parameter of a block and of the blocks in it, by dotted name, in order."""
    for name, field in block.model_fields.items():
        if isinstance(field.json_schema_extra, dict) and "unit" in field.json_schema_extra:
            yield _declaration(prefix + name, field)
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from declarations(field.annotation, f"{prefix}{name}.")


def _declaration(name: str, field: FieldInfo) -> Declaration:
    extra = cast("dict[str, Any]", field.json_schema_extra)
    meaning = field.description or ""
    bounds = (extra["low"], extra["high"], extra["plausible"])
    whole = int in (field.annotation, *get_args(field.annotation))
    return Declaration(name, field.get_default(), extra["unit"], *bounds, meaning, extra["source"], whole)
