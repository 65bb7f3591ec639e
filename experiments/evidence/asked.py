"""From the words of a command line to items with their settings; what is wrong is named all at once."""

import shlex
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, NamedTuple, get_args

from hydra.errors import HydraException
from pydantic import ValidationError

from experiments.composing.overrides import parsed
from experiments.composing.problems import COMMAND_LINE, BadInput, Problem, nearest
from experiments.composing.vocabulary import Place, rule_of
from experiments.evidence._contract import Item
from experiments.evidence.items import item_classes


class Setting(NamedTuple):
    """A setting given by hand: for the item named, or for all that have such a key where ``item`` is None."""

    item: str | None
    key: str
    value: Any
    text: str

    @property
    def name(self) -> str:
        """The key as it was typed."""
        return self.key if self.item is None else f"{self.item}.{self.key}"


def items_asked(names: Sequence[str], settings: Sequence[str], *, everything: bool = False) -> list[Item]:
    """Return the items named, with settings as ``alpha=.6``, or ``L11.alpha=.6`` for one of several.

    Without names these are the fast ones, or all there are where ``everything`` is asked for.

    Raises:
        BadInput: with everything that is wrong.
    """
    known = item_classes()
    by_name = {identity.casefold(): identity for identity in known}
    chosen = [by_name[name.casefold()] for name in dict.fromkeys(names) if name.casefold() in by_name]
    problems = [_unknown(name) for name in names if name.casefold() not in by_name]
    if not names:
        chosen = [identity for identity, item in known.items() if everything or item.fast]
    given, unreadable = _settings(settings)
    problems += unreadable
    if not problems or chosen:
        problems += [_without_place(one, chosen) for one in given if not _takers(one, chosen)]
    items = []
    for identity in dict.fromkeys(chosen):
        own = [one for one in given if identity in _takers(one, chosen)]
        problems += [_twice(one) for place, one in enumerate(own) if one.key in [other.key for other in own[:place]]]
        try:
            items.append(known[identity](**{one.key: one.value for one in reversed(own)}))
        except ValidationError as error:
            problems += [_refusal(known[identity], own, dict(found)) for found in error.errors(include_url=False)]
    if problems:
        raise BadInput(problems)
    return items


def command_of(item: Item, seed: int) -> str:
    """Return the command that makes the item's number again, to the last digit."""
    changed = item.model_dump(exclude_defaults=True, exclude=set(item.changes_no_number))
    words = [word for key, value in changed.items() for word in ("--set", f"{key}={_typed(value)}")]
    return shlex.join(["shelflife", "validate", item.id, *words, "--seed", str(seed)])


def _settings(texts: Sequence[str]) -> tuple[list[Setting], list[Problem]]:
    given, problems = [], []
    for text in texts:
        name, equals, value = text.partition("=")
        item, _, key = name.rpartition(".")
        try:
            one = Setting(item or None, key, parsed(text).value(), value)
        except HydraException:
            problems.append(Problem(name or "''", value if equals else None, "is no setting: write KEY=VALUE", "--set"))
            continue
        given.append(one)
    return given, problems


def _takers(setting: Setting, chosen: Sequence[str]) -> list[str]:
    """Return the chosen items that a setting is for."""
    having = [identity for identity in chosen if setting.key in item_classes()[identity].model_fields]
    return [identity for identity in having if setting.item is None or setting.item.casefold() == identity.casefold()]


def _twice(setting: Setting) -> Problem:
    return Problem(setting.name, setting.text, "is given twice, and an item runs at one value", "--set")


def _unknown(name: str) -> Problem:
    known = list(item_classes())
    meant = nearest(name.upper(), known) or nearest(name, known)
    return Problem(name or "''", None, f"no such item; there is {', '.join(known)}", COMMAND_LINE, meant)


def _without_place(setting: Setting, chosen: Sequence[str]) -> Problem:
    keys = [f"{setting.item}.{key}" if setting.item else key for key in _keys_of(setting, chosen)]
    there = f"there is {', '.join(dict.fromkeys(keys))}" if keys else "there is none"
    whose = f"no such setting of {', '.join(chosen) or 'any item'}; {there}"
    return Problem(setting.name, setting.text, whose, "--set", nearest(setting.name, keys))


def _keys_of(setting: Setting, chosen: Sequence[str]) -> list[str]:
    meant = [identity for identity in chosen if setting.item is None or setting.item.casefold() == identity.casefold()]
    return [key for identity in meant for key in item_classes()[identity].model_fields]


def _refusal(item: type[Item], given: Sequence[Setting], found: Mapping[str, Any]) -> Problem:
    """Return what is wrong with one value, or with several together."""
    path = found["loc"]
    if not path:
        texts = ", ".join(f"{one.key}={one.text}" for one in given)
        return Problem(item.id, texts, str(found["msg"]).removeprefix("Value error, "), "--set")
    one = next(setting for setting in given if setting.key == path[0])
    field = item.model_fields[one.key]
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not NoneType]
    return Problem(one.name, one.text, rule_of(Place(kinds[0], field)), "--set")


def _typed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
