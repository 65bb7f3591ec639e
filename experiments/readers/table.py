"""A table of one's own: lines of comma-separated values under a header, each with its number in the file."""

import csv
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from experiments.readers.refusal import UnreadableFile, text_of, unpacked


class TableReading(NamedTuple):
    """The lines of a table, each with its number, and the file's sha256."""

    lines: list[tuple[int, dict[str, str]]]
    sha256: str


def read_table(path: Path, check_header: Callable[[Path, list[str]], None]) -> TableReading:
    """Read a table, plain or compressed; ``check_header`` raises where its columns are not those that are asked for.

    Raises:
        UnreadableFile: if it is no table of comma-separated values.
    """
    raw = path.read_bytes()
    text = text_of(path, unpacked(path, raw)).decode("utf-8")
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        check_header(path, list(table.fieldnames or []))
        lines = [(table.line_num, row) for row in table]
    except csv.Error as error:
        raise UnreadableFile(path, f"is no table of comma-separated values: {error}", table.line_num) from None
    return TableReading(lines, hashlib.sha256(raw).hexdigest())
