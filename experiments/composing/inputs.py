"""The files that a scenario takes from outside, read once and handed to the model as arrays."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from experiments.composing.checking import Composed
from experiments.composing.problems import COMMAND_LINE, Problem
from experiments.readers.edge_list import EdgeListReading, read_edge_list
from experiments.readers.nodes import NodesReading, read_nodes
from experiments.readers.refusal import UnreadableFile
from experiments.readers.release import ReleaseReading, read_release
from experiments.readers.shocks import ShocksReading, read_shocks
from sim.state.inputs import Inputs

_TIES = ("ties", "path")
_RELEASE = ("operation", "accounts", "path")
_STARTS_ON = ("operation", "starts_on")
_MEMBERS = ("members",)
_NODES = ("ties", "nodes")
_DIRECTED = ("ties", "directed")
_SEGMENTS = ("narratives", "segments")
_SHOCKS = ("shocks", "path")


class InputsRead(NamedTuple):
    """What was read: the ``inputs``, one line for people on each file, and what is wrong."""

    inputs: Inputs
    notes: tuple[str, ...]
    problems: list[Problem]


def inputs_of(composed: Composed) -> InputsRead:
    """Read the files that the settings name.

    With an edge list, ``members`` becomes the number of its nodes; a table's events join those of the scenario.
    """
    problems: list[Problem] = []
    network = release = None
    if _at(composed.tree, ("ties", "kind")) == "edge_list":
        network = _read(composed, _TIES, _edge_list, problems)
    known = _read(composed, _NODES, _nodes(composed, network), problems) if network else None
    edges = known.edges if known else network.edges if network else None
    starts_on = _start(composed, problems)
    if starts_on and _at(composed.tree, ("operation", "accounts", "kind")) == "release":
        release = _read(composed, _RELEASE, lambda path, state: _release(path, state, starts_on), problems)
    if edges:
        problems += _seat(edges.n_nodes, composed)
    shocks = _read(composed, _SHOCKS, _shocks, problems)
    if shocks:
        _schedule(shocks, composed)
    read = ((_TIES, network), (_NODES, known), (_RELEASE, release), (_SHOCKS, shocks))
    found = [(key, reading) for key, reading in read if reading]
    inputs = Inputs(
        edges=edges,
        nodes=known.nodes if known else None,
        accounts=release.accounts if release else None,
        fingerprints=tuple((".".join(key), reading.sha256) for key, reading in found),
    )
    return InputsRead(inputs, tuple(f"{'.'.join(key)}: {reading.note()}" for key, reading in found), problems)


def _at(tree: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def _read[R](
    composed: Composed, key: tuple[str, ...], reader: Callable[[Path, tuple[int, int]], R], problems: list[Problem]
) -> R | None:
    """Return what a reader makes of the file named at ``key``; what is wrong with it is added to ``problems``."""
    name = _at(composed.tree, key)
    if not isinstance(name, str):
        return None
    if not name:
        problems.append(Problem(".".join(key), name, "names no file", composed.origin(key)))
        return None
    try:
        path = Path(name).expanduser()
        found = path.stat()
        return reader(path.resolve(), (found.st_mtime_ns, found.st_size))
    except UnreadableFile as refused:
        problems.append(Problem(".".join(key), name, refused.rule_and_line(), composed.origin(key)))
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        problems.append(Problem(".".join(key), name, f"cannot be read: {why}", composed.origin(key)))
    return None


# A comparison names the same file once a setting: it is read once, and again only if it changed.
@lru_cache(maxsize=2)
def _edge_list(path: Path, _state: tuple[int, int]) -> EdgeListReading:
    return read_edge_list(path)


@lru_cache(maxsize=2)
def _release(path: Path, _state: tuple[int, int], starts_on: date) -> ReleaseReading:
    return read_release(path, starts_on)


@lru_cache(maxsize=2)
def _shocks(path: Path, _state: tuple[int, int]) -> ShocksReading:
    return read_shocks(path)


def _schedule(shocks: ShocksReading, composed: Composed) -> None:
    """Add the events of a table to those of the scenario."""
    block = composed.tree["shocks"]
    own = block.get("dated") or []
    if isinstance(own, list):
        block["dated"] = [*own, *shocks.dated]


def _start(composed: Composed, problems: list[Problem]) -> date | None:
    """Return the date of the first tick; a text that no calendar knows is a problem, another type is pydantic's."""
    text = _at(composed.tree, _STARTS_ON)
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(
            Problem(".".join(_STARTS_ON), text, "must be a date like 2017-08-01", composed.origin(_STARTS_ON))
        )
        return None


def _nodes(composed: Composed, network: EdgeListReading) -> Callable[[Path, tuple[int, int]], NodesReading]:
    """Return the reader of a table about this network's nodes."""
    segments = _at(composed.tree, _SEGMENTS)
    names = tuple(segments) if isinstance(segments, dict) else ()
    return lambda path, _state: read_nodes(path, network, names, directed=_at(composed.tree, _DIRECTED) is not False)


def _seat(n_nodes: int, composed: Composed) -> list[Problem]:
    """Set ``members`` to the number of nodes, unless it was set by hand: then it must be that number."""
    if composed.origins.get(_MEMBERS) != COMMAND_LINE:
        composed.tree["members"] = n_nodes
        composed.origins[_MEMBERS] = "nodes of ties.path"
        return []
    if composed.tree["members"] == n_nodes:
        return []
    rule = f"the edge list has {n_nodes} nodes, and members are its nodes; leave members out"
    return [Problem("members", composed.texts.get(_MEMBERS), rule)]
