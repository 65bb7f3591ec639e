"""What tests say they try: marks on tests, read from their text, held against what the options declare.

``@pytest.mark.transcript("belief.voter")`` is on a test of a scripted little world whose deeds are written down, tick
by tick or row by row. ``@pytest.mark.limits("belief.voter", "copies")`` is on one of what the option does where these
parameters are 0, or 1 where that is their other end; without parameters, of what it does at nothing and at all.
``strategy.*`` stands for every option of the family that has the parameters, ``enforcement.shared`` for what the parts
of a family share.
"""

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pydantic import BaseModel

from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import declarations
from sim.scenario.families import combining_block
from tests.architecture.tree import Source, dotted, functions

TRANSCRIPT, LIMITS, SHARED = "transcript", "limits", "shared"
_MARKS = {f"pytest.mark.{kind}": kind for kind in (TRANSCRIPT, LIMITS)}
_ANY = "*"

type Parameters = Mapping[str, tuple[str, ...]]
"""The parameters that have limits to be tried, by option as ``family.name``."""


class Mark(NamedTuple):
    """One mark: its ``kind``, on which test it stands, of which option, and which parameters it names."""

    kind: str
    test: str
    option: str
    parameters: tuple[str, ...]


def limited_parameters() -> dict[str, tuple[str, ...]]:
    """Return for every option, and for what a family shares, the parameters of which 0 is the least value."""
    options = ((family, name) for family in FAMILIES for name in option_names(family))
    limited = {f"{family}.{name}": _limited(option_class(family, name)) for family, name in options}
    for family in (family for family in FAMILIES if FAMILIES[family].combines):
        shared = _limited(combining_block(family, option_names(family)).__mro__[1])
        limited |= {f"{family}.{SHARED}": shared} if shared else {}
    return limited


def _limited(block: type[BaseModel]) -> tuple[str, ...]:
    return tuple(found.name for found in declarations(block) if found.low == 0.0)


def marks(files: Iterable[Source]) -> list[Mark]:
    """Return every mark on a test of the files."""
    return [
        mark
        for file in files
        for function in functions(file)
        for decorator in function.node.decorator_list
        for mark in _marks(decorator, f"{file.name}: {function.place}")
    ]


def _marks(decorator: ast.expr, test: str) -> list[Mark]:
    if not isinstance(decorator, ast.Call) or dotted(decorator.func) not in _MARKS:
        return []
    kind, words = _MARKS[dotted(decorator.func)], [ast.literal_eval(word) for word in decorator.args]
    if kind == TRANSCRIPT:
        return [Mark(kind, test, option, ()) for option in words]
    return [Mark(kind, test, words[0], tuple(words[1:]))]


def options_of(mark: Mark, known: Parameters) -> list[str]:
    """Return the options that a mark is about."""
    family, _, name = mark.option.partition(".")
    if name != _ANY:
        return [mark.option] if mark.option in known else []
    of_family = [option for option in known if option.startswith(f"{family}.")]
    return [option for option in of_family if not mark.parameters or set(mark.parameters) & set(known[option])]


def untold(found: Iterable[Mark], known: Parameters) -> list[str]:
    """Return every option that has no transcript."""
    told = {option for mark in found if mark.kind == TRANSCRIPT for option in options_of(mark, known)}
    return [option for option in known if option not in told and not option.endswith(f".{SHARED}")]


def untried(found: Iterable[Mark], known: Parameters) -> list[str]:
    """Return every option whose limits no test tries, and every parameter whose limits none does."""
    limits = [(option, mark) for mark in found if mark.kind == LIMITS for option in options_of(mark, known)]
    missing = [option for option in known if option not in {option for option, _ in limits}]
    tried = {(option, parameter) for option, mark in limits for parameter in mark.parameters}
    return missing + [
        f"{option}.{parameter}"
        for option, parameters in known.items()
        for parameter in parameters
        if (option, parameter) not in tried
    ]


def pointless(found: Iterable[Mark], known: Parameters) -> list[str]:
    """Return every mark of an option, or a parameter with limits, that does not exist."""
    wrong = []
    for mark in found:
        about = options_of(mark, known)
        have = {parameter for option in about for parameter in known[option]}
        if not about or set(mark.parameters) - have:
            wrong.append(f"{mark.test}: {mark.kind} of {mark.option} {' '.join(sorted(set(mark.parameters) - have))}")
    return wrong
