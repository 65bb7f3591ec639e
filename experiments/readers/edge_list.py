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
    without one, the follower comes first.
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
    there = {name.lower() for name in table.column_names}
    # A table of ties may have further columns: who calls them follower and followee may also keep a source.
    pair = next((names for names in _PAIRS if names <= there), frozenset())
    chosen = [name for name in table.column_names if name.lower() in pair]
    order = _order([name.lower() for name in chosen])
    if order is None:
        missing = [name for name in HEADER if name not in table.column_names] or HEADER
        named = ", ".join(table.column_names) or "no column"
        raise UnreadableFile(path, f"has no column {' and no column '.join(missing)}; there is {named}")
    columns = []
    for name in chosen:
        column = table.column(name)
        if column.null_count:
            raise UnreadableFile(path, f"column {name} has {column.null_count} empty values")
        integer = pa.types.is_integer(column.type)
        columns.append(column.cast(pa.int64() if integer else pa.string()).to_pandas())
    return pd.concat(columns, axis=1, keys=order)


def _order(names: list[str]) -> tuple[str, ...] | None:
    """Return which node each of two columns holds, None if they are not called so."""
    return tuple(_NAMED[name] for name in names) if len(names) == len(HEADER) and set(names) in _PAIRS else None


def _from_text(path: Path, content: bytes) -> pd.DataFrame:
    """Return the pairs of a text: read in bulk where every line is plain, else line by line."""
    lines = _meaningful_lines(content)
    first = next(lines, None)
    if first is None:
        raise UnreadableFile(path, "has no edge: every line is empty or a comment")
    separator = "\t" if "\t" in first[1] else "," if "," in first[1] else None
    n_skipped = 0
    order = _order([field.lower() for field in _fields(first[1], separator)])
    if order:
        n_skipped = first[0]
        if next(lines, None) is None:
            raise UnreadableFile(path, "has a header but no edge")
    else:
        _refuse_strange_header(path, first, next(lines, None), separator)
    pairs = in_bulk(content, separator, n_skipped)
    found = pairs if pairs is not None else line_by_line(path, content, separator, n_skipped)
    return found.set_axis(order, axis=1) if order else found


def in_bulk(content: bytes, separator: str | None, n_skipped: int = 0) -> pd.DataFrame | None:
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
        if table.shape[1] == len(HEADER) and (kind is np.int64 or _all_named(table)):
            return table.set_axis(HEADER, axis=1)
    return None


def _all_named(table: pd.DataFrame) -> bool:
    """Return whether no name is empty and none is padded: what is not so plain is read line by line."""
    names = (table[column] for column in table)
    return all(bool((column.notna() & (column != "") & (column == column.str.strip())).all()) for column in names)


def line_by_line(path: Path, content: bytes, separator: str | None, n_skipped: int = 0) -> pd.DataFrame:
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
        if len(fields) != len(HEADER) or not all(fields):
            shown = f"'{line.strip()[:60]}'"
            count = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
            rule = f"{shown} has {count}" if all(fields) else f"{shown} leaves a node unnamed"
            wrong.add(number, f"{rule}; an edge is two nodes, follower then followee")
            continue
        followers.append(fields[0])
        followees.append(fields[1])
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
    return [field.strip() for field in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]


def _refuse_strange_header(
    path: Path, first: tuple[int, str], second: tuple[int, str] | None, separator: str | None
) -> None:
    """Refuse a first line of words above lines of numbers: read as an edge, it would add two members nobody knows."""
    if second is None or any(_PLAIN_INTEGER.fullmatch(field) for field in _fields(first[1], separator)):
        return
    if all(_PLAIN_INTEGER.fullmatch(field) for field in _fields(second[1], separator)):
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
