"""Overrides of the command line: which files to choose, and which numbers to set.

The grammar is Hydra's. What would only add a dead key (``+key``) or remove a live one (``~key``) is refused, and an
explicit ``X.kind=Y`` is rewritten to choosing the file ``Y`` of the group ``X``.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, OverrideType, ValueType
from hydra.errors import HydraException

from experiments.composing.groups import Choice, Groups, combines, nothing_of
from experiments.composing.problems import Problem, nearest
from sim.base.options import option_names

MOST_VALUES = 200_000
_SPEAKS_GRAMMAR = "[{('\""
_QUOTE = "\\'"
_KIND = "kind"


class Assignment(NamedTuple):
    """A value set by hand: its ``path``, the ``value`` as Hydra reads it, and the ``text`` after the equals sign."""

    path: tuple[str, ...]
    value: Any
    text: str

    @property
    def key(self) -> str:
        """The dotted key."""
        return ".".join(self.path)


class Request(NamedTuple):
    """What a command line asks for: ``choices`` of files by group, and values set by hand, in order."""

    choices: dict[str, Choice]
    assignments: tuple[Assignment, ...]


@lru_cache
def _parser() -> OverridesParser:
    return OverridesParser.create()


@lru_cache(maxsize=4096)
def parsed(text: str) -> Override:
    """Return one override as Hydra reads it.

    Hydra's grammar knows no letters beyond ASCII: what it refuses is taken as plain text if it looks like that, so
    that ``ties.path=/home/zoë/edges.txt`` works without a second pair of quotes.

    Raises:
        HydraException: if it is not an override.
    """
    parser = _parser()
    try:
        return parser.parse_override(text)
    except (HydraException, ValueError):
        # A number of thousands of digits is a ValueError.
        key, equals, value = text.partition("=")
        if not equals or not value.strip() or value.lstrip()[0] in _SPEAKS_GRAMMAR or "${" in value:
            raise HydraException(text) from None
        return parser.parse_override(f"{key}='{value.replace("'", _QUOTE)}'")


def listed_values(override: Override, groups: Groups, most: int = MOST_VALUES) -> list[str]:
    """Return the values of an override that sweeps over a list, a range or the choices that a pattern matches.

    Of a range that goes on and on, ``most`` values and one more are returned. What ``shuffle`` shuffles comes in an
    order keyed by the line itself, so that the same command asks for the same design in any process.

    Raises:
        HydraException: if a range makes no step.
    """
    if override.value_type is ValueType.GLOB_CHOICE_SWEEP:
        pattern: Any = override.value()
        return list(pattern.filter(list(groups.get(override.key_or_group.replace(".", "/"), ()))))
    before = random.getstate()
    random.seed(override.input_line)  # Hydra shuffles by Python's own generator
    try:
        return [str(one) for one in islice(override.sweep_string_iterator(), most + 1)]
    except ValueError as error:
        raise HydraException(str(error)) from None
    finally:
        random.setstate(before)


def as_meant(text: str) -> str:
    """Return a text without the quotes and escapes that Hydra's grammar asks for; what is no text is left as it is."""
    try:
        value = parsed(f"x={text}").value()
    except HydraException:
        return text
    return value if isinstance(value, str) else text


def request(overrides: Iterable[str], groups: Groups) -> tuple[Request, list[Problem]]:
    """Return what the overrides ask for, and what is wrong with them; every key may be given once."""
    choices: dict[str, Choice] = {}
    assignments: list[Assignment] = []
    problems: list[Problem] = []
    for text in overrides:
        key, _, value = text.partition("=")
        try:
            override = parsed(text)
        except HydraException:
            problems.append(_unreadable(text))
            continue
        refused = _refused(override, key, value)
        if refused:
            problems.append(refused)
        else:
            asked = _asked(override.key_or_group, override.value(), value, groups)
            problems += _gathered(asked, choices, assignments, groups)
    return Request(choices, tuple(assignments)), problems


def _unreadable(text: str) -> Problem:
    key, equals, value = text.partition("=")
    if not equals:
        return Problem(text or "''", None, "is no override: write KEY=VALUE")
    rule = "cannot be read: write KEY=VALUE, the key in letters, digits, dots and underscores, special text in quotes"
    return Problem(key or "''", value, rule)


def _refused(override: Override, key: str, value: str) -> Problem | None:
    """Return what is wrong with the kind of override it is."""
    name = override.key_or_group
    if override.type in (OverrideType.ADD, OverrideType.FORCE_ADD):
        return Problem(key, value, f"+ would add a key that nothing reads; a key that is known is set by {name}=VALUE")
    if override.type is OverrideType.DEL:
        return Problem(key, None, f"~ would remove a setting; {_instead_of_removing(name.lstrip('~'))}")
    if not name:
        return Problem("''", value, "has no key: write KEY=VALUE")
    if override.package is not None:
        return Problem(key, value, f"@ would put settings where nothing reads them; write {name}={value}")
    if override.is_sweep_override():
        return Problem(key, value, "has several values, and a run has one; use `shelflife compare` for several")
    return None


