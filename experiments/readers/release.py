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
from experiments.readers.refusal import UnreadableFile, WrongLines, text_of, unpacked
from sim.state.inputs import ReleasedAccounts

FOLLOWERS = "follower_count"
FOLLOWED = "following_count"
CREATED = "account_creation_date"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"[0-9]{1,12}")
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
    """Read ``follower_count`` and ``account_creation_date`` of every account; gzip is fine.

    ``following_count``, where there is one, is only checked: covert accounts read no feed. Other columns are ignored.
    Creation is counted in hours from the first hour of ``starts_on``. The order of the rows does not matter: accounts
    are sorted, so that a shuffled file gives the same run.

    Raises:
        UnreadableFile: if a column is missing, a date is no date or a count is no count, with every such line.
    """
    raw = path.read_bytes()
    text = text_of(path, unpacked(path, raw)).decode("utf-8")
    rows = sorted(_rows(path, text))
    if not rows:
        raise UnreadableFile(path, "has a header but no account")
    created = np.array([(day - starts_on).days * _HOURS_A_DAY for day, _ in rows], np.float64)
    followers = np.array([count for _, count in rows], np.float64)
    return ReleaseReading(ReleasedAccounts(created, followers), hashlib.sha256(raw).hexdigest())


def _rows(path: Path, text: str) -> list[tuple[date, int]]:
    """Return creation and followers of every account, or refuse the table with every line that is wrong."""
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows, ended, wrong = [], 0, WrongLines(path)
    try:
        _check_header(path, table.fieldnames or [])
        for row in table:
            # Descriptions may run over several lines: what is reported is where a record begins.
            n_breaks = sum(str(field).count("\n") for field in row.values())
            rules = list(_wrong_with(row))
            for rule in rules:
                wrong.add(table.line_num - n_breaks, rule)
            if not rules:
                rows.append((date.fromisoformat(str(row[CREATED]).strip()), int(str(row[FOLLOWERS]))))
            ended = table.line_num
    except csv.Error as error:
        wrong.add(ended + 1, f"is no table of comma-separated values: {error}")
    wrong.refuse()
    return rows


def _check_header(path: Path, names: Sequence[str]) -> None:
    wrong = []
    for needed in (FOLLOWERS, CREATED):
        if names.count(needed) == 1:
            continue
        near = nearest(needed, names)
        hint = f" (there is {near})" if near and near != needed else ""
        found = "stands twice in" if needed in names else "is missing from"
        wrong.append(f"column {needed} {found} the header{hint}")
    if wrong:
        raise UnreadableFile(path, "; ".join(wrong), 1)


def _wrong_with(row: Mapping[str | None, str | list[str] | None]) -> Iterator[str]:
    if None in row or None in row.values():
        yield "has more or fewer fields than the header"
        return
    for name in (FOLLOWERS, FOLLOWED):
        count = str(row.get(name, "0")).strip()
        if not _COUNT.fullmatch(count):
            yield f"{name}={count}: must be a whole number, at least 0"
    day = str(row[CREATED]).strip()
    if _day(day) is None:
        yield f"{CREATED}={day}: must be a date like 2017-08-01"


def _day(text: str) -> date | None:
    # Python would also take 20170801 and 2017-W31-2, which the releases never write.
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
