"""A release of accounts: the platform's own shape, and every fault with its line."""

from __future__ import annotations

import gzip
import os
from datetime import date
from pathlib import Path

import pytest

from experiments.compose import BadInput, compose, composition
from experiments.readers.refusal import UnreadableFile
from experiments.readers.release import read_release

START = date(2017, 8, 1)
ORIGINAL = (
    "userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,"
    "follower_count,following_count,account_creation_date,account_language\n"
    'a1,"Q ""x"", y",q,"nowhere, really","first line\nsecond line",,12,3,2017-07-31,zh-cn\n'
    "a2,Ü,u,,,,0,0,2017-08-02,en\n"
)
SHORT = "follower_count,account_creation_date\n12,2017-07-31\n0,2017-08-02\n"


def written(tmp_path: Path, content: str | bytes, name: str = "users.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    "content",
    [
        ORIGINAL,
        SHORT,
        SHORT.encode(),
        gzip.compress(ORIGINAL.encode(), mtime=0),
        "\ufeff" + SHORT,
        SHORT.replace("\n", "\r\n"),
    ],
)
def test_both_shapes_are_read_and_counted_from_the_start(tmp_path: Path, content: str | bytes) -> None:
    reading = read_release(written(tmp_path, content), START)
    assert reading.accounts.created_hour.tolist() == [-24.0, 24.0]
    assert reading.accounts.followers.tolist() == [12.0, 0.0]
    assert reading.note() == "2 accounts, 1 of them created after the scenario's start"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("", None, "is empty"),
        ("follower_count,account_creation_date\n", None, "no account"),
        ("followers,account_creation_date\n1,2017-01-01\n", 1, "column follower_count is missing"),
        ("follower_count,created\n1,2017-01-01\n", 1, "column account_creation_date is missing"),
        ("follower_count,account_creation_dat\n1,2017-01-01\n", 1, "there is account_creation_dat"),
        ("follower_count,follower_count,account_creation_date\n1,1,2017-01-01\n", 1, "stands twice"),
        (SHORT + "-1,2017-01-01\n", 4, "follower_count=-1: must be a whole number, at least 0"),
        (SHORT + "1.5,2017-01-01\n", 4, "follower_count=1.5"),
        (SHORT + ",2017-01-01\n", 4, "follower_count="),
        (SHORT + "nan,2017-01-01\n", 4, "follower_count=nan"),
        (SHORT + f"{'9' * 99},2017-01-01\n", 4, "follower_count=9"),
        (SHORT + "1,2017-02-30\n", 4, "account_creation_date=2017-02-30: must be a date"),
        (SHORT + "1,20170201\n", 4, "account_creation_date=20170201"),
        (SHORT + "1,01/02/2017\n", 4, "account_creation_date=01/02/2017"),
        (SHORT + "1,\n", 4, "account_creation_date="),
        (SHORT + "1\n", 4, "more or fewer fields"),
        (SHORT + "1,2017-01-01,x\n", 4, "more or fewer fields"),
        (ORIGINAL + "a3,x,x,,,,-5,0,2017-08-02,en\n", 5, "follower_count=-5"),
        (ORIGINAL + "a3,x,x,,,,5,many,2017-08-02,en\n", 5, "following_count=many: must be a whole number"),
        ("a,b\n1,2\n", 1, "column follower_count is missing from the header; column account_creation_date is missing"),
        (SHORT + '"1,2017-01-01\n', 4, "no table of comma-separated values"),
        (b"\x89PNG\r\n\x1a\n\x00", 3, "not text"),
        (SHORT.encode() + b"\xff,2017-01-01\n", 4, "not text in UTF-8"),
        (gzip.compress(SHORT.encode(), mtime=0)[:-4], None, "gzip that cannot be unpacked"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, line: int | None, words: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_release(written(tmp_path, content), START)
    assert words in refused.value.rule
    assert refused.value.line == line


def test_every_line_that_is_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_release(written(tmp_path, SHORT + "-1,soon\n1\n" + "x,2017-01-01\n" * 30), START)
    told = refused.value.rule_and_line()
    assert told.startswith(
        "line 4: follower_count=-1: must be a whole number, at least 0; line 4: account_creation_date"
    )
    assert "; line 5: has more or fewer fields than the header; line 6: follower_count=x" in told
    assert told.endswith("; and 13 more")


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = [f"{number % 7},2017-0{1 + number % 9}-11" for number in range(40)]
    header = "follower_count,account_creation_date"
    first = read_release(written(tmp_path, "\n".join([header, *rows])), START).accounts
    rows = rows[17:] + rows[:17][::-1]
    second = read_release(written(tmp_path, "\n".join([header, *rows])), START).accounts
    assert first.created_hour.tolist() == second.created_hour.tolist()
    assert first.followers.tolist() == second.followers.tolist()


@pytest.mark.parametrize(
    "key", ["operation/accounts=release", "operation.accounts=release", "operation.accounts.kind=release"]
)
def test_a_scenario_takes_its_accounts_from_a_release(tmp_path: Path, key: str) -> None:
    file = written(tmp_path, SHORT)
    world = composition(key, f"operation.accounts.path={file}", "operation.starts_on=2017-07-31")
    assert world.scenario.inputs.accounts.created_hour.tolist() == [0.0, 48.0]
    assert world.scenario.operation.accounts.kind == "release"
    assert world.notes == ("operation.accounts.path: 2 accounts, 1 of them created after the scenario's start",)
    (fingerprint,) = world.scenario.inputs.fingerprints
    assert fingerprint[0] == "operation.accounts.path"


def test_the_line_of_a_fault_reaches_the_user(tmp_path: Path) -> None:
    file = written(tmp_path, SHORT + "-1,2017-01-01\n")
    with pytest.raises(BadInput, match="line 4: follower_count=-1: must be a whole number"):
        compose("guo_2017", "operation/accounts=release", f"operation.accounts.path={file}")
    with pytest.raises(BadInput, match=r"needs operation\.accounts\.path=FILE"):
        compose("guo_2017", "operation/accounts=release")


def test_the_real_release_has_the_published_counts() -> None:
    folder = os.environ.get("SHELFLIFE_DATA")
    if not folder:
        pytest.skip("SHELFLIFE_DATA is not set: the real release is elsewhere")
    accounts = read_release(Path(folder) / "takedown_2019_08_accounts.csv", START).accounts
    days = accounts.created_hour / 24
    assert len(days) == 744
    assert int(((days >= 0) & (days < 31)).sum()) == 237, "created in August 2017"
    assert round(float((accounts.followers == 0).mean()), 2) == 0.37
    assert float(accounts.followers.max()) == 170_155
