"""What is known of the nodes of a user's own network: who is a member, who an account, and of what kind."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.composing.problems import nearest
from experiments.readers.edge_list import EdgeListReading, in_order, names_in
from experiments.readers.refusal import UnreadableFile, text_of, unpacked
from sim.state.inputs import EdgeList, Nodes, NodesOfRole

COLUMNS = ("id", "role", "segment", "activity")
ROLES = ("member", "overt", "covert", "rebuttal")
_MEMBER, _OVERT, _COVERT, _REBUTTAL = range(len(ROLES))
_PARQUET = b"PAR1"
_MOST_VISITS = 1440.0
_DRAWN = -1
_SHOWN = 20


class NodesReading(NamedTuple):
    """A row a node, in the order of the file: ``id``, role by its place in ``ROLES``, segment's name or empty, visits.

    ``activity`` is visits a day, not a number where it is not given.
    """

    path: Path
    ids: list[str]
    role: np.ndarray
    segment: list[str]
    activity: np.ndarray
    sha256: str


class Seated(NamedTuple):
    """A network whose nodes know what they are: ties among members, the nodes, a line for people, the file's sha256."""

    edges: EdgeList
    nodes: Nodes
    said: str
    sha256: str

    def note(self) -> str:
        """Return in a line who is what."""
        return self.said


class _Row(NamedTuple):
    """One row: where it stands in the file, and its texts by column, empty where nothing is said."""

    place: str
    texts: Mapping[str, str]


def read_nodes(path: Path, segments: tuple[str, ...]) -> NodesReading:
    """Read CSV or Parquet, gzip is fine: ``id`` as in the edge list, ``role``, ``segment``, ``activity``.

    Only ``id`` must be there; an empty role is member, an empty segment or activity is drawn.

    Raises:
        UnreadableFile: with everything that is wrong, line by line.
    """
    raw = path.read_bytes()
    content = unpacked(path, raw)
    rows = list(_from_parquet(path, content) if content[:4] == _PARQUET else _from_csv(path, text_of(path, content)))
    if not rows:
        raise UnreadableFile(path, "has a header but no node")
    seen = Counter(row.texts["id"] for row in rows)
    wrong = [f"{row.place}: {rule}" for row in rows for rule in _wrong_with(row, segments, seen)]
    if wrong:
        more = f"; and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
        raise UnreadableFile(path, "; ".join(wrong[:_SHOWN]) + more)
    return NodesReading(
        path=path,
        ids=[row.texts["id"] for row in rows],
        role=np.array([ROLES.index(row.texts.get("role") or "member") for row in rows], np.int8),
        segment=[row.texts.get("segment", "") for row in rows],
        activity=np.array([float(row.texts.get("activity") or "nan") for row in rows]),
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def seated(network: EdgeListReading, known: NodesReading, segments: tuple[str, ...], *, directed: bool) -> Seated:
    """Return the ties among members, and the nodes by their roles.

    Nodes that the file does not name are members; those that it names and the network does not are tied to nobody.

    Raises:
        UnreadableFile: if no node is a member.
    """
    names, given = _all_names(network, known)
    role = np.zeros(len(names), np.int8)
    segment, activity = np.full(len(names), _DRAWN, np.int16), np.full(len(names), np.nan)
    numbers = {name: number for number, name in enumerate(segments)}
    role[given], activity[given] = known.role, known.activity
    segment[given] = [numbers.get(name, _DRAWN) for name in known.segment]
    if not (role == _MEMBER).any():
        raise UnreadableFile(known.path, "leaves no member: every node of the network speaks, and nobody reads")
    ordered = in_order(names)
    place = np.empty(len(names), np.int64)
    of_role = [ordered[role[ordered] == number] for number in range(len(ROLES))]
    for rows in of_role:
        place[rows] = np.arange(len(rows))
    members, ends = of_role[_MEMBER], network.edges
    among = (role[ends.follower] == _MEMBER) & (role[ends.followee] == _MEMBER)
    follower, followee = (place[side[among]].astype(np.int32) for side in (ends.follower, ends.followee))
    pairs = _heard(ends, role, directed=directed)
    speakers = [_speakers(number, pairs, place, role, segment[of_role[number]]) for number in range(1, len(ROLES))]
    edges = EdgeList(len(members), follower, followee)
    said = _told(of_role, n_unnamed=len(names) - len(known.ids), n_untied=len(names) - len(network.names))
    return Seated(edges, Nodes(segment[members], activity[members], *speakers), said, known.sha256)


def _all_names(network: EdgeListReading, known: NodesReading) -> tuple[list[str], np.ndarray]:
    """Return the names of the network, then further ones of the file, and the place of each of its rows among them."""
    names = [str(name) for name in network.names.tolist()]
    row_of = {name: row for row, name in enumerate(names)}
    for name in known.ids:
        if name not in row_of:
            row_of[name] = len(names)
            names.append(name)
    return names, np.array([row_of[name] for name in known.ids], np.int64)


def _heard(edges: EdgeList, role: np.ndarray, *, directed: bool) -> np.ndarray:
    """Return the ties [e, 2] (member, speaker); of what speakers follow nothing is kept."""
    pairs = np.stack([edges.follower, edges.followee], axis=1).astype(np.int64)
    if not directed:
        pairs = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
    return np.asarray(pairs[(role[pairs[:, 0]] == _MEMBER) & (role[pairs[:, 1]] != _MEMBER)])


def _speakers(number: int, pairs: np.ndarray, place: np.ndarray, role: np.ndarray, segment: np.ndarray) -> NodesOfRole:
    mine = pairs[role[pairs[:, 1]] == number]
    return NodesOfRole(segment, place[mine[:, 0]], place[mine[:, 1]])


def _told(of_role: list[np.ndarray], *, n_unnamed: int, n_untied: int) -> str:
    counts = ", ".join(f"{role} {len(rows):,}" for role, rows in zip(ROLES, of_role, strict=True))
    return f"{counts}; {n_unnamed:,} nodes that it does not name are members, {n_untied:,} that it names have no tie"


def _from_csv(path: Path, content: bytes) -> Iterator[_Row]:
    table = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True, skipinitialspace=True)
    try:
        _check_header(path, [name.strip() for name in table.fieldnames or []])
        for row in table:
            if None in row or None in row.values():
                raise UnreadableFile(path, "has more or fewer fields than the header", table.line_num)
            yield _Row(f"line {table.line_num}", {str(name).strip(): str(text).strip() for name, text in row.items()})
    except csv.Error as error:
        raise UnreadableFile(path, f"is no table of comma-separated values: {error}", table.line_num) from None


