"""Settings files laid over each other, and from which file each value came.

Hydra says which files a choice of groups takes, in which order, and where in the tree each belongs. They are laid
over each other here, because a composed tree no longer tells where its values came from. It is done once for each
distinct choice of groups.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from hydra.core.default_element import ResultDefault

from experiments.composing.files import UNREADABLE, content_of
from experiments.composing.groups import CALIBRATION, PRIMARY, SCENARIO, Choice, Settings
from experiments.composing.problems import COMMAND_LINE, BadInput, Problem
from experiments.composing.taken import defaults_of
from sim.base.options import FAMILIES, UnknownOption, option_class, option_names

_KIND = "kind"
_PARAMETERS, _VALUE = "parameters", "value"


class Layers(NamedTuple):
    """Composed settings: the ``tree``, the file of every value by its path, the ``choices`` of the groups.

    ``waiting`` are values that a scenario sets for options that are not chosen: they do not act.
    """

    tree: dict[str, Any]
    origins: dict[tuple[str, ...], str]
    choices: dict[str, Choice]
    waiting: tuple[tuple[str, Any, str], ...]


class _File(NamedTuple):
    config_path: str
    package: tuple[str, ...]
    content: dict[str, Any]


@lru_cache(maxsize=256)
def layers(settings: Settings, choices: tuple[tuple[str, Choice], ...]) -> Layers:
    """Return the settings files of a choice of groups, laid over each other; not to be changed by the caller.

    Raises:
        BadInput: if a settings file cannot be read or names what does not exist.
    """
    try:
        placed, chosen = _files(settings, choices)
    except UNREADABLE as error:
        unclear = Problem(PRIMARY, None, _first_line(error), settings.folder.name)
        raise BadInput(_broken_files(settings) or [unclear]) from None
    composed = Layers({}, {}, chosen, ())
    waiting: list[tuple[str, Any, str]] = []
    by_hand = {group for group, _ in choices}
    for file in placed:
        content, package = file.content, file.package
        label = settings.file_label(file.config_path)
        if file.config_path.startswith(f"{SCENARIO}/"):
            _refuse_kinds(content, composed.tree, by_hand, label)
            content, idle = _acting(content, composed.tree, by_hand)
            waiting += [(key, value, label) for key, value in idle]
        elif file.config_path.startswith(f"{CALIBRATION}/"):
            # What was found for options that are not chosen says nothing of this world.
            content, _ = _acting(_found_values(content), composed.tree, ())
            package = ()
        lay(composed.tree, composed.origins, _nested(package, content), label)
    chooser = COMMAND_LINE if SCENARIO in by_hand else settings.file_label(PRIMARY)
    lay(composed.tree, composed.origins, {SCENARIO: chosen[SCENARIO]}, chooser)
    return composed._replace(waiting=tuple(waiting))


def lay(tree: dict[str, Any], origins: dict[tuple[str, ...], str], over: Mapping[str, Any], source: str) -> None:
    """Lay a mapping over a tree in place, key by key, and note for each value where it came from."""
    _lay(tree, origins, over, source, ())


def _lay(
    tree: dict[str, Any], origins: dict[tuple[str, ...], str], over: Mapping[str, Any], source: str, at: tuple[str, ...]
) -> None:
    for key, value in over.items():
        path = (*at, str(key))
        if isinstance(value, Mapping):
            inner = tree.get(str(key))
            if not isinstance(inner, dict):
                tree[str(key)] = inner = {}
                origins[path] = source
            _lay(inner, origins, value, source, path)
        else:
            tree[str(key)] = value
            origins[path] = source


def _files(settings: Settings, choices: tuple[tuple[str, Choice], ...]) -> tuple[list[_File], dict[str, Choice]]:
    """Return the files in the order in which they are laid, and the choice of every group."""
    overrides = [f"{group}={_in_hydra(choice)}" for group, choice in choices]
    found = defaults_of(settings, overrides)
    files = [_file(settings, default) for default in found.defaults if default.config_path is not None]
    return files, dict(found.overrides.known_choices) | dict(choices)


def _in_hydra(choice: Choice) -> str:
    return choice if isinstance(choice, str) else f"[{','.join(choice)}]"


def _file(settings: Settings, default: ResultDefault) -> _File:
    config_path = str(default.config_path)
    package = default.package or ""
    path = () if package in ("", "<root>", "_global_") else tuple(package.split("."))
    return _File(config_path, path, content_of(settings, config_path))


def _found_values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a calibration found, as settings; the rest of its file says how they were found."""
    tree: dict[str, Any] = {}
    for name, found in content.get(_PARAMETERS, {}).items():
        *way, last = str(name).split(".")
        block = tree
        for step in way:
            block = block.setdefault(step, {})
        block[last] = found[_VALUE]
    return tree


def _nested(package: tuple[str, ...], content: dict[str, Any]) -> dict[str, Any]:
    for name in reversed(package):
        content = {name: content}
    return content


def _acting(
    content: dict[str, Any], tree: Mapping[str, Any], by_hand: Iterable[str]
) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Part a scenario's own settings into those that act and those that belong to options that are not chosen.

    A scenario may so carry a number for an option that only some comparisons choose: it acts where it is chosen.
    """
    acting, idle = {}, []
    for key, block in content.items():
        own = block
        if key in FAMILIES and isinstance(block, Mapping):
            own, left = _of_chosen(key, block, tree.get(key, {}), chosen_by_hand=key in by_hand)
            idle += [(f"{key}.{name}", value) for name, value in left.items()]
        elif key in by_hand:
            idle.append((key, block))
            continue
        acting[key] = own
    return acting, idle


def _refuse_kinds(content: dict[str, Any], tree: Mapping[str, Any], by_hand: Iterable[str], label: str) -> None:
    """Refuse a scenario that names another option than it chose: that option's own settings would be missing."""
    wrong = []
    for family, block in content.items():
        kind = block.get(_KIND) if family in FAMILIES and isinstance(block, Mapping) else None
        if kind is not None and family not in by_hand and kind != tree.get(family, {}).get(_KIND):
            rule = f"choose an option in the file's defaults list, as `- override /{family}: {kind}`"
            wrong.append(Problem(f"{family}.{_KIND}", str(kind), rule, label))
    if wrong:
        raise BadInput(wrong)


def _of_chosen(
    family: str, block: Mapping[str, Any], chosen: Mapping[str, Any], *, chosen_by_hand: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    own: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for name, value in block.items():
        off = _belongs_elsewhere(family, str(name), chosen)
        (left if off or (name == _KIND and chosen_by_hand) else own)[str(name)] = value
    return own, left


def _belongs_elsewhere(family: str, name: str, chosen: Mapping[str, Any]) -> bool:
    """Return whether a setting is that of another option than the one that is chosen."""
    if FAMILIES[family].combines:
        return name in option_names(family) and name not in chosen
    try:
        declared = option_class(family, str(chosen.get(_KIND))).model_fields
    except UnknownOption:
        return False
    others = (option_class(family, other).model_fields for other in option_names(family))
    return name not in declared and any(name in fields for fields in others)


def _broken_files(settings: Settings) -> list[Problem]:
    """Return what is wrong with every settings file that cannot be read at all."""
    problems = []
    for config_path, _, _ in settings.state:
        try:
            content_of(settings, config_path)
        except UNREADABLE as error:
            mark = getattr(error, "problem_mark", None)
            line = f"line {mark.line + 1}: " if mark else ""
            why = getattr(error, "problem", None) or _first_line(error)
            problems.append(Problem(config_path, None, f"{line}{why}", settings.file_label(config_path)))
    return problems


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
