"""The items there are, found by file: ``experiments/evidence/KIND/NAME.py`` holds one; there is no register to keep."""

import inspect
import pkgutil
import re
from functools import cache
from importlib import import_module

from experiments.evidence._contract import Item

KINDS = ("limits", "replications", "targets", "hypotheses", "audit")
_NUMBERED = re.compile(r"(\D*)(\d*)")


@cache
def item_classes() -> dict[str, type[Item]]:
    """Return the class of every item by its ID: kind by kind, numbered ones in the order of their numbers.

    Raises:
        ValueError: if two files have the same ID.
    """
    found: dict[str, type[Item]] = {}
    for kind in KINDS:
        for item in classes_of(kind):
            if item.id in found:
                raise ValueError(f"{item.__module__}: the ID {item.id} is that of {found[item.id].__module__}")
            found[item.id] = item
    return found


def classes_of(kind: str) -> list[type[Item]]:
    """Return the classes of one kind of item, numbered ones in the order of their numbers; no other kind is loaded."""
    return sorted(_classes_in(kind), key=_place)


def kind_of(item: type[Item]) -> str:
    """Return the kind of an item: the folder that its file stands in."""
    return item.__module__.split(".")[-2]


def title_of(item: type[Item]) -> str:
    """Return in a line what an item holds the model to."""
    return (inspect.getdoc(item) or "").partition("\n")[0].rstrip(".")


def _classes_in(kind: str) -> list[type[Item]]:
    package = import_module(f"experiments.evidence.{kind}")
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__) if found.name[0] != "_")
    return [_class_of(f"{package.__name__}.{name}") for name in names]


def _class_of(module_name: str) -> type[Item]:
    module = import_module(module_name)
    own = [found for found in vars(module).values() if isinstance(found, type) and issubclass(found, Item)]
    return next(found for found in own if found.__module__ == module_name and found.__name__[0] != "_")


def _place(item: type[Item]) -> tuple[str, int]:
    letters, digits = _NUMBERED.match(item.id).groups()  # type: ignore[union-attr]
    return letters, int(digits or 0)
