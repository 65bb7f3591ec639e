"""Sets of files: some runs, whole, in all their tables; the same file name in each table's folder.

A set begins with its ``runs`` file, which carries the sha256 of the others and is itself named by its own. So a set can
be checked by itself: it is as it was written, or it is set aside. A *shard* is what a writer wrote at once, a *part* is
what compaction made of shards.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

RUNS = "runs"
TABLES = (RUNS, "steps", "posts", "events", "panel")
SCHEMA = "1"
_MODEL, _STUDY = b"shelflife.model_version", b"shelflife.study"
_DIGITS = 16
_NAME = re.compile(r"(?P<kind>shard|part-\d{5})-(?P<sha>[0-9a-f]{16})\.parquet")
_PARTIAL = re.compile(r"\..*\.partial")
UNREADABLE = (OSError, ValueError, pa.ArrowException)
"""What reading a damaged Parquet file raises: ValueError where a name or a note in it is no text any more."""


class Belonging(NamedTuple):
    """What a file belongs to: the model that made its runs, and the study by its design's hash, empty where any may."""

    model_version: str
    study: str


class RunSet(NamedTuple):
    """A set as its ``runs`` file describes it: ``siblings`` holds the sha256 of each other table's file."""

    folder: Path
    name: str
    siblings: Mapping[str, str]

    @property
    def is_part(self) -> bool:
        """Whether compaction made it."""
        return self.name.startswith("part")

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it has files in."""
        return (RUNS, *self.siblings)

    def file(self, table: str) -> Path:
        """Return its file in a table."""
        return self.folder / table / self.name

    def files(self) -> list[Path]:
        """Return all its files."""
        return [self.file(table) for table in self.tables]

    def remove(self) -> None:
        """Remove it: ``runs`` first, so that it is at no moment a set that lacks a table."""
        for table in self.tables:
            self.file(table).unlink(missing_ok=True)


class Unusable(ValueError):
    """A file that is no part of the store, or is not as it was written."""


def set_name(kind: str, runs_file: Path) -> str:
    """Return the name of the set that a ``runs`` file begins; ``kind`` is ``shard`` or ``part-00000``."""
    return f"{kind}-{fingerprint(runs_file)[:_DIGITS]}.parquet"


def metadata(whose: Belonging, siblings: Mapping[str, str] | None = None) -> dict[bytes, bytes]:
    """Return what every file of a store says of itself; ``siblings`` for the ``runs`` file of a set."""
    said = {b"shelflife.store": SCHEMA.encode(), _MODEL: whose.model_version.encode(), _STUDY: whose.study.encode()}
    if siblings is not None:
        said[b"shelflife.set"] = json.dumps(siblings, sort_keys=True).encode()
    return said


def fingerprint(file: Path) -> str:
    """Return the sha256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def run_sets(folder: Path, whose: Belonging) -> Iterator[RunSet]:
    """Yield the sets of a store by name whose ``runs`` are as they were written; files that are not are left out.

    Raises:
        FileNotFoundError: if a file goes meanwhile.
    """
    for file in sorted((folder / RUNS).glob("[!.]*.parquet")):
        try:
            found = described(folder, file)
            check_runs(found, whose)
        except Unusable:
            continue
        yield found


def described(folder: Path, file: Path) -> RunSet:
    """Return the set that a ``runs`` file begins, without reading more than its end.

    Raises:
        Unusable: if it is no such file.
    """
    if not file.is_file() or not _NAME.fullmatch(file.name):
        raise Unusable("its name is not one that this program gives")
    said = _said(file)
    if b"shelflife.set" not in said:
        raise Unusable("no runs of this program")
    return RunSet(folder, file.name, _siblings(said[b"shelflife.set"]))


def check(found: RunSet, whose: Belonging) -> None:
    """Check every byte of a set.

    Raises:
        Unusable: saying what is wrong with which file.
    """
    check_runs(found, whose)
    for table in found.siblings:
        check_sibling(found, table)


def check_runs(found: RunSet, whose: Belonging) -> None:
    """Check every byte of a set's ``runs`` file, and that its siblings are there.

    Raises:
        Unusable: saying what is wrong with which file.
        FileNotFoundError: if the file itself is gone.
    """
    belongs(found.file(RUNS), whose)
    match = _NAME.fullmatch(found.name)
    if match is None or not fingerprint(found.file(RUNS)).startswith(match["sha"]):
        raise Unusable("it is not as it was written")
    for table in found.siblings:
        if not found.file(table).is_file():
            raise Unusable(f"{table}/{found.name} is missing")


def check_sibling(found: RunSet, table: str) -> None:
    """Check every byte of another file of a set.

    Raises:
        Unusable: if it is not as it was written.
        FileNotFoundError: if it is gone.
    """
    if fingerprint(found.file(table)) != found.siblings[table]:
        raise Unusable(f"{table}/{found.name} is not as it was written")


def belongs(file: Path, whose: Belonging) -> None:
    """Check what a file of a store says of itself.

    Raises:
        Unusable: if it is torn, or of another program, model or study.
    """
    said = _said(file)
    if b"shelflife.store" not in said:
        raise Unusable("it is none of this program's")
    if said.get(_MODEL) != whose.model_version.encode():
        raise Unusable("its runs were made by another model")
    if said.get(_STUDY) != whose.study.encode():
        raise Unusable("its runs are of another study")


def is_leftover(file: Path) -> bool:
    """Return whether a file is what a killed writer left unfinished; a folder is none of ours, whatever its name."""
    return bool(_PARTIAL.fullmatch(file.name)) and not file.is_dir()


def is_ours(file: Path) -> bool:
    """Return whether a file has a name of a set."""
    return bool(_NAME.fullmatch(file.name))


def _said(file: Path) -> Mapping[bytes, bytes]:
    try:
        return pq.read_metadata(file).metadata or {}
    except UNREADABLE as error:
        raise Unusable(f"it is torn, or no Parquet file ({str(error).splitlines()[0]})") from None


def _siblings(text: bytes) -> dict[str, str]:
    """Return what a ``runs`` file says of its siblings.

    Raises:
        Unusable: if that is no object of known tables and texts: one changed bit is enough.
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    known = isinstance(found, dict) and set(found) <= set(TABLES[1:])
    if not known or not all(isinstance(sha, str) for sha in found.values()):
        raise Unusable("what it says of its other tables cannot be read")
    return found
