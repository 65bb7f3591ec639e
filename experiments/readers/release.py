"""A release of accounts, in the shape of the user tables that the platform published with its takedowns."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.composing.problems import nearest
from experiments.readers.refusal import UnreadableFile, text_of, unpacked
from sim.state.inputs import ReleasedAccounts

FOLLOWERS = "follower_count"
CREATED = "account_creation_date"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNT = re.compile(r"\d{1,12}")
_HOURS_A_DAY = 24.0


class ReleaseReading(NamedTuple):
    """The accounts of a release, sorted by creation and followers, and the file's sha256."""

    accounts: ReleasedAccounts
    sha256: str

    def note(self) -> str:
        """Return in a line what was read."""
        later = int((self.accounts.created_hour > 0).sum())
        return f"{len(self.accounts.followers):,} accounts, {later:,} of them created after the scenario's start"


def read_release(path: Path, starts_on: date) -> ReleaseReading:
    """Read ``follower_count`` and ``account_creation_date`` of every account; other columns are ignored, gzip is fine.

    Creation is counted in hours from the first hour of ``starts_on``. The order of the rows does not matter: accounts
    are sorted, so that a shuffled file gives the same run.

    Raises:
        UnreadableFile: if a column is missing, a date is no date or a count is no count, with the line.
    """
    raw = path.read_bytes()
    text = text_of(path, unpacked(path, raw)).decode("utf-8")
    rows = sorted(_rows(path, text))
    if not rows:
        raise UnreadableFile(path, "has a header but no account")
    created = np.array([(day - starts_on).days * _HOURS_A_DAY for day, _ in rows], np.float64)
    followers = np.array([count for _, count in rows], np.float64)
    return ReleaseReading(ReleasedAccounts(created, followers), hashlib.sha256(raw).hexdigest())


def _rows(path: Path, text: str) -> Iterator[tuple[date, int]]:
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    ended = 0
    try:
        _check_header(path, table.fieldnames or [])
        for row in table:
            # Descriptions may run over several lines: what is reported is where a record begins.
            n_breaks = sum(str(field).count("\n") for field in row.values())
            yield _account(path, row, table.line_num - n_breaks)
            ended = table.line_num
    except csv.Error as error:
        raise UnreadableFile(path, f"is no table of comma-separated values: {error}", ended + 1) from None


def _check_header(path: Path, names: Sequence[str]) -> None:
    for needed in (FOLLOWERS, CREATED):
        if names.count(needed) == 1:
            continue
        near = nearest(needed, names)
        hint = f" (there is {near})" if near and near != needed else ""
        found = "stands twice in" if needed in names else "is missing from"
        raise UnreadableFile(path, f"column {needed} {found} the header{hint}", 1)


def _account(path: Path, row: Mapping[str | None, str | list[str] | None], line: int) -> tuple[date, int]:
    if None in row or None in row.values():
        raise UnreadableFile(path, "has more or fewer fields than the header", line)
    count, day = str(row[FOLLOWERS]).strip(), str(row[CREATED]).strip()
    if not _COUNT.fullmatch(count):
        raise UnreadableFile(path, f"{FOLLOWERS}={count}: must be a whole number, at least 0", line)
    created = _day(day)
    if created is None:
        raise UnreadableFile(path, f"{CREATED}={day}: must be a date like 2017-08-01", line)
    return created, int(count)


def _day(text: str) -> date | None:
    # Python would also take 20170801 and 2017-W31-2, which the releases never write.
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
