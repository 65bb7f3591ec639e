"""Writing: the runs of a chunk go to the disk as one shard, whole or not at all."""

import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.durable import sync
from experiments.store.locking import refuse_if_taken
from experiments.store.manifest import belonging_of, manifest_of
from experiments.store.schemas import fitted, united
from experiments.store.sets import RUNS, TABLES, Belonging, fingerprint, metadata, set_name

if TYPE_CHECKING:
    import pandas as pd

LOG = "log"
_ROW_GROUP = 65_536


class StoreUnwritable(OSError):
    """The disk takes no more results: it is full, or may not be written to. What is in the store stays."""


class StoredRun(NamedTuple):
    """A run to be kept.

    ``row`` says who it is and what became of it, ``numbers`` is its summary, and ``tables`` are by name.
    """

    row: Mapping[str, Any]
    numbers: Mapping[str, float | None]
    tables: "Mapping[str, pd.DataFrame]"


class DiaryLine(NamedTuple):
    """When (UTC) and where a run was made, how long it took, and what it died of."""

    run_id: str
    attempt: int
    begun: str
    seconds: float
    cpu_seconds: float
    host: str
    process: int
    outcome: str
    trace: str


class Writer:
    """Writes to a store; any number of them may at once, in any number of processes."""

    def __init__(self, folder: Path, model_version: str, sweep: str = "") -> None:
        """Write to a store that was created; ``model_version`` is that of the model that makes the runs.

        A writer of a ``sweep`` writes as long as that one holds the store: what outlives its driver elsewhere must not
        add to what another has put in order since.

        Raises:
            StoreDiffers: if the folder is no store.
        """
        self._folder, self._sweep = folder, sweep
        self._whose = belonging_of(manifest_of(folder))._replace(model_version=model_version)

    def write(self, runs: Sequence[StoredRun], diary: Sequence[DiaryLine]) -> None:
        """Keep runs, all or none of them, and what the diary says of them.

        Raises:
            StoreUnwritable: if the disk does not take them.
            StoreBusy: if another sweep has taken the store over.
        """
        if not runs:
            return
        tables = [(name, _stacked(name, runs)) for name in TABLES if name != RUNS]
        with refused_in_words(self._folder):
            held = [(name, table) for name, table in tables if table is not None]
            if self._sweep:
                refuse_if_taken(self._folder, self._sweep)
            write_set(self._folder, "shard", [*held, (RUNS, _rows(runs))], self._whose)
            write_diary(self._folder, [line._asdict() for line in diary], self._whose)


def write_set(folder: Path, kind: str, tables: Iterable[tuple[str, pa.Table]], whose: Belonging) -> str:
    """Write tables as a set, whole or not at all, and return its name; one that is there already is the same.

    The tables come with their names, ``runs`` last; one is in memory at a time.
    """
    partials: dict[str, Path] = {}
    try:
        siblings = {}
        for name, table in tables:
            partials[name] = _partial(folder / name)
            said = metadata(whose, siblings if name == RUNS else None)
            write_parquet(partials[name], table, said)
            if name != RUNS:
                siblings[name] = fingerprint(partials[name])
        whole = set_name(kind, partials[RUNS])
        # The runs come last: what they name is there.
        for name, partial in partials.items():
            partial.replace(folder / name / whole)
            sync(folder / name)
        return whole
    finally:
        for partial in partials.values():
            partial.unlink(missing_ok=True)


def write_parquet(file: Path, table: pa.Table, said: Mapping[bytes, bytes]) -> None:
    """Write a table so that the same table gives the same bytes, and wait until it is on the disk."""
    pq.write_table(
        table.replace_schema_metadata(dict(said)),
        file,
        compression="zstd",
        row_group_size=_ROW_GROUP,
        write_page_checksum=True,
    )
    sync(file)


@contextmanager
def refused_in_words(folder: Path) -> Iterator[None]:
    """Say in one sentence why the disk refuses, and that nothing is lost."""
    try:
        yield
    except OSError as error:
        said = f"results cannot be written ({_why(error)}); what was written before is whole"
        raise StoreUnwritable(f"{folder}: {said}") from None


def _why(error: OSError) -> str:
    """Return the system's words: Arrow's own are long."""
    return os.strerror(error.errno) if error.errno else str(error).splitlines()[0]


def _partial(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder / f".{os.getpid()}.{uuid.uuid4().hex}.partial"


def _rows(runs: Sequence[StoredRun]) -> pa.Table:
    rows = [
        {**run.row, **{key: None if value is None else float(value) for key, value in run.numbers.items()}}
        for run in runs
    ]
    names = dict.fromkeys(name for row in rows for name in row)
    found = pa.table({name: pa.array([row.get(name) for row in rows]) for name in names})
    return fitted(found, united(RUNS, [found.schema]))


def _stacked(name: str, runs: Sequence[StoredRun]) -> pa.Table | None:
    """Return the runs' tables of that name under each other, None if none has it."""
    found = []
    for run in runs:
        if name in run.tables:
            table = pa.Table.from_pandas(run.tables[name], preserve_index=False)
            whose = pa.array([run.row["run_id"]] * len(table), pa.string())
            found.append(table.add_column(0, "run_id", whose))
    if not found:
        return None
    schema = united(name, (table.schema for table in found))
    return pa.concat_tables(fitted(table, schema) for table in found)


def write_diary(folder: Path, lines: Sequence[Mapping[str, Any]], whose: Belonging) -> None:
    """Add lines to the diary, as a file of its own."""
    if lines:
        partial = _partial(folder / LOG)
        text, number, whole = pa.string(), pa.float64(), pa.int64()
        kinds = (text, whole, text, number, number, text, whole, text, text)
        schema = pa.schema(list(zip(DiaryLine._fields, kinds, strict=True)))
        write_parquet(partial, pa.Table.from_pylist(list(lines), schema), metadata(whose))
        partial.replace(partial.with_name(f"{uuid.uuid4().hex}.parquet"))
