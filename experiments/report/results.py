"""Results on disk become one comparison, whichever command wrote them."""

from __future__ import annotations

from pathlib import Path

from experiments import store
from experiments.composing.problems import BadInput, Problem
from experiments.report.comparison import Comparison
from experiments.report.stored_comparison import is_comparison, read_comparison
from experiments.report.stored_sweep import read_sweep
from experiments.result_folder import PROVENANCE


def read_results(folder: Path, baseline: str | None = None, by: str | None = None) -> Comparison:
    """Read the folder of a comparison or the store of a sweep, of which ``by`` is the key to compare.

    Raises:
        BadInput: if it is neither, or the baseline is none of its settings, or the key none of those that vary.
    """
    if not folder.is_dir():
        raise BadInput([Problem("DIR", str(folder), "is no folder")])
    try:
        if store.is_store(folder):
            return read_sweep(folder, baseline, by)
        if is_comparison(folder) and by is None:
            return read_comparison(folder, baseline)
    except (store.StoreDiffers, store.StoreDamaged) as damaged:
        raise BadInput([Problem("DIR", str(folder), str(damaged))]) from None
    except BadInput:
        raise
    except (OSError, ValueError, KeyError) as damaged:
        rule = f"cannot be read: {type(damaged).__name__}: {damaged}"
        raise BadInput([Problem("DIR", str(folder), rule)]) from damaged
    if is_comparison(folder):
        raise BadInput([Problem("--by", str(by), "chooses among the keys of a sweep; a comparison has its settings")])
    rule = f"{_held(folder)}; a report is made of what `shelflife compare` or `shelflife sweep` wrote"
    raise BadInput([Problem("DIR", str(folder), rule)])


def _held(folder: Path) -> str:
    """What a folder holds that is no comparison and no store."""
    if (folder / PROVENANCE).is_file():
        return "holds the results of one run"
    return "holds no results" if any(folder.iterdir()) else "is empty"
