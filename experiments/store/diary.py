"""The diary: files of lines that say when, where and how long a run was made. No result follows from it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from experiments.store.sets import UNREADABLE, Belonging, Unusable, belongs
from experiments.store.writing import LOG, DiaryLine, write_diary

_NAME = re.compile(r"[0-9a-f]{32}\.parquet")
_OF_HYDRA = ("multirun.yaml", "optimization_results.yaml", "run.log")
"""What Hydra, its sweepers that search, and its logging put there: it says how jobs were asked for, and is no line."""


def diary_lines(file: Path, whose: Belonging) -> list[dict[str, Any]]:
    """Return the lines of one file of the diary.

    Raises:
        Unusable: saying why it is none.
    """
    if not _NAME.fullmatch(file.name) or not file.is_file() or file.is_symlink():
        raise Unusable("its name is not one that this program gives")
    belongs(file, whose)
    try:
        table = pq.read_table(file, partitioning=None, page_checksum_verification=True)
    except UNREADABLE as error:
        raise Unusable(f"it is torn ({str(error).splitlines()[0]})") from None
    if tuple(table.column_names) != DiaryLine._fields:
        raise Unusable("it holds no lines of a diary")
    lines: list[dict[str, Any]] = table.to_pylist()
    return lines


def diary_files(folder: Path) -> list[Path]:
    """Return what lies in the diary's folder, hidden files and what Hydra notes beside it left out."""
    return sorted(file for file in (folder / LOG).glob("[!.]*") if file.name not in _OF_HYDRA)


def strange_diary(folder: Path, whose: Belonging) -> Iterator[tuple[str, str]]:
    """Yield the files of the diary that cannot be used, each with the reason."""
    for file in diary_files(folder):
        try:
            diary_lines(file, whose)
        except Unusable as why:
            yield f"{LOG}/{file.name}", str(why)


def merge_diary(folder: Path, whose: Belonging) -> None:
    """Make one file of the diary's, strange ones set aside; a line that a killed merging left twice is one again."""
    files = diary_files(folder)
    if len(files) < 2:
        return
    lines = {tuple(line.items()): line for file in files for line in diary_lines(file, whose)}
    ordered = sorted(lines.values(), key=lambda line: (line["begun"], line["run_id"], line["attempt"]))
    write_diary(folder, ordered, whose)
    for file in files:
        file.unlink()