def _from_parquet(path: Path, content: bytes) -> Iterator[_Row]:
    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(path, f"is Parquet that cannot be read: {error}") from None
    _check_header(path, table.column_names)
    # A node is called here what the edge list calls it.
    table = table.set_column(table.column_names.index("id"), "id", names_in(table.column("id")))
    for number, row in enumerate(table.to_pylist(), start=1):
        yield _Row(f"row {number}", {name: "" if value is None else str(value).strip() for name, value in row.items()})


def _check_header(path: Path, names: list[str]) -> None:
    wrong = [f"column {name} stands twice in the header" for name in dict.fromkeys(names) if names.count(name) > 1]
    if len(names) == 1 and ";" in names[0]:
        raise UnreadableFile(path, "is separated by semicolons; commas are read", 1)
    if not {name.lower() for name in names} & set(COLUMNS):
        wrong = [f"'{','.join(names)[:60]}' is no header"]
        names = ["id"]
    for name in names:
        if name not in COLUMNS:
            near = nearest(name.lower(), COLUMNS)
            wrong.append(f"column '{name}' is unknown" + (f"; did you mean {near}?" if near else ""))
    if "id" not in names:
        wrong.append("column id is missing from the header")
    if wrong:
        raise UnreadableFile(path, f"{'; '.join(wrong)}; columns are {', '.join(COLUMNS)}", 1)


def _wrong_with(row: _Row, segments: tuple[str, ...], seen: Mapping[str, int]) -> Iterator[str]:
    texts = row.texts
    role = texts.get("role") or "member"
    if not texts["id"]:
        yield "id is empty"
    elif seen[texts["id"]] > 1:
        yield f"id={texts['id']} stands {seen[texts['id']]} times in the file"
    if role not in ROLES:
        near = nearest(role, ROLES)
        yield f"role={role} is none of {', '.join(ROLES)}" + (f"; did you mean {near}?" if near else "")
    if texts.get("segment"):
        yield from _wrong_segment(texts["segment"], role, segments)
    if texts.get("activity"):
        yield from _wrong_activity(texts["activity"], role)


def _wrong_segment(segment: str, role: str, segments: tuple[str, ...]) -> Iterator[str]:
    if segment not in segments:
        yield f"segment={segment} is none of narratives.segments: {', '.join(segments)}"
    elif role == "rebuttal":
        yield f"segment={segment} would act on nothing: rebuttal posters play no segment; leave it empty"


def _wrong_activity(activity: str, role: str) -> Iterator[str]:
    if role not in ("member", ""):
        yield f"activity={activity} would act on nothing: only members visit; leave it empty"
    elif not _is_visits(activity):
        yield f"activity={activity} must be a number from 0 to {_MOST_VISITS:g} (visits a day)"


def _is_visits(text: Any) -> bool:
    try:
        return 0.0 <= float(text) <= _MOST_VISITS
    except ValueError:
        return False
