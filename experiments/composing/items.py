"""Values within a list: ``shocks.dated.0.share=.5`` sets one number of one dated event, counted from 0."""

from collections.abc import Mapping
from typing import Any

from experiments.composing.checking import Composed
from experiments.composing.overrides import Assignment
from experiments.composing.problems import COMMAND_LINE, Problem


def list_on_the_way(path: tuple[str, ...], tree: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the path of the list that a path leads into, None if it leads into none."""
    found: Any = tree
    for depth, name in enumerate(path):
        if isinstance(found, list):
            return path[:depth]
        found = found.get(name) if isinstance(found, Mapping) else None
    return None


def no_such_item(assignment: Assignment, composed: Composed) -> Problem | None:
    """Return what is wrong with the place in a list that a value is set at, None if there is such an item."""
    place = list_on_the_way(assignment.path, composed.tree)
    if place is None:
        return None
    n_items, number = len(_at(place, composed.tree)), assignment.path[len(place)]
    if number.isdigit() and int(number) < n_items:
        return None
    name = ".".join(place)
    there = f"{name} has items 0 to {n_items - 1}" if n_items else f"{name} is empty here"
    return Problem(assignment.key, assignment.text, f"no such item; {there}, or write the whole list: {name}=[…]")


def set_item(assignment: Assignment, value: Any, composed: Composed) -> bool:
    """Set a value within a list, in place; return False, and do nothing, if the path leads into no list."""
    place = list_on_the_way(assignment.path, composed.tree)
    if place is None:
        return False
    block: Any = _at(place, composed.tree)
    *way, last = assignment.path[len(place) :]
    for name in way:
        block = block[int(name)] if isinstance(block, list) else block.setdefault(name, {})
    block[int(last) if isinstance(block, list) else last] = value
    composed.origins[place] = f"{composed.origin(place)}, {COMMAND_LINE}"
    composed.origins[assignment.path] = COMMAND_LINE
    return True


def _at(path: tuple[str, ...], tree: Mapping[str, Any]) -> Any:
    found: Any = tree
    for name in path:
        found = found[name]
    return found
