"""Options by file name: ``belief=voter`` is ``sim/beliefs/voter.py``; there is no register to keep.

A family is a question the modeller may answer in several ways. Of an *exclusive* family a world has exactly one option
(one belief rule); a *combining* family is a set of parts that may be on together (a filter and fear).
"""

import pkgutil
from importlib import import_module
from typing import NamedTuple

from sim.base.parameters import Declared


class Family(NamedTuple):
    """A family of options: its key on the command line and in ``conf/``, its code folder, whether its parts combine.

    ``nothing`` is the choice that switches no part on, in families whose parts combine; None where there is none.
    """

    key: str
    folder: str
    combines: bool
    question: str
    nothing: str | None = None


FAMILIES: dict[str, Family] = {
    family.key: family
    for family in (
        Family("strategy", "strategies", False, "How does the operation spend its effort?"),
        Family("rebuttals", "rebuttals", True, "Who answers, and how?", "none"),
        Family("belief", "beliefs", False, "How does a report change a mind?"),
        Family("conduct", "conducts", False, "What do members do with what they read?"),
        Family("feed", "feeds", False, "What does a feed show?"),
        Family("ties", "ties", False, "Who follows whom?"),
        Family("censorship", "censorship", True, "What does the censor do to criticism?", "open"),
        Family("enforcement", "enforcement", True, "How does the platform enforce its terms?", "none"),
        Family("disclosure", "disclosure", False, "What does the platform publish about takedowns?"),
        Family("metrics", "metrics", True, "What is measured?"),
    )
}


class UnknownOption(LookupError):
    """A name that no file of the family answers to."""


def option_names(family: str) -> tuple[str, ...]:
    """Return the names of a family's options, sorted: the files of its folder that do not begin with ``_``."""
    package = import_module(f"sim.{FAMILIES[family].folder}")
    return tuple(sorted(found.name for found in pkgutil.iter_modules(package.__path__) if found.name[0] != "_"))


def option_class(family: str, name: str) -> type[Declared]:
    """Return the class that declares an option: the public one of its file.

    Raises:
        UnknownOption: if the family has no file of that name.
    """
    if name not in option_names(family):
        known = ", ".join(option_names(family))
        raise UnknownOption(f"{family}={name}: no such option; the {family} options are {known}")
    module = import_module(f"sim.{FAMILIES[family].folder}.{name}")
    return next(
        found
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Declared)
        if found.__module__ == module.__name__ and found.__name__[0] != "_"
    )
