"""Reading: tables of a store in one line, or questions to it in SQL. Reading moves nothing and waits for nobody."""

import os
import re
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.extras import require
from experiments.store.completion import Completed, choose
from experiments.store.diary import diary_files, diary_lines
from experiments.store.manifest import belonging_of, manifest_of
from experiments.store.schemas import fitted, united
from experiments.store.sets import RUNS, TABLES, UNREADABLE, Belonging, RunSet, Unusable, check_sibling, run_sets
from experiments.store.writing import LOG

if TYPE_CHECKING:
    import pandas as pd

_TRIES = 3
_NO_ANSWER = "{!r} is no question that has an answer: ask for columns of runs, steps, posts, events, panel or log"


class StoreDamaged(ValueError):
    """A file of the store is not as it was written."""


class Store:
    """A store, read only. ``runs steps posts events panel log`` are pandas tables, read when they are first asked for.

    A sweep may be writing meanwhile: what is seen is what was whole when the store was opened.
    """

    def __init__(self, folder: Path) -> None:
        """Look at what there is; nothing is read yet but the manifest and who is in which file.

        Raises:
            StoreDiffers: if the folder is no store.
        """
        self.folder = folder
        self.manifest: dict[str, Any] = manifest_of(folder)
        self._whose = belonging_of(self.manifest)
        self._found = _found(folder, self._whose)
        self._checked: set[Path] = set()

    @cached_property
    def runs(self) -> "pd.DataFrame":
        """One row a run: its point, seed, replicate, what became of it, and its summary."""
        return self.arrow(RUNS).to_pandas()

    @cached_property
    def steps(self) -> "pd.DataFrame":
        """One row a tick of each run."""
        return self.arrow("steps").to_pandas()

    @cached_property
    def posts(self) -> "pd.DataFrame":
        """One row a post of each run, with its fate."""
        return self.arrow("posts").to_pandas()

    @cached_property
    def events(self) -> "pd.DataFrame":
        """One row a dated event of each run."""
        return self.arrow("events").to_pandas()

    @cached_property
    def panel(self) -> "pd.DataFrame":
        """One row a sampled member of each run."""
        return self.arrow("panel").to_pandas()

    @cached_property
    def log(self) -> "pd.DataFrame":
        """The diary: one row each time a run was made or tried; no result follows from it."""
        import pandas as pd

        return pd.DataFrame([line for lines in self._diary.values() for line in lines])

    @cached_property
    def _diary(self) -> dict[Path, list[dict[str, Any]]]:
        """The lines of the diary by the file that they stand in; of strange files a warning."""
        found = {}
        for file in diary_files(self.folder):
            try:
                found[file] = diary_lines(file, self._whose)
            except Unusable as why:
                warnings.warn(f"{file} cannot be used: {why}", stacklevel=4)
        return found

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return a table as Arrow, or some of its columns, in the order of the run ids.

        Raises:
            KeyError: if there is no such table or column.
            StoreDamaged: if a file of the table is not as it was written.
        """
        having = self._having(name)
        self._check(name)
        # Only rows that have to be chosen or put in order need to say whose they are.
        held = columns if columns is None or self._in_order else ["run_id", *columns]
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            contents = list(threads.map(_read, (each.file(name) for each in having), repeat(held)))
        schema = united(name, (content.schema for content in contents), self._columns(name))
        wanted = list(columns) if columns is not None else schema.names
        missing = [column for column in wanted if column not in schema.names]
        if missing:
            raise KeyError(f"{name}: no column {', '.join(missing)}; there is {', '.join(schema.names)}")
        needed = pa.schema([schema.field(column) for column in dict.fromkeys(held if held and having else wanted)])
        tables = [
            self._mine(each, fitted(content.rows, needed)) for each, content in zip(having, contents, strict=True)
        ]
        whole = pa.concat_tables(tables) if tables else needed.empty_table()
        if not self._in_order:
            rows = whole.append_column("_row", pa.array(range(len(whole)), pa.int64()))
            whole = rows.sort_by([("run_id", "ascending"), ("_row", "ascending")]).drop_columns("_row")
        return whole.select(wanted)

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the columns of a table, in its order; none where no run kept it.

        Raises:
            KeyError: if there is no such table.
            StoreDamaged: if a file of the table is torn.
        """
        having = self._having(name)
        try:
            schemas = [pq.read_schema(each.file(name)) for each in having]
        except UNREADABLE:
            self._check(name)
            raise
        return tuple(united(name, schemas, self._columns(name)).names)

    def sql(self, query: str, **beside: pa.Table) -> "pd.DataFrame":
        """Return the answer to a question in SQL; every table of the store is a view of its name.

        So are tables of the asker's own, given ``beside`` by their names.

        Raises:
            BadInput: if DuckDB is not installed.
            ValueError: if the question has no answer, as an empty one.
            StoreDamaged: if a file of a table that is asked for is not as it was written.
            duckdb.Error: saying what is wrong with the question.
        """
        require("report", "a question in SQL")
        import duckdb

        for name in TABLES:
            if re.search(rf"\b{name}\b", query, re.IGNORECASE):
                self._check(name)
        with duckdb.connect() as asked:
            for name in (*TABLES, LOG):
                self._show(asked, name)
            for name, table in beside.items():
                asked.register(name, table)
            found = asked.sql(query)
            if found is None:
                raise ValueError(_NO_ANSWER.format(query))
            return found.df()

    def _show(self, asked: Any, name: str) -> None:
        if name == LOG:
            files = [str(file) for file in self._diary]
        else:
            files = [str(each.file(name)) for each in self._having(name)]
        if not files:
            return
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        # The names are of files of ours, and quoted.
        rows = f"SELECT * FROM read_parquet([{listed}], union_by_name=true, hive_partitioning=false)"  # noqa: S608
        if name != LOG and not self._in_order:
            # Some runs may be in two files: take each from one.
            asked.register(f"{name}_from", pa.table(self._whence(name)))
            rows = (
                f"SELECT t.* EXCLUDE (filename) FROM read_parquet([{listed}], union_by_name=true, "  # noqa: S608
                f"hive_partitioning=false, filename=true) t "
                f"JOIN {name}_from f ON t.run_id = f.run_id AND t.filename = f.filename"
            )
        asked.execute(f'CREATE VIEW "{name}" AS {rows}')

    def _whence(self, name: str) -> dict[str, list[str]]:
        place = {each.name: str(each.file(name)) for each in self._having(name)}
        found = [(run_id, place[held]) for run_id, held in self._found.provider.items() if held in place]
        return {"run_id": [run_id for run_id, _ in found], "filename": [file for _, file in found]}

    @cached_property
    def _in_order(self) -> bool:
        """Whether all runs are in parts, each once: then files in the order of their names are in the order of runs."""
        sets = self._found.sets
        return all(each.is_part for each in sets) and len({each.name[:10] for each in sets}) == len(sets)

    def _having(self, name: str) -> list[RunSet]:
        if name not in TABLES:
            raise KeyError(f"no table {name}; there is {', '.join(TABLES)}")
        return [each for each in self._found.sets if name in each.tables]

    def _check(self, name: str) -> None:
        """Check every byte of a table's files before the first of it is read; ``runs`` were checked when opened."""
        unchecked = [each for each in self._having(name) if name != RUNS and each.file(name) not in self._checked]
        # Hashing lets go of Python's lock, so that every core takes its share.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            said = [wrong for wrong in threads.map(_wrong_with, unchecked, repeat(name)) if wrong]
        if said:
            raise StoreDamaged(f"{self.folder}: {'; '.join(said)}; `shelflife compact {self.folder}` sets it aside")
        self._checked |= {each.file(name) for each in unchecked}

    def _columns(self, name: str) -> tuple[str, ...]:
        return tuple(self.manifest.get("columns") or ()) if name == RUNS else ()

    def _mine(self, each: RunSet, table: pa.Table) -> pa.Table:
        """Return the rows of a set that it provides."""
        if self._in_order:
            return table
        mine = pa.array([run_id for run_id, held in self._found.provider.items() if held == each.name], pa.string())
        return table.filter(pc.is_in(table["run_id"], value_set=mine))


