"""Levels beside each other: of two that set one number, the later would undo the earlier.

A level is a file that switches parts on and sets what they share, as ``enforcement=strict``; beside single parts it may
stand, as ``enforcement=[strict,nudge]``.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

from omegaconf import OmegaConf

from experiments.composing.files import UNREADABLE, content_of
from experiments.composing.groups import PRIMARY, SCENARIO, Choice, Settings, combines
from experiments.composing.problems import COMMAND_LINE, Problem
from sim.base.options import option_names


def levels_that_clash(settings: Settings, choices: Mapping[str, Choice], scenario: str | None) -> list[Problem]:
    """Return what is wrong with lists of choices: those made by hand, and those that the scenario's own file makes."""
    problems = [found for group, chosen in choices.items() for found in clashes_in(settings, group, chosen)]
    for file in (PRIMARY, f"{SCENARIO}/{scenario}"):
        for group, chosen in _lists_of(settings, file):
            if group not in choices:
                problems += clashes_in(settings, group, chosen, source=settings.file_label(file))
    return problems


def clashes_in(
    settings: Settings, group: str, chosen: Choice, *, key: str | None = None, source: str = COMMAND_LINE
) -> list[Problem]:
    """Return what is wrong with the files chosen of a group: which of them set the same key, each its own way.

    ``key`` is where they are chosen, if it is not for the whole scenario.
    """
    if isinstance(chosen, str):
        return []
    bodies = {name: _set_by(settings, f"{group}/{name}") for name in chosen}
    undone: set[tuple[str, ...]] = set()
    clashing: set[str] = set()
    for one, other in combinations(bodies, 2):
        keys = {key for key in bodies[one] if bodies[other].get(key, bodies[one][key]) != bodies[one][key]}
        undone |= keys
        clashing |= {one, other} if keys else set()
    if not clashing:
        return []
    rule = (
        f"{_words(chosen, clashing, undone)}: write {_instead(key or group, chosen, clashing)}; beside one level there "
    )
    rule += f"may be single parts ({', '.join(option_names(group))})"
    return [Problem(key or group, _written(chosen), rule, source)]


def _words(chosen: Sequence[str], clashing: set[str], undone: set[tuple[str, ...]]) -> str:
    levels = " and ".join(name for name in chosen if name in clashing)
    return f"{levels} each set {', '.join(sorted(map('.'.join, undone)))}, and the later would undo the earlier"


def _instead(key: str, chosen: Sequence[str], clashing: set[str]) -> str:
    """Return what to write: each of those that clash without the others."""
    levels = [name for name in chosen if name in clashing]
    kept = ([name for name in chosen if name == level or name not in clashing] for level in levels)
    return " or ".join(f"{key}={_written(names)}" for names in kept)


def _written(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"[{','.join(names)}]"


@lru_cache(maxsize=256)
def _set_by(settings: Settings, file: str) -> Mapping[tuple[str, ...], Any]:
    """Return what a file sets itself, by path; of one that cannot be read nothing, as that is told elsewhere."""
    try:
        return _leaves(content_of(settings, file))
    except UNREADABLE:
        return {}


def _leaves(tree: Mapping[str, Any], at: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for name, value in tree.items():
        found |= _leaves(value, (*at, str(name))) if isinstance(value, Mapping) else {(*at, str(name)): value}
    return found


@lru_cache(maxsize=256)
def _lists_of(settings: Settings, file: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the groups of which a file chooses several in its list of defaults, and what it chooses."""
    try:
        loaded = OmegaConf.to_container(OmegaConf.load(settings.folder / f"{file}.yaml"))
    except UNREADABLE:
        return ()
    defaults = loaded.get("defaults") if isinstance(loaded, dict) else None
    entries = [entry for entry in defaults if isinstance(entry, dict)] if isinstance(defaults, list) else []
    named = [
        (str(key).removeprefix("override ").lstrip(" /"), chosen) for entry in entries for key, chosen in entry.items()
    ]
    return tuple(
        (group, tuple(map(str, chosen))) for group, chosen in named if isinstance(chosen, list) and combines(group)
    )
