"""A merged copy of a store; the original stays as it is, with whatever lies beside its results."""

import shutil
from collections.abc import Collection
from pathlib import Path

from experiments.result_folder import written_at_once
from experiments.store.compaction import Compacted, compact
from experiments.store.manifest import MANIFEST
from experiments.store.sets import TABLES
from experiments.store.writing import LOG

_COPIED = frozenset({MANIFEST, *TABLES, LOG})


def compacted_copy(folder: Path, out: Path) -> Compacted:
    """Write a store's runs, merged, to a new folder, whole or not at all; to be called by who holds the store's lock.

    Raises:
        StoreDiffers: if the folder is no store.
        OSError: if the disk refuses.
    """

    def left_out(place: str, names: Collection[str]) -> set[str]:
        return set(names) - _COPIED if Path(place) == folder else set()

    with written_at_once(out) as partial:
        shutil.copytree(folder, partial, symlinks=True, ignore=left_out, dirs_exist_ok=True)
        return compact(partial)
