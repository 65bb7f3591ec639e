"""Compaction: shards become parts, sorted by run id. The same runs give the same bytes, however they were written.

Runs are dealt out to parts by their rank, a fixed number each; every shard is read once, what falls to a part waits for
it on the disk, and one part is in memory at a time. Shards are removed when all parts are there: if this is killed,
some runs are in the store twice, which is no harm, and the next time ends the same.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.store.completion import Completed, completed
from experiments.store.diary import merge_diary
from experiments.store.manifest import belonging_of, manifest_of
from experiments.store.schemas import fitted, united
from experiments.store.sets import RUNS, TABLES, RunSet
from experiments.store.writing import refused_in_words, write_set

RUNS_IN_A_PART = 64
_DEALT = ".dealt"


class Compacted(NamedTuple):
    """What compaction found: ``runs`` in so many ``parts``, and files that it had to set aside, with the reason."""

    runs: int
    parts: int
    set_aside: tuple[tuple[str, str], ...]


def compact(folder: Path) -> Compacted:
    """Merge a store's shards; to be called by who holds the lock.

    Raises:
        StoreDiffers: if the folder is no store.
        StoreUnwritable: if the disk is full; nothing is lost.
    """
    found = completed(folder)
    manifest = manifest_of(folder)
    order = sorted(found.provider)
    parts = [order[start : start + RUNS_IN_A_PART] for start in range(0, len(order), RUNS_IN_A_PART)]
    with refused_in_words(folder):
        if not _is_compact(found, parts):
            kept = _write_parts(folder, found, parts, manifest)
            for each in found.sets:
                if each.name not in kept:
                    each.remove()
        merge_diary(folder, belonging_of(manifest))
    return Compacted(len(order), len(parts), tuple(found.set_aside))


def _is_compact(found: Completed, parts: list[list[str]]) -> bool:
    """Return whether the sets are the parts already: a part's name holds its number, and its runs its bytes."""
    if len(found.sets) != len(parts) or not all(each.is_part for each in found.sets):
        return False
    tables = [pq.read_table(each.file(RUNS), columns=["run_id"], partitioning=None) for each in found.sets]
    return [table["run_id"].to_pylist() for table in tables] == parts


def _write_parts(folder: Path, found: Completed, parts: list[list[str]], manifest: Mapping[str, Any]) -> set[str]:
    whose = belonging_of(manifest)
    columns = tuple(manifest.get("columns") or ())
    part_of = {run_id: number for number, part in enumerate(parts) for run_id in part}
    names = [name for name in TABLES if any(name in each.tables for each in found.sets)]
    with _dealing(folder) as room:
        for name in names:
            _deal(name, found, part_of, columns, room)
        written = set()
        for number, part in enumerate(parts):
            tables = _gathered(room, sorted(names, key=RUNS.__eq__), number, part)
            written.add(write_set(folder, f"part-{number:05d}", tables, whose))
    return written


@contextmanager
def _dealing(folder: Path) -> Iterator[Path]:
    room = folder / _DEALT
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _deal(name: str, found: Completed, part_of: Mapping[str, int], columns: tuple[str, ...], room: Path) -> None:
    """Write the rows of a table to a heap for each part, in one schema."""
    having = [each for each in found.sets if name in each.tables]
    schema = united(name, (pq.read_schema(each.file(name)) for each in having), columns if name == RUNS else ())
    heaps: dict[int, pa.ipc.RecordBatchFileWriter] = {}
    try:
        for each in having:
            for number, rows in _by_part(each, name, found, part_of, schema):
                if number not in heaps:
                    heaps[number] = pa.ipc.new_file(_heap(room, name, number), schema)
                heaps[number].write_table(rows)
    finally:
        for heap in heaps.values():
            heap.close()


def _by_part(
    each: RunSet, name: str, found: Completed, part_of: Mapping[str, int], schema: pa.Schema
) -> Iterator[tuple[int, pa.Table]]:
    """Yield the rows of a set that it provides, by the part that they fall to, a group at a time."""
    with pq.ParquetFile(each.file(name), page_checksum_verification=True) as file:
        for group in range(file.num_row_groups):
            table = fitted(file.read_row_group(group), schema)
            encoded = table["run_id"].combine_chunks().dictionary_encode()
            whose = encoded.dictionary.to_pylist()
            mine = [part_of[run_id] if found.provider[run_id] == each.name else -1 for run_id in whose]
            part_of_row = np.array(mine, dtype=np.int64)[encoded.indices.to_numpy(zero_copy_only=False)]
            for number in np.unique(part_of_row[part_of_row >= 0]).tolist():
                yield number, table.take(pa.array(np.flatnonzero(part_of_row == number)))


def _gathered(room: Path, names: Iterable[str], number: int, part: list[str]) -> Iterator[tuple[str, pa.Table]]:
    """Yield the tables of a part with their names, one at a time; those of which it has no row are left out."""
    for name in names:
        heap = _heap(room, name, number)
        if heap.exists():
            yield name, _in_order(heap, part)
            heap.unlink()
            pa.default_memory_pool().release_unused()


def _in_order(heap: Path, part: list[str]) -> pa.Table:
    """Return the rows of a heap, run after run in the order of their ids."""
    with pa.memory_map(str(heap)) as content:
        table = pa.ipc.open_file(content).read_all()
    rank = {run_id: rank for rank, run_id in enumerate(part)}
    encoded = table["run_id"].combine_chunks().dictionary_encode()
    ranks = np.array([rank[run_id] for run_id in encoded.dictionary.to_pylist()], dtype=np.int64)
    rows = np.argsort(ranks[encoded.indices.to_numpy(zero_copy_only=False)], kind="stable")
    return table.take(pa.array(rows)).combine_chunks()


def _heap(room: Path, name: str, number: int) -> Path:
    return room / f"{name}-{number:05d}.arrow"
