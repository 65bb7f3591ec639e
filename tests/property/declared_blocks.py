"""Settings drawn from the declarations of a block: whatever is declared anew is drawn as well."""

from types import UnionType
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import Declaration, declarations
from sim.scenario.families import combining_block

_LARGEST_COUNT = 40
_ROWS = ("overt", "covert", "on_sale")
"""Counts of which each costs a row, and time, whatever the world: drawn up to the largest count and no further."""


def values(about: Declaration) -> st.SearchStrategy[Any]:
    """Return a strategy for a parameter's values: its bounds, and its plausible range more often."""
    if isinstance(about.default, bool):
        return st.booleans()
    if about.whole:
        counts = st.integers(int(about.low), int(min(about.high, _LARGEST_COUNT)))
        return counts if about.name in _ROWS else counts | st.just(int(about.high))
    plausible = st.floats(*about.plausible) if about.plausible else st.nothing()
    return plausible | st.sampled_from([float(about.low), float(about.high)]) | st.floats(about.low, about.high)


def settings_of(kind: type[BaseModel]) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy for each setting of a block, by name.

    What names a file or a date, and what is a table of its own, no declaration bounds: whoever draws such adds it.
    """
    abouts = {about.name: about for about in declarations(kind)}
    fields = kind.model_fields.items()
    settings = {name: values(abouts[name]) if name in abouts else _chosen(field) for name, field in fields}
    return {name: drawn for name, drawn in settings.items() if drawn is not None}


def block(kind: type[BaseModel], *left_out: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for a block: each setting is given or left to its default, and so are the blocks within."""
    settings = {name: drawn for name, drawn in settings_of(kind).items() if name not in left_out}
    return st.fixed_dictionaries({}, optional=settings)


def _chosen(field: FieldInfo) -> st.SearchStrategy[Any] | None:
    """Return a strategy for what is no number: one of a few words, yes or no, or a block; None for all else."""
    within = block_within(field)
    if within is not None:
        return block(within)
    if field.annotation is bool:
        return st.booleans()
    words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return st.sampled_from(words) if len(words) > 1 else None


def block_within(field: FieldInfo) -> type[BaseModel] | None:
    """Return the block that a setting holds, whether it may be switched off or not; None if it holds none."""
    kinds = get_args(field.annotation) if isinstance(field.annotation, UnionType) else (field.annotation,)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def rules(family: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for a family's block: any option of an exclusive family, any parts of a combining one."""
    if FAMILIES[family].combines:
        return block(combining_block(family, option_names(family)))
    kinds = {name: block(option_class(family, name)) for name in option_names(family)}
    return st.sampled_from(sorted(kinds)).flatmap(lambda kind: kinds[kind].map(lambda given: {"kind": kind, **given}))
