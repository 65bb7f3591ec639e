"""What is complete: the runs that a store holds whole. What is torn or foreign is named and set aside first."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from experiments.store.diary import strange_diary
from experiments.store.manifest import belonging_of, manifest_of
from experiments.store.sets import RUNS, TABLES, RunSet, Unusable, check, described, is_leftover
from experiments.store.strangers import strangers, unfinished
from experiments.store.writing import LOG

ASIDE = "aside"
_BEST_FIRST = ("ok", "failed", "died")


@dataclass
class Completed:
    """Runs that are whole, with what became of each; ``provider`` names the set that each is taken from.

    ``set_aside`` names files that could not be used, with the reason.
    """

    status: dict[str, str] = field(default_factory=dict)
    provider: dict[str, str] = field(default_factory=dict)
    sets: list[RunSet] = field(default_factory=list)
    set_aside: list[tuple[str, str]] = field(default_factory=list)


def completed(folder: Path) -> Completed:
    """Return what a store holds whole, byte by byte; set aside what it cannot use. To be called by who holds the lock.

    Raises:
        StoreDiffers: if the folder is no store.
    """
    whose = belonging_of(manifest_of(folder))
    found = Completed()
    begun = unfinished(folder)
    for file in _files(folder, RUNS):
        if is_leftover(file):
            continue
        try:
            whole = described(folder, file)
            check(whole, whose)
        except Unusable as why:
            _set_aside(folder, file.name, str(why), found)
        else:
            found.sets.append(whole)
    choose(found)
    for name, why in [
        *strangers(folder, found.sets, found.status, begun, whose),
        *strange_diary(folder, whose),
    ]:
        _set_aside(folder, name, why, found)
    # Last: what is hidden says which files beside it a killed writer left.
    _clear_leftovers(folder)
    return found


def choose(found: Completed) -> None:
    """Decide which set each run is taken from: a run made twice is the same twice, and one that is ok comes first."""
    for each in found.sets:
        with pq.ParquetFile(each.file(RUNS)) as file:
            table = file.read(["run_id", "status"])
        for run_id, status in zip(table["run_id"].to_pylist(), table["status"].to_pylist(), strict=True):
            if run_id not in found.status or _rank(status) < _rank(found.status[run_id]):
                found.status[run_id], found.provider[run_id] = status, each.name


def _rank(status: str) -> int:
    return _BEST_FIRST.index(status) if status in _BEST_FIRST else len(_BEST_FIRST)


def _files(folder: Path, table: str) -> Iterator[Path]:
    place = folder / table
    yield from sorted(place.iterdir()) if place.is_dir() else ()


def _clear_leftovers(folder: Path) -> None:
    for table in (*TABLES, LOG):
        for file in _files(folder, table):
            if is_leftover(file):
                file.unlink(missing_ok=True)


def _set_aside(folder: Path, name: str, why: str, found: Completed) -> None:
    """Move a file, or all files of a set, out of the way of reading; nothing is destroyed."""
    table, _, single = name.rpartition("/")
    for place in (table,) if table else TABLES:
        file = folder / place / single
        if file.exists() or file.is_symlink():
            aside = folder / ASIDE / place
            aside.mkdir(parents=True, exist_ok=True)
            file.rename(_free(aside / single))
    found.set_aside.append((name if table else f"{RUNS}/{single}", why))


def _free(file: Path) -> Path:
    """Return a name that nothing has yet."""
    number = 0
    while (named := file if not number else file.with_name(f"{file.name}.{number}")).exists():
        number += 1
    return named