def _instead_of_removing(name: str) -> str:
    """Return in words what to write where nothing of a key is wanted: not every setting can be off."""
    family, _, part = name.rpartition(".")
    if combines(family) and part in option_names(family):
        return f"to switch off a part, write {name}=null"
    if nothing_of(name):
        return f"for none of it, write {name}={nothing_of(name)}"
    return f"leave {name} out for its default, or write {name}=VALUE"


class _Asked(NamedTuple):
    choices: tuple[tuple[str, Any, str], ...]
    assignments: tuple[Assignment, ...]


def _asked(name: str, value: Any, text: str, groups: Groups) -> _Asked:
    """Tell a choice of files from a value; the settings of a group may come as a mapping with its ``kind``."""
    group = _group_named(name, groups)
    if group is None:
        return _Asked((), (Assignment(tuple(name.split(".")), value, text),))
    if not isinstance(value, Mapping):
        return _Asked(((group, value, text),), ())
    path = tuple(group.split("/"))
    chosen = tuple((group, kind, str(kind)) for key, kind in value.items() if key == _KIND)
    rest = tuple(Assignment((*path, str(key)), item, str(item)) for key, item in value.items() if key != _KIND)
    return _Asked(chosen, rest)


def _group_named(name: str, groups: Groups) -> str | None:
    """Return the group that ``X``, ``X.kind`` or, for a group in a group, ``X.Y`` or ``X/Y`` names."""
    slashed = name.removesuffix(f".{_KIND}").replace(".", "/")
    return slashed if slashed in groups else None


def _gathered(
    asked: _Asked, choices: dict[str, Choice], assignments: list[Assignment], groups: Groups
) -> list[Problem]:
    """Add what one override asks for to what the others did; return what does not go together."""
    problems = []
    for group, value, text in asked.choices:
        chosen, wrong = chosen_files(group, value, text, groups)
        if group in choices:
            wrong = [_twice(group, text)]
        if not wrong:
            choices[group] = chosen
        problems += wrong
    for assignment in asked.assignments:
        if any(assignment.path == other.path for other in assignments):
            problems.append(_twice(assignment.key, assignment.text))
        elif "/" in assignment.key:
            meant = nearest(assignment.key, groups)
            problems.append(Problem(assignment.key, assignment.text, "no such group", suggestion=meant))
        else:
            assignments.append(assignment)
    return problems


def _twice(key: str, text: str) -> Problem:
    return Problem(key, text, "is given twice, and a run has one value; use `shelflife compare` for several")


def chosen_files(group: str, value: Any, text: str, groups: Groups) -> tuple[Choice, list[Problem]]:
    """Return the files chosen of a group, and what is wrong with the choice."""
    several = isinstance(value, list)
    if several and not combines(group):
        return (), [Problem(group, text, f"is one of {', '.join(groups[group])}; only one can be chosen")]
    wanted = [str(name) for name in value] if several else [_as_text(value, text)]
    unknown = [name for name in wanted if name not in groups[group]]
    problems = [_no_such_choice(group, name, groups[group], given=value is not None) for name in unknown]
    if several:
        problems += _contradictions(group, wanted, text)
    return (tuple(wanted) if several else wanted[0]), problems


def _contradictions(group: str, wanted: Sequence[str], text: str) -> list[Problem]:
    """Return what cannot stand in one list: the choice that switches nothing on beside others, and a choice twice."""
    nothing = nothing_of(group)
    others = list(dict.fromkeys(name for name in wanted if name != nothing))
    if nothing in wanted and others:
        rest = others[0] if len(others) == 1 else f"[{','.join(others)}]"
        rule = (
            f"{nothing} switches nothing on and cannot stand beside others: write {group}={rest} or {group}={nothing}"
        )
        return [Problem(group, text, rule)]
    if len(set(wanted)) < len(wanted):
        return [Problem(group, text, "names a choice twice; name each once")]
    return []


def _as_text(value: Any, text: str) -> str:
    return value if isinstance(value, str) else text


def _no_such_choice(group: str, name: str, known: Sequence[str], *, given: bool) -> Problem:
    listed = ", ".join(known)
    several = f", or several as {group}=[…]" if combines(group) else ""
    return Problem(
        group, name, f"no such choice; there is {listed}{several}", suggestion=nearest(name, known) if given else None
    )
