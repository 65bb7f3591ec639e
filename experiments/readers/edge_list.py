"""A follower network of the user's own: one edge a line, follower then followee."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.readers.refusal import UnreadableFile, WrongLines, text_of, unpacked
from sim.state.inputs import EdgeList

HEADER = ("follower", "followee")
_NAMED = {"follower": "follower", "followee": "followee", "source": "follower", "target": "followee"}
"""What a column may be called, and which node it holds: who is the source of a tie follows its target."""
_PAIRS = (frozenset(HEADER), frozenset({"source", "target"}))
_PARQUET = b"PAR1"
_COMMENT_LINE = re.compile(rb"(?m)^[ \t]*#.*$")
_PLAIN_BYTES = b"0123456789 \t\r\n,"
# 007 is a name: read as a number, 7 and 007 would become one node.
_LEADING_ZERO = re.compile(rb"(?:^|[\s,])0[0-9]")
_QUOTED = re.compile(rb'"|\r(?!\n)')
_BLANKS = re.compile(r"[ \t]+")
_INTEGER = re.compile(r"[-+]?[0-9]{1,4000}")
_PLAIN_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")


class Places(NamedTuple):
    """In which columns the two nodes of a tie stand, and how many columns there are."""

    follower: int
    followee: int
    n_columns: int


_ALONE = Places(0, 1, 2)


class EdgeListReading(NamedTuple):
    """The network, what its nodes are called in the order of their rows, what was dropped, and the file's sha256."""

    edges: EdgeList
    names: np.ndarray
    n_self_loops: int
    n_duplicates: int
    sha256: str

    def note(self) -> str:
        """Return in a line what was read and what was dropped."""
        kept = f"{self.edges.n_nodes:,} members, {len(self.edges.follower):,} ties"
        return f"{kept}; dropped {self.n_self_loops:,} self-loops and {self.n_duplicates:,} duplicates"


def read_edge_list(path: Path, *, directed: bool = True) -> EdgeListReading:
    """Read text (space, tab or comma), with or without a header, or Parquet; gzip is fine.

    A header, or Parquet's columns, name ``follower`` and ``followee``, or ``source`` and ``target``, in either order;
    without one, the follower comes first. What else stands under a header is left out.
    Nodes are numbered in the order of their names: as numbers if all are integers, else as strings. Lines that begin
    with ``#`` and empty lines are skipped. A node that is named only in a self-loop stays, without that tie. Where ties
    are not ``directed``, the same tie told the other way round is a duplicate.

    Raises:
        UnreadableFile: if the file is empty, binary, or lines do not name two nodes; with every such line.
    """
    raw = path.read_bytes()
    content = unpacked(path, raw)
    pairs = _from_parquet(path, content) if content[:4] == _PARQUET else _from_text(path, text_of(path, content))
    return _numbered(path, pairs, hashlib.sha256(raw).hexdigest(), directed=directed)


def _from_parquet(path: Path, content: bytes) -> pd.DataFrame:
    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(path, f"is Parquet that cannot be read: {error}") from None
    if not table.num_rows:
        raise UnreadableFile(path, "has columns but no edge")
    places = _places([name.lower() for name in table.column_names])
    if places is None:
        missing = [name for name in HEADER if name not in table.column_names] or HEADER
        named = ", ".join(table.column_names) or "no column"
        raise UnreadableFile(path, f"has no column {' and no column '.join(missing)}; there is {named}")
    columns = []
    for place in (places.follower, places.followee):
        column = table.column(place)
        integer = pa.types.is_integer(column.type)
        nodes = names_in(column).to_pandas()
        n_empty = column.null_count if integer else int((nodes.fillna("").str.strip() == "").sum())
        if n_empty:
            raise UnreadableFile(path, f"column {table.column_names[place]} has {n_empty} empty values")
        columns.append(nodes)
    return pd.concat(columns, axis=1, keys=HEADER)


