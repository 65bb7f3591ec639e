"""A table of a network's nodes: which of them are members, accounts of the operation or rebuttal posters."""

import csv
import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.composing.problems import nearest
from experiments.readers.edge_list import EdgeListReading
from experiments.readers.refusal import UnreadableFile, text_of, unpacked
from sim.state.inputs import EdgeList, Nodes

ROLES = ("member", "overt", "covert", "rebuttal")
"""In the order in which those who are not members are seated."""
_MEMBER, _OVERT, _COVERT, _REBUTTAL = range(len(ROLES))
_ID, _ROLE, _SEGMENT, _ACTIVITY = COLUMNS = ("id", "role", "segment", "activity")


class _Node(NamedTuple):
    role: int
    segment: int
    visits_per_day: float


class NodesReading(NamedTuple):
    """The network among the members, what is known of the nodes, how many lines were of no node, and the sha256."""

    edges: EdgeList
    nodes: Nodes
    n_strangers: int
    sha256: str

    def note(self) -> str:
        """Return in a line what was read."""
        n_covert = int(self.nodes.covert.sum())
        n_overt = len(self.nodes.covert) - n_covert
        roles = f"{n_overt:,} overt, {n_covert:,} covert, {self.nodes.n_posters:,} rebuttal"
        return f"{self.edges.n_nodes:,} members, {roles}; left out {self.n_strangers:,} lines of nodes without a tie"


def read_nodes(path: Path, network: EdgeListReading, segments: Sequence[str], *, directed: bool) -> NodesReading:
    """Read comma-separated values with ``id``, ``role`` and, where known, ``segment`` and ``activity`` (visits a day).

    A node that the table does not name is a member. Accounts and posters read nothing, so that whom they follow is
    dropped; with ``directed`` false, a tie with one of them means that the member follows it.

    Raises:
        UnreadableFile: at the first line that is not as it should be.
    """
    raw = path.read_bytes()
    text = text_of(path, unpacked(path, raw)).decode("utf-8")
    place = {str(name): row for row, name in enumerate(network.names.tolist())}
    told = _rows(path, text, segments)
    known = {place[name]: node for name, node in told.items() if name in place}
    n_strangers = len(told) - len(known)
    return NodesReading(*_seated(network.edges, known, directed=directed), n_strangers, hashlib.sha256(raw).hexdigest())


def _rows(path: Path, text: str, segments: Sequence[str]) -> dict[str, _Node]:
    """Return every node that the table names, by name."""
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    found: dict[str, _Node] = {}
    try:
        _check_header(path, table.fieldnames or [])
        for row in table:
            if None in row or None in row.values():
                raise UnreadableFile(path, "has more or fewer fields than the header", table.line_num)
            plain = {str(key): str(value).strip() for key, value in row.items()}
            if not plain[_ID] or plain[_ID] in found:
                rule = f"{_ID}={plain[_ID]}: {'stands twice' if plain[_ID] else 'is empty'}"
                raise UnreadableFile(path, rule, table.line_num)
            found[plain[_ID]] = _node(path, plain, segments, table.line_num)
    except csv.Error as error:
        raise UnreadableFile(path, f"is no table of comma-separated values: {error}", table.line_num) from None
    if not found:
        raise UnreadableFile(path, "has a header but no node")
    return found


def _check_header(path: Path, names: Sequence[str]) -> None:
    for needed in (_ID, _ROLE):
        if names.count(needed) != 1:
            found = "stands twice in" if needed in names else "is missing from"
            raise UnreadableFile(path, f"column {needed} {found} the header; columns are {', '.join(COLUMNS)}", 1)
    for name in names:
        meant = nearest(name, COLUMNS)
        if name not in COLUMNS and meant:
            raise UnreadableFile(path, f"column {name} is not read; did you mean {meant}?", 1)


def _node(path: Path, row: Mapping[str, str], segments: Sequence[str], line: int) -> _Node:
    if row[_ROLE] not in ROLES:
        raise UnreadableFile(path, f"{_ROLE}={row[_ROLE]}: must be one of {', '.join(ROLES)}", line)
    segment, activity = row.get(_SEGMENT, ""), row.get(_ACTIVITY, "")
    if segment and segment not in segments:
        raise UnreadableFile(path, f"{_SEGMENT}={segment}: the scenario has {', '.join(segments)}", line)
    visits = _number(activity) if activity else math.nan
    if activity and not visits >= 0.0:
        raise UnreadableFile(path, f"{_ACTIVITY}={activity}: must be a number of visits a day, at least 0", line)
    return _Node(ROLES.index(row[_ROLE]), segments.index(segment) if segment else -1, visits)


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return -1.0
    return found if math.isfinite(found) else -1.0


def _seated(edges: EdgeList, known: Mapping[int, _Node], *, directed: bool) -> tuple[EdgeList, Nodes]:
    """Part the nodes by role and number them anew: the members, and the accounts (overt, covert) before the posters."""
    roles = np.zeros(edges.n_nodes, np.int8)
    roles[list(known)] = [node.role for node in known.values()]
    members = np.flatnonzero(roles == _MEMBER)
    others = np.concatenate([np.flatnonzero(roles == role) for role in (_OVERT, _COVERT, _REBUTTAL)])
    rows = np.empty(edges.n_nodes, np.int64)
    rows[members], rows[others] = np.arange(len(members)), np.arange(len(others))
    pairs = np.stack([edges.follower, edges.followee], axis=1).astype(np.int64)
    if not directed:
        pairs = np.concatenate([pairs, pairs[:, ::-1]])
    read = roles[pairs[:, 0]] == _MEMBER
    among = read & (roles[pairs[:, 1]] == _MEMBER)
    own = among[: len(edges.follower)]
    followed = np.unique(rows[pairs[read & ~among]], axis=0)
    told = [known.get(int(node), _Node(_MEMBER, -1, math.nan)) for node in members]
    network = EdgeList(
        len(members), rows[edges.follower[own]].astype(np.int32), rows[edges.followee[own]].astype(np.int32)
    )
    return network, Nodes(
        covert=roles[others][roles[others] != _REBUTTAL] == _COVERT,
        n_posters=int((roles == _REBUTTAL).sum()),
        follower=followed[:, 0],
        followed=followed[:, 1],
        segment=np.array([node.segment for node in told], np.int64),
        visits_per_day=np.array([node.visits_per_day for node in told], np.float64),
    )
