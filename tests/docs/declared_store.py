"""Writes docs/store.md from what the store declares of its columns: ``python -m tests.docs.declared_store``."""

from __future__ import annotations

from pathlib import Path

from experiments.store.columns import DESCRIBED, OF_A_RUN, Column

FILE = Path(__file__).resolve().parents[2] / "docs" / "store.md"
COMMAND = "python -m tests.docs.declared_store"
_OPENING = """\
# The store of a sweep

Written by `{command}`; not to be edited by hand. How sweeps are run: [sweeps.md](sweeps.md).

```python
from experiments import store

found = store.open("results/enforcement_ladder/3f2a91c04b7d")
runs = found.runs  # a pandas table, one row a run
curves = found.arrow("steps", ["run_id", "tick", "credibility"])
found.sql("SELECT policy, avg(reach_peak) FROM runs GROUP BY policy")
```

A curve by policy, averaged over runs (a name that two tables have needs its table's before it):

```python
curve = found.sql(
    "SELECT policy, tick, avg(steps.reach_ever) AS reach FROM steps JOIN runs USING (run_id) GROUP BY ALL ORDER BY ALL"
)
curve.pivot(index="tick", columns="policy", values="reach").plot()
```

A store is one folder. `manifest.json` says what it is the store of: study, design, the command line that began it
(`asked`), the keys that vary with their values as they were written or what each label stands for (`vary`), the
overrides common to all points (`fixed`), the settings of the first point composed whole (`config`), the model's
version, commit, libraries. Each table has a folder of Parquet files; the tables of results follow from the
configuration alone, and `log/` is the diary.

- A *set* is some runs, whole, in a file of the same name in each table's folder. A writer writes a set (a *shard*) at
  once: hidden files first, on the disk, then renamed, `runs` last. A run that is in `runs` is whole.
- The `runs` file of a set carries the sha256 of its siblings and is named by its own. A file that is torn, foreign, or
  of another model or study fails this check: `--resume` and `shelflife compact` name it, move it to `aside/`, and its
  runs are made again. So are results whose `runs` file is lost, and files of the diary that are none. What is removed
  in silence is what a killed writer left unfinished, and what is twice.
- Reading checks as well. `store.open` checks every `runs` file, and leaves out with a warning what is not as it was
  written; every other file is checked, each byte of it, before the first time that it is read, by name or in SQL: a
  single bit that changed is an error (`StoreDamaged`) which names the file.
- Compaction sorts runs by their ids into *parts* of 64. The same runs give the same bytes, whatever the shards were.
- One sweep at a time may write to a store; a second one is refused, with the process that holds it. A lock ends with
  its process, however that ends; what then still runs on other machines adds nothing once another has taken over.
- A manifest that is damaged can be removed: the same sweep with `--resume` checks every file and writes it anew.
- A run that was made twice, as Dask may do after a worker dies, is the same twice; one is kept. A run that is ok comes
  before one that failed.
- Runs of two models, or of two studies, are never in one store. A run's id and the design's hash are made of settings
  as they were composed, file by file and default by default, not as they were asked for: where a shipped settings file
  changes what a world is, its runs have other ids, and the store of the same words before is another store. The model's
  version is of its source alone. Input files, and the points of `design.path`, count by what they hold.
"""


_OF_A_RUN = """\
## What only a single run writes

`shelflife run --out DIR` writes a Parquet file a table: `steps`, `posts` and `events` as above without `run_id`, the
panel as `members`, and two that grow too large for a store.
"""


def stored_tables() -> str:
    """Return the text of the page."""
    parts = [_OPENING.format(command=COMMAND)]
    parts += [_described(f"## {table}", columns) for table, columns in DESCRIBED.items()]
    parts.append(_OF_A_RUN)
    parts += [_described(f"### {table}", columns) for table, columns in OF_A_RUN.items()]
    return "\n".join(parts)


def _described(heading: str, columns: tuple[Column, ...]) -> str:
    rows = "\n".join(f"| `{column.name}` | {column.unit} | {column.meaning} |" for column in columns)
    return f"{heading}\n\n| Column | Unit | Meaning |\n| --- | --- | --- |\n{rows}\n"


if __name__ == "__main__":
    FILE.write_text(stored_tables(), encoding="utf-8")
