"""Which settings a comparison compares, read from its command line.

- A key that is given more than once is a setting each time: ``censorship=open censorship=full``.
- A quoted group is one setting: ``'censorship=full enforcement=suspension'``. Its keys count as given.
- Several values of a key are a setting each: ``enforcement=none,suspension``, ``members=range(500,2000,500)``,
  ``feed=glob(*)``; inside a quoted group, all their combinations.
- A key that is given once is common to all settings.
- Settings stand side by side in the order in which they are given, and are never multiplied by each other; the first
  is the baseline.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from hydra.core.override_parser.types import ValueType
from hydra.errors import HydraException

from experiments.composing.groups import Groups
from experiments.composing.overrides import listed_values, parsed
from experiments.composing.problems import Problem

_NEXT_OVERRIDE = re.compile(r"\s+(?=[~+]*[A-Za-z_][\w./@-]*=)")

_PAIRING = ("seed", "replicates")


class Setting(NamedTuple):
    """One setting: its ``name`` as it was written, and its overrides."""

    name: str
    overrides: tuple[str, ...]


class Compared(NamedTuple):
    """What is compared: the overrides common to all, and the settings, the first of which is the baseline."""

    common: tuple[str, ...]
    settings: tuple[Setting, ...]


class _Token(NamedTuple):
    text: str
    overrides: tuple[str, ...]
    """The overrides of the token, one or, in a quoted group, several."""


def settings_to_compare(arguments: Sequence[str], groups: Groups) -> tuple[Compared, list[Problem]]:
    """Return what a command line compares, and what is wrong with it."""
    tokens = [_Token(text, tuple(_NEXT_OVERRIDE.split(text.strip()))) for text in arguments]
    times = Counter(_key(override) for token in tokens for override in token.overrides)
    common: list[str] = []
    settings: list[Setting] = []
    problems: list[Problem] = []
    for token in tokens:
        values, wrong = _alternatives(token, groups)
        problems += wrong
        lone = len(token.overrides) == 1
        if lone and len(values) == 1 and times[_key(token.text)] == 1:
            common += values[0]
        else:
            settings += [Setting(token.text if len(values) == 1 else " ".join(chosen), chosen) for chosen in values]
    problems += _not_comparable(settings) if not problems else []
    return Compared(tuple(common), tuple(settings)), problems


def _key(override: str) -> str:
    return override.partition("=")[0].strip().removesuffix(".kind")


def _alternatives(token: _Token, groups: Groups) -> tuple[list[tuple[str, ...]], list[Problem]]:
    """Return the alternatives that a token names, each a tuple of overrides, and what is wrong with it."""
    alternatives, problems = [], []
    for override in token.overrides:
        values, wrong = _values(override, groups)
        alternatives.append(values)
        problems += wrong
    return list(product(*alternatives)), problems


def _values(text: str, groups: Groups) -> tuple[list[str], list[Problem]]:
    """Return an override as one override for each of its values."""
    try:
        override = parsed(text)
    except HydraException:
        return [text], []
    if not override.is_sweep_override():
        return [text], []
    key, _, value = text.partition("=")
    if override.value_type is ValueType.INTERVAL_SWEEP:
        return [], [Problem(key, value, "is a whole interval; list the values to compare, as 1,2 or range(1,5)")]
    values = listed_values(override, groups)
    if not values:
        return [], [Problem(key, value, "matches nothing")]
    return [f"{key}={one}" for one in values], []


def _not_comparable(settings: Sequence[Setting]) -> list[Problem]:
    names = Counter(setting.name for setting in settings)
    unpaired = [
        Problem(key, None, "is common to all settings, which are compared seed by seed; --replicates N for more chance")
        for key in _PAIRING
        if any(_key(override) == key for setting in settings for override in setting.overrides)
    ]
    twice = [
        Problem(name, None, "is given twice; name each setting once") for name, times in names.items() if times > 1
    ]
    if unpaired or twice or len(names) > 1:
        return unpaired + twice
    rule = "compares at least two settings: give a key twice (censorship=open censorship=full) or several values"
    return [Problem("compare", None, f"{rule} (censorship=open,full); `shelflife run` makes a single run")]
