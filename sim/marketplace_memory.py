"""What a market takes up in memory: every array that it holds, by the path to it."""

from collections.abc import Iterator
from typing import Any

import mesa
import numpy as np

from sim.marketplace import Marketplace


def memory_of(market: Marketplace) -> dict[str, int]:
    """Return the bytes of every array that a market holds, by its path, as ``members.belief``.

    Memory that several arrays share counts once, where it is met first. What a tick needs only while it lasts, and
    what Python itself takes, is not counted.
    """
    return dict(_arrays_in("", market, set()))


def _arrays_in(path: str, held: Any, seen: set[int]) -> Iterator[tuple[str, int]]:
    if isinstance(held, np.ndarray):
        yield from _bytes_of(path, held, seen)
    elif id(held) not in seen:
        for name, inside in _parts_of(held):
            seen.add(id(held))
            yield from _arrays_in(f"{path}.{name}".strip("."), inside, seen)


def _bytes_of(path: str, array: np.ndarray, seen: set[int]) -> Iterator[tuple[str, int]]:
    owner = array
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    if id(owner) not in seen:
        seen.add(id(owner))
        yield path, owner.nbytes


def _parts_of(held: Any) -> Iterator[tuple[str, Any]]:
    """Yield what arrays may lie in, by name: attributes of the model's own objects, fields, and entries."""
    if isinstance(held, tuple) and hasattr(held, "_fields"):
        yield from zip(held._fields, held, strict=True)
    elif isinstance(held, list | tuple) and held and _may_hold_arrays(held[0]):
        yield from ((str(place), entry) for place, entry in enumerate(held))
    elif isinstance(held, dict):
        yield from ((str(key), entry) for key, entry in held.items() if isinstance(entry, np.ndarray))
    elif type(held).__module__.startswith("sim.") and hasattr(held, "__dict__"):
        # Populations keep their columns behind an underscore, which is no name for people.
        yield from ((name.removeprefix("_columns") or "columns", entry) for name, entry in vars(held).items())


def _may_hold_arrays(entry: Any) -> bool:
    return isinstance(entry, np.ndarray | mesa.Agent) or type(entry).__module__.startswith("sim.")
