"""The store of a sweep: one folder, a table in each of its sub-folders, a row a run, a tick, a post.

    from experiments import store
    runs = store.open("results/enforcement_ladder/3f2a91c04b7d").runs

Results (``runs steps posts events panel``) follow from the configuration alone; the diary (``log``) says when, where
and how long. Many writers may fill one store at once: each writes sets of files that are whole or not there.
"""

from experiments.store.compaction import compact
from experiments.store.completion import Completed, completed
from experiments.store.copying import compacted_copy
from experiments.store.locking import StoreBusy, lock
from experiments.store.manifest import StoreDiffers, create, is_begun, is_store, manifest_of
from experiments.store.reading import Store, StoreDamaged
from experiments.store.reading import opened as open  # noqa: A004 - store.open is what it does
from experiments.store.sets import TABLES
from experiments.store.writing import DiaryLine, StoredRun, StoreUnwritable, Writer

__all__ = [
    "TABLES",
    "Completed",
    "DiaryLine",
    "Store",
    "StoreBusy",
    "StoreDamaged",
    "StoreDiffers",
    "StoreUnwritable",
    "StoredRun",
    "Writer",
    "compact",
    "compacted_copy",
    "completed",
    "create",
    "is_begun",
    "is_store",
    "lock",
    "manifest_of",
    "open",
]
