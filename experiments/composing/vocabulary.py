"""The words a scenario knows: what may stand at a dotted key, read from the declarations of the options."""

from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.base.options import FAMILIES, UnknownOption, option_class, option_names
from sim.scenario import Scenario
from sim.scenario.families import combining_block

_MARKETS = "markets"
_HIDDEN = {"inputs"}
_KINDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
_SPELLED_OUT = 1e9


class Place(NamedTuple):
    """What stands at a dotted key.

    ``block`` is the class of a block of settings, ``names`` the keys of a mapping whose names are free (None
    elsewhere), ``field`` the declaration, None for an item of a mapping; ``kind`` is the type of what it holds.
    """

    kind: Any
    field: FieldInfo | None = None
    names: tuple[str, ...] | None = None

    @property
    def block(self) -> type[BaseModel] | None:
        """The class of the block of settings that stands here, None where a value stands."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, BaseModel) else None


def place_of(path: tuple[str, ...], tree: Mapping[str, Any]) -> Place | None:
    """Return what may stand at a path in a scenario with the options of ``tree``, None if nothing may."""
    place: Place | None = Place(Scenario)
    for depth, name in enumerate(path):
        place = _inside(place, name, path[:depth], tree) if place else None
    return place


def names_inside(path: tuple[str, ...], tree: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names that may stand below a path."""
    place = place_of(path, tree)
    if place is None:
        return ()
    if place.names is not None:
        return place.names
    return tuple(name for name in place.block.model_fields if name not in _HIDDEN) if place.block else ()


def is_list(path: tuple[str, ...], tree: Mapping[str, Any]) -> bool:
    """Return whether a list stands at a path."""
    place = place_of(path, tree)
    return place is not None and get_origin(place.kind) is tuple


def known_keys(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every dotted key of a scenario with the options of ``tree``."""
    for name in names_inside(path, tree):
        yield ".".join((*path, name))
        yield from known_keys(tree, (*path, name))


def rule_of(place: Place) -> str:
    """Return in words what may stand at a place: its type, its range, its unit."""
    if place.block:
        return f"must be a block of settings: {', '.join(place.block.model_fields) or 'nothing'}"
    if get_origin(place.kind) is tuple:
        return "must be a list"
    words = allowed_words(place)
    if words:
        return f"must be one of {', '.join(words)}"
    extra = place.field.json_schema_extra if place.field else None
    kind = _KINDS.get(place.kind, "of another type")
    if not isinstance(extra, dict) or "unit" not in extra:
        pattern = next((p for p in map(_pattern, place.field.metadata) if p), None) if place.field else None
        return f"must be {kind}" + (" like 2017-08-01" if pattern else "")
    return f"must be {kind}{_range(extra)}{_unit(extra)}"


def allowed_words(place: Place) -> tuple[str, ...]:
    """Return the words of which one must stand at a place, none where it is no matter of words."""
    return tuple(map(str, get_args(place.kind))) if get_origin(place.kind) is Literal else ()


def owner_of(path: tuple[str, ...], tree: Mapping[str, Any]) -> str | None:
    """Return which option, that is not chosen, has the key at ``path``: a sentence that says how to choose it."""
    *market, family = path[: 3 if path[0] == _MARKETS else 1]
    rest = path[len(market) + 1 :]
    if not rest or family not in FAMILIES or FAMILIES[family].combines:
        return None
    own = ".".join((*market, family))
    settings, whose = _settings_at((*market, family), tree), own
    if settings is None:
        settings, whose = _settings_at((family,), tree), family
    chosen = settings.get("kind") if isinstance(settings, Mapping) else settings
    for option in option_names(family):
        if option != chosen and place_of((family, *rest), {**tree, family: {"kind": option}}) is not None:
            return f"no such key under {whose}={chosen}; it belongs to {own}={option}"
    return None


def is_part_off(path: tuple[str, ...], tree: Mapping[str, Any]) -> bool:
    """Return whether a path leads into a part of a combining family that is off."""
    if path[0] == _MARKETS:
        path, tree = path[2:], _rules_of_market(path, tree)
    if len(path) < 3 or path[0] not in FAMILIES or not FAMILIES[path[0]].combines:
        return False
    return path[1] in option_names(path[0]) and not isinstance(_settings_at(path[:2], tree), dict)


def _rules_of_market(path: tuple[str, ...], tree: Mapping[str, Any]) -> Mapping[str, Any]:
    rules = _settings_at(path[:2], tree)
    return rules if isinstance(rules, Mapping) else {}


def _settings_at(path: tuple[str, ...], tree: Mapping[str, Any]) -> Any:
    found: Any = tree
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _inside(place: Place, name: str, at: tuple[str, ...], tree: Mapping[str, Any]) -> Place | None:
    if get_origin(place.kind) is tuple:
        return Place(plain_type(get_args(place.kind)[0])) if name.isdigit() else None
    if place.names is not None:
        item = get_args(place.kind)[1]
        open_ended = not (isinstance(item, type) and issubclass(item, BaseModel))
        return Place(item) if name in place.names or open_ended else None
    block = place.block
    if block is None or name not in block.model_fields or name in _HIDDEN:
        return None
    field = block.model_fields[name]
    # A family stands at the top, and again among the rules of a market.
    is_family = name in FAMILIES and (not at or at[0] == _MARKETS)
    kind = _family_class((*at, name), tree) if is_family else plain_type(field.annotation)
    if get_origin(kind) is dict:
        held = _settings_at((*at, name), tree)
        return Place(kind, field, tuple(held) if isinstance(held, Mapping) else ())
    return Place(kind, field)


def _family_class(path: tuple[str, ...], tree: Mapping[str, Any]) -> Any:
    family = path[-1]
    if FAMILIES[family].combines:
        return combining_block(family, option_names(family))
    # A market without an option of its own has the scenario's.
    settings = _settings_at(path, tree) or _settings_at((family,), tree)
    try:
        return option_class(family, str(settings.get("kind") if isinstance(settings, Mapping) else settings))
    except UnknownOption:
        return None


def plain_type(annotation: Any) -> Any:
    """Return a type without ``Annotated`` and without ``| None``; of several types, the first."""
    if get_origin(annotation) is Annotated:
        return plain_type(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return plain_type(next(kind for kind in get_args(annotation) if kind is not NoneType))
    return annotation


def _pattern(limit: Any) -> str | None:
    return getattr(limit, "pattern", None)


def _range(extra: Mapping[str, Any]) -> str:
    low, high = extra["low"], extra["high"]
    if low is None or high is None:
        return f", at least {in_figures(low)}" if low is not None else ""
    return f" from {in_figures(low)} to {in_figures(high)}"


def _unit(extra: Mapping[str, Any]) -> str:
    return "" if extra["unit"] in ("1", "true or false") else f" ({extra['unit']})"


def in_figures(number: float) -> str:
    """Return a number as people write it: 20,000,000, 0.05, 1e+09."""
    if float(number).is_integer() and abs(number) < _SPELLED_OUT:
        return f"{int(number):,}"
    return f"{number:g}"