def opened(folder: Path | str) -> Store:
    """Open a store to read it.

    Raises:
        StoreDiffers: if the folder is no store.
    """
    return Store(Path(folder))


def _found(folder: Path, whose: Belonging) -> Completed:
    """Look at a store; while a compaction replaces files, look again."""
    for attempt in range(_TRIES):
        before = _files(folder)
        try:
            found = Completed(sets=list(run_sets(folder, whose)))
            choose(found)
        except FileNotFoundError:
            if attempt + 1 == _TRIES:
                raise
        else:
            break
    # What came or went meanwhile is a sweep's or a compaction's, and no stranger.
    unread = before & _files(folder) - {each.name for each in found.sets}
    if unread:
        what = f"{folder / RUNS}: {', '.join(sorted(unread))} cannot be used; `shelflife compact {folder}` says why"
        warnings.warn(what, stacklevel=3)
    return found


def _files(folder: Path) -> set[str]:
    return {file.name for file in (folder / RUNS).glob("[!.]*")}


def _wrong_with(each: RunSet, name: str) -> str:
    """Return what is wrong with a set's file of a table, nothing if it is as it was written."""
    try:
        check_sibling(each, name)
    except Unusable as why:
        return str(why)
    return ""


class _Content(NamedTuple):
    """What was read of a file: the schema of all of it, and ``rows`` of the columns that were asked for."""

    schema: pa.Schema
    rows: pa.Table


def _read(file: Path, columns: Sequence[str] | None) -> _Content:
    """Read those of the columns that a file has, all where None."""
    with pq.ParquetFile(file, page_checksum_verification=True) as opened_file:
        schema = opened_file.schema_arrow
        wanted = None if columns is None else [column for column in columns if column in schema.names]
        # Files are read side by side, each by one thread.
        return _Content(schema, opened_file.read(wanted, use_threads=False))
