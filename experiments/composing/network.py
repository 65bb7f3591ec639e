"""The network that a scenario takes from outside, and what a second file tells of its nodes."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from experiments.composing.checking import Composed
from experiments.composing.named_files import State, placed, read_named, settings_at
from experiments.composing.problems import COMMAND_LINE, Problem
from experiments.readers.edge_list import EdgeListReading, read_edge_list
from experiments.readers.nodes import Seated, read_nodes, seated
from sim.state.inputs import EdgeList, Nodes

TIES = ("ties", "path")
NODES = ("ties", "nodes")
_MEMBERS = ("members",)


class Network(NamedTuple):
    """A network and what is known of its nodes; ``read`` holds the readings of its files by their keys."""

    edges: EdgeList
    nodes: Nodes | None
    read: tuple[tuple[tuple[str, ...], EdgeListReading | Seated], ...]


def network_of(composed: Composed, problems: list[Problem]) -> Network | None:
    """Return the network that the settings name, None if they name none or it cannot be read.

    ``members`` becomes the number of its nodes that are members; what is wrong is added to ``problems``.
    """
    if settings_at(composed.tree, ("ties", "kind")) != "edge_list":
        return None
    directed = settings_at(composed.tree, ("ties", "directed")) is not False
    segments = settings_at(composed.tree, ("narratives", "segments"))
    names = tuple(segments) if isinstance(segments, dict) else ()
    edges = read_named(composed, TIES, lambda path, state: _edges(path, state, directed), problems)
    if edges is None:
        return None
    found = Network(edges.edges, None, ((TIES, edges),))
    if settings_at(composed.tree, NODES) is not None:
        file = placed(settings_at(composed.tree, TIES))
        known = read_named(composed, NODES, lambda *nodes: _seated((*file, directed), nodes, names), problems)
        if known is None:
            return None
        found = Network(known.edges, known.nodes, (*found.read, (NODES, known)))
    problems += _seat(found.edges.n_nodes, composed)
    return found


# A comparison names the same file once a setting: it is read once, and again only if it changed.
@lru_cache(maxsize=2)
def _edges(path: Path, _state: State, directed: bool) -> EdgeListReading:
    return read_edge_list(path, directed=directed)


@lru_cache(maxsize=2)
def _seated(edges: tuple[Path, State, bool], nodes: tuple[Path, State], segments: tuple[str, ...]) -> Seated:
    path, state, directed = edges
    return seated(_edges(path, state, directed), read_nodes(nodes[0], segments), segments, directed=directed)


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