def names_in(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return what nodes of a Parquet column are called: numbers if they are whole, else text, 1.0 being 1."""
    return column.cast(pa.int64() if pa.types.is_integer(column.type) else pa.string())


def _places(names: list[str]) -> Places | None:
    """Return where the nodes stand among named columns, None if it does not say.

    A table of ties may have further columns: who calls them follower and followee may also keep a source.
    """
    for pair in _PAIRS:
        found = {_NAMED[name]: place for place, name in enumerate(names) if name in pair}
        if sum(name in pair for name in names) == len(found) == len(HEADER):
            return Places(found["follower"], found["followee"], len(names))
    return None


def _from_text(path: Path, content: bytes) -> pd.DataFrame:
    """Return the pairs of a text: read in bulk where every line is plain, else line by line."""
    lines = _meaningful_lines(content)
    first = next(lines, None)
    if first is None:
        raise UnreadableFile(path, "has no edge: every line is empty or a comment")
    separator = "\t" if "\t" in first[1] else "," if "," in first[1] else None
    second = next(lines, None)
    places = _places([field.lower() for field in _fields(first[1], separator)])
    if places and second is None:
        raise UnreadableFile(path, "has a header but no edge")
    if places is None and second is not None:
        _refuse_strange_shape(path, first, second, separator)
    n_skipped = first[0] if places else 0
    pairs = in_bulk(content, separator, n_skipped, places or _ALONE)
    return pairs if pairs is not None else line_by_line(path, content, separator, n_skipped, places or _ALONE)


def in_bulk(content: bytes, separator: str | None, n_skipped: int = 0, places: Places = _ALONE) -> pd.DataFrame | None:
    """Return the pairs of a plain text as pandas reads them, ``n_skipped`` lines left out; None if it is not plain."""
    if _QUOTED.search(content):
        return None
    body = content.split(b"\n", n_skipped)[n_skipped]
    body = _COMMENT_LINE.sub(b"", body) if b"#" in body else body
    words: Any = pd.ArrowDtype(pa.string())
    are_numbers = not body.translate(None, _PLAIN_BYTES) and not _LEADING_ZERO.search(body)
    kinds = (np.int64, words) if are_numbers else (words,)
    for kind in kinds:
        try:
            table = pd.read_csv(
                io.BytesIO(body), sep=separator or r"\s+", header=None, dtype=kind,
                engine="c", quoting=csv.QUOTE_NONE, na_filter=kind is np.int64,
            )  # fmt: skip
        except (ValueError, OverflowError):
            continue
        if table.shape[1] != places.n_columns:
            continue
        # pandas fills up a line that is too short: then its last field is empty, as it may be in a whole line.
        if kind is np.int64 or _all_named(table.iloc[:, [places.follower, places.followee, -1]]):
            return table.iloc[:, [places.follower, places.followee]].set_axis(HEADER, axis=1)
    return None


def _all_named(table: pd.DataFrame) -> bool:
    """Return whether no name is empty and none is padded: what is not so plain is read line by line."""
    names = (table.iloc[:, place] for place in range(table.shape[1]))
    return all(bool((column.notna() & (column != "") & (column == column.str.strip())).all()) for column in names)


def line_by_line(
    path: Path, content: bytes, separator: str | None, n_skipped: int = 0, places: Places = _ALONE
) -> pd.DataFrame:
    """Return the pairs of any text; the grammar of which the bulk is a quick special case.

    Raises:
        UnreadableFile: with every line that does not name two nodes.
    """
    followers, followees = [], []
    wrong = WrongLines(path)
    for number, line in _meaningful_lines(content):
        if number <= n_skipped:
            continue
        fields = _fields(line, separator)
        nodes = [fields[place] for place in places[:2]] if len(fields) == places.n_columns else []
        if not nodes or not all(nodes):
            shown = f"'{line.strip()[:60]}'"
            count = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
            rule = f"{shown} leaves a node unnamed" if nodes or not all(fields) else f"{shown} has {count}"
            asked = "an edge is two nodes, follower then followee"
            wrong.add(number, f"{rule}; {asked if places == _ALONE else f'the header has {places.n_columns}'}")
            continue
        followers.append(nodes[0])
        followees.append(nodes[1])
    wrong.refuse()
    return pd.DataFrame({HEADER[0]: followers, HEADER[1]: followees}, dtype=object)


def _meaningful_lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Yield number and text of every line that is neither empty nor a comment."""
    for number, line in enumerate(io.BytesIO(content), start=1):
        text = line.decode("utf-8").rstrip("\r\n")
        if text.strip() and not text.lstrip().startswith("#"):
            yield number, text


def _fields(line: str, separator: str | None) -> list[str]:
    if separator is None:
        return _BLANKS.split(line.strip(" \t"))
    try:
        return [field.strip() for field in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]
    except csv.Error:
        # A stray carriage return, or a field without end: one field, which no line of ties is.
        return [line]


def _refuse_strange_shape(path: Path, first: tuple[int, str], second: tuple[int, str], separator: str | None) -> None:
    """Refuse what is no list of pairs by its first two lines, in one sentence and not in one for each line.

    So is a first line of words above lines of numbers: read as an edge, it would add two members nobody knows.
    """
    above, below = _fields(first[1], separator), _fields(second[1], separator)
    if separator is None and len(above) == len(below) == 1 and ";" in first[1] and ";" in second[1]:
        raise UnreadableFile(path, "is separated by semicolons; blanks, tabs and commas are read")
    if len(above) == len(below) > len(HEADER):
        rule = f"has {len(above)} fields a line; an edge is two nodes, follower then followee"
        raise UnreadableFile(path, f"{rule}: more columns are left out only under a header that names these two")
    if any(_PLAIN_INTEGER.fullmatch(field) for field in above):
        return
    if all(_PLAIN_INTEGER.fullmatch(field) for field in below):
        rule = f"'{first[1].strip()[:60]}' looks like a header; name the columns follower,followee or source,target"
        raise UnreadableFile(path, rule, first[0])


def _numbered(path: Path, pairs: pd.DataFrame, sha256: str, *, directed: bool) -> EdgeListReading:
    """Number the nodes in the order of their names, and keep each tie between two nodes once."""
    named = pd.concat([pairs[HEADER[0]], pairs[HEADER[1]]], ignore_index=True)
    codes, names = _ranked(named)
    n_nodes = len(names)
    n_lines = len(pairs)
    follower, followee = codes[:n_lines].astype(np.int64), codes[n_lines:].astype(np.int64)
    if not directed:
        follower, followee = np.minimum(follower, followee), np.maximum(follower, followee)
    apart = follower != followee
    ties = np.unique(follower[apart] * n_nodes + followee[apart])
    if not len(ties):
        raise UnreadableFile(path, "has no tie between two different nodes")
    edges = EdgeList(n_nodes, (ties // n_nodes).astype(np.int32), (ties % n_nodes).astype(np.int32))
    return EdgeListReading(edges, names, int((~apart).sum()), int(apart.sum()) - len(ties), sha256)


def _ranked(named: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the place of every name among all names in order, and these names."""
    codes, found = pd.factorize(named)
    are_numbers = found.dtype == np.int64
    names = np.asarray(found) if are_numbers else np.array([str(name) for name in found], object)
    order = np.argsort(names, kind="stable") if are_numbers else in_order(names.tolist())
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return rank[codes], names[order]


def in_order(names: list[str]) -> np.ndarray:
    """Return the rows of names in their order: as numbers if all are integers, else as strings."""
    integers = all(_INTEGER.fullmatch(name) for name in names)
    # Names that are one number (7 and 007) stay two nodes, in the order of their spelling.
    return np.array(sorted(range(len(names)), key=lambda place: (int(names[place]) if integers else 0, names[place])))
