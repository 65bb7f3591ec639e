"""Strangers: files among a store's results that no set of runs names. Only what is known to be needless is removed."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pyarrow.parquet as pq

from experiments.store.sets import (
    RUNS,
    TABLES,
    UNREADABLE,
    Belonging,
    RunSet,
    Unusable,
    belongs,
    is_leftover,
    is_ours,
    set_name,
)


def unfinished(folder: Path) -> set[str]:
    """Return the names of the sets whose writer was killed before it named their ``runs``, which lie there hidden."""
    kinds = {file.name.rpartition("-")[0] for table in TABLES[1:] for file in _files(folder, table) if is_ours(file)}
    hidden = [file for file in _files(folder, RUNS) if is_leftover(file) and file.is_file()]
    return {set_name(kind, file) for file in hidden for kind in kinds}


def strangers(
    folder: Path, sets: Collection[RunSet], held: Collection[str], begun: Collection[str], whose: Belonging
) -> Iterator[tuple[str, str]]:
    """Yield the files that no set names, each with why it cannot be used; remove those that are known to be needless.

    These are of a set that was ``begun`` and never was one, or of runs that are all ``held`` by a whole set, as when
    compaction was killed while it removed what it had merged.
    """
    known = {(table, each.name) for each in sets for table in each.tables}
    for table in TABLES[1:]:
        for file in _files(folder, table):
            if (table, file.name) in known or is_leftover(file):
                continue
            why = _why_strange(file, held, begun, whose)
            if why is None:
                file.unlink()
            else:
                yield f"{table}/{file.name}", why


def _why_strange(file: Path, held: Collection[str], begun: Collection[str], whose: Belonging) -> str | None:
    """Return why a file that no set names cannot be used, None if nothing is lost with it."""
    if not is_ours(file) or not file.is_file() or file.is_symlink():
        return "no set of runs names it"
    if file.name in begun:
        return None
    try:
        belongs(file, whose)
        run_ids = pq.read_table(file, columns=["run_id"], partitioning=None, page_checksum_verification=True)["run_id"]
    except Unusable as why:
        return str(why)
    except (*UNREADABLE, KeyError):
        return "it is torn, and no set of runs names it"
    return None if set(run_ids.unique().to_pylist()) <= set(held) else "the set of runs that named it is lost"


def _files(folder: Path, table: str) -> list[Path]:
    place = folder / table
    return sorted(place.iterdir()) if place.is_dir() else []
