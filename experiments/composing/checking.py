"""From what the model's declarations refuse to problems that people can mend."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from experiments.composing.groups import OF_THE_PROGRAM
from experiments.composing.overrides import Assignment
from experiments.composing.problems import COMMAND_LINE, Problem, nearest
from experiments.composing.vocabulary import (
    allowed_words,
    is_list,
    is_part_off,
    known_keys,
    names_inside,
    owner_of,
    place_of,
    rule_of,
)

_SPOKEN = {"value_error", "option_missing", "option_unknown"}
"""Errors whose message was written in the model, for people."""


_OPTIONS = {"out": "--out DIR", "workers": "--workers N", "resume": "--resume", "quiet": "--quiet", "json": "--json"}
"""Options of commands that are easily taken for keys, as they are written."""

_OF_A_STUDY = "policy"
"""What studies call the settings that they compare."""


class Composed(NamedTuple):
    """A tree of settings about to be checked: ``origins`` by path, ``texts`` of what was set by hand, by path."""

    tree: dict[str, Any]
    origins: dict[tuple[str, ...], str]
    texts: dict[tuple[str, ...], str]

    def origin(self, path: tuple[str, ...]) -> str:
        """Return where what stands at a path came from, or the block that it is missing in."""
        for depth in range(len(path), 0, -1):
            if path[:depth] in self.origins:
                return self.origins[path[:depth]]
        return next((source for place, source in self.origins.items() if place[: len(path)] == path), COMMAND_LINE)


def refusals(error: ValidationError, composed: Composed) -> list[Problem]:
    """Return every problem that pydantic found."""
    return [_refusal(dict(found), composed) for found in error.errors(include_url=False)]


def _refusal(found: Mapping[str, Any], composed: Composed) -> Problem:
    path = tuple(str(name) for name in found["loc"])
    key, source = ".".join(path), composed.origin(path)
    place = place_of(path, composed.tree)
    value = composed.texts.get(path) or _in_yaml(found["input"])
    if found["type"] == "extra_forbidden":
        return unknown_key(path, value, composed, source)
    if found["type"] == "missing":
        meaning = (place.field.description if place and place.field else None) or "it has no default"
        return Problem(key, None, f"must be given: {meaning}", source)
    if found["type"] in _SPOKEN or place is None:
        by_hand = any(given[: len(path)] == path for given in composed.texts)
        message = found["msg"].removeprefix("Value error, ")
        return Problem(key or "scenario", None, message, COMMAND_LINE if by_hand else source)
    return Problem(key, value, rule_of(place), source, nearest(value, allowed_words(place)))


def misplaced(assignment: Assignment, composed: Composed) -> Problem | None:
    """Return what is wrong with where a value set by hand would go, None if it has a place."""
    path = assignment.path
    if is_part_off(path, composed.tree):
        return _part_off(assignment)
    if place_of(path, composed.tree) is None:
        return unknown_key(path, assignment.text, composed, COMMAND_LINE)
    return None


def unknown_key(path: tuple[str, ...], value: str, composed: Composed, source: str) -> Problem:
    """Return the problem of a key that nothing reads, with the key that was meant if one is near."""
    key = ".".join(path)
    owner = owner_of(path, composed.tree)
    if owner:
        return Problem(key, value, owner, source)
    if path[0] == "markets" and not composed.tree.get("markets"):
        one = "this scenario has one market for all; markets are named in a scenario's file"
        return Problem(key, value, one, source)
    if path[0] in OF_THE_PROGRAM:
        return Problem(key, value, "is for `shelflife sweep`; a run is of one world", source)
    if key in _OPTIONS:
        return Problem(key, value, f"is no setting of the world: commands that write take {_OPTIONS[key]}", source)
    if key == _OF_A_STUDY:
        file = "is a word of a study's file, where each policy is a name with its settings"
        return Problem(key, value, f"{file}; here vary the keys themselves, as in enforcement=none,strict", source)
    meant = _meant(path, composed.tree)
    inside = "" if meant else _what_there_is(path, composed.tree)
    return Problem(key, value, f"no such key{inside}", source, meant)


def _what_there_is(path: tuple[str, ...], tree: Mapping[str, Any]) -> str:
    """Return in words what stands in the innermost block that the path leads into, nothing if it leads into none."""
    for depth in range(len(path) - 1, 0, -1):
        names = names_inside(path[:depth], tree)
        if names:
            return f"; in {'.'.join(path[:depth])} there is {', '.join(names)}"
    return ""


def _meant(path: tuple[str, ...], tree: Mapping[str, Any]) -> str | None:
    for depth, name in enumerate(path):
        if place_of(path[: depth + 1], tree) is None:
            inside = names_inside(path[:depth], tree)
            lists = [known for known in inside if is_list((*path[:depth], known), tree)]
            if name.isdigit() and len(lists) == 1:
                return ".".join((*path[:depth], lists[0], *path[depth:]))
            near = nearest(name, inside)
            if near:
                likely = (*path[:depth], near, *path[depth + 1 :])
                # A block that was meant may have no such key either: what is told must exist.
                exists = place_of(likely, tree) is not None
                return ".".join(likely) if exists else _meant(likely, tree) or ".".join(likely[: depth + 1])
            break
    # Rules of single markets repeat names of the whole scenario's, which are the likelier ones.
    # Every option has its kind: that two keys end so says nothing.
    named = (known for known in known_keys(tree) if not known.endswith(".kind"))
    known = sorted(named, key=lambda known: not known.startswith("markets."))
    by_last_name = {key.rpartition(".")[2]: key for key in known}
    if names_inside(path[:1], tree):
        # In a block that there is, a word that is only like another's elsewhere is not what was meant.
        return by_last_name.get(path[-1])
    near = nearest(path[-1], by_last_name)
    return by_last_name[near] if near else None


def _part_off(assignment: Assignment) -> Problem:
    *market, family, part = assignment.path[: 4 if assignment.path[0] == "markets" else 2]
    rest = ".".join(assignment.path[len(market) + 2 :])
    family = ".".join((*market, family))
    choose = f"choose it with {family}={part}, among others with {family}=[{part},…], or by a level that has it"
    more = f"`shelflife options {family.rpartition('.')[2]}`"
    return Problem(
        assignment.key,
        assignment.text,
        f"{family}.{part} is off, so {rest} would act on nothing; {choose} ({more})",
    )


def _in_yaml(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    return str(value)
