"""``shelflife release``: tables in the platform's shape, the truth apart, and what detectors make of them."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from experiments import cli
from experiments.readers.release import read_release
from experiments.releasing.detectors import areas
from sim.base.chance import stream
from sim.disclosure._study import Findings
from sim.kernels.coordination import SYNCHRONY
from sim.state.release import LEAST_OF_A_KIND

RUN = [
    *("scenario=transparency", "members=300", "ticks=360", "operation.covert=150", "strategy.covert_posts=2"),
    *("enforcement.suspension.reviews=0.08", "enforcement.suspension.threshold=0.5", "disclosure.wave=5"),
    *("disclosure.every=2", "disclosure.study.delay=1", "conduct.quote_rate=0.3"),
]
CONTRACT = {
    *("run", "run_id", "scenario", "seed", "completeness", "tables", "takedown", "taken_down", "public_sample", "auc"),
    *("auc_undisclosed", "accounts_judged", "disclosures", "persuaded_per_cost", "released", "files", "provenance"),
}
DETECTORS = {"synchrony", "creation_burst", "all_signs", "shuffled_labels"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "run"
    assert cli.main(["run", *RUN, "--out", str(folder), "--quiet"]) == cli.DONE
    return folder


def released(run: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert cli.main(["release", str(run), "--json", *arguments]) == cli.DONE
    return json.loads(capsys.readouterr().out)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_the_object_and_the_files_are_those_of_the_contract(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = released(run, capsys, "--out", str(tmp_path / "out"))
    assert set(told) == CONTRACT
    assert (told["completeness"], told["takedown"]) == ("full", "during the run")
    assert set(told["auc"]) == set(told["auc_undisclosed"]) == {"none", "headline", "partial", "full"}
    assert all(set(areas) == DETECTORS for areas in told["auc"].values())
    assert all(Path(path).is_file() for path in told["files"].values())
    inside = {name for name in told["files"] if name.startswith("release/")}
    tables = ("announcement.json", "names.csv", "users.csv", "tweets.csv")
    assert inside == {f"release/{name}" for name in (*tables, "public_sample_users.csv", "public_sample_tweets.csv")}
    for key in ("auc", "auc_undisclosed"):
        bases = told["accounts_judged"][key]
        assert set(bases) == set(told[key])
        for name, base in bases.items():
            enough = min(base["covert"], base["ordinary"]) >= LEAST_OF_A_KIND
            assert (base["reason"] is None) == enough == (None not in told[key][name].values())
    whole = told["accounts_judged"]["auc"]["none"]
    assert whole["covert"] + whole["ordinary"] == told["taken_down"]["accounts"] + told["public_sample"]["accounts"]
    assert told["disclosures"]
    assert isinstance(told["persuaded_per_cost"], float)


def test_nothing_is_known_without_tables_nor_on_shuffled_labels(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas = released(run, capsys, "--out", str(tmp_path / "out"))["auc"]
    for completeness in ("none", "headline"):
        assert areas[completeness] == dict.fromkeys(DETECTORS, 0.5)
    for completeness in ("partial", "full"):
        assert areas[completeness]["shuffled_labels"] == pytest.approx(0.5, abs=0.05)
        assert areas[completeness]["synchrony"] > 0.6


def test_the_accounts_can_be_read_back_as_a_release(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = released(run, capsys, "--out", str(tmp_path / "out"))
    read = read_release(tmp_path / "out/release/users.csv", date(2017, 8, 1))
    assert len(read.accounts.followers) == told["taken_down"]["accounts"] > 5
    assert read.accounts.created_hour.min() < 0


def test_each_completeness_withholds_what_it_says(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for completeness in ("none", "headline", "partial", "full"):
        released(run, capsys, "--completeness", completeness, "--out", str(tmp_path / completeness))
    users = {name: rows(tmp_path / name / "release/users.csv") for name in ("partial", "full")}
    assert set(users["full"][0]) - set(users["partial"][0]) == {"suspension_date", "suspension_reason"}
    posts = {name: rows(tmp_path / name / "release/tweets.csv") for name in ("partial", "full")}
    assert {row["tweetid"] for row in posts["partial"]} < {row["tweetid"] for row in posts["full"]}
    headline, nothing = tmp_path / "headline/release", tmp_path / "none/release"
    assert not (headline / "users.csv").exists()
    assert not (headline / "tweets.csv").exists()
    assert len(rows(headline / "names.csv")) == len(users["full"])
    assert rows(nothing / "names.csv") == []
    assert json.loads((nothing / "announcement.json").read_text()) == {"accounts": 0, "topics": []}


def test_the_truth_stands_in_a_file_of_its_own_and_in_no_table(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = released(run, capsys, "--out", str(tmp_path / "out"))
    truth = rows(tmp_path / "out/ground_truth.csv")
    named = {row["userid"] for row in rows(tmp_path / "out/release/names.csv")}
    sampled = {row["userid"] for row in rows(tmp_path / "out/release/public_sample_users.csv")}
    assert {row["userid"] for row in truth} == named | sampled
    assert {row["userid"] for row in truth if row["disclosed"] == "True"} == named
    hidden = [row for row in truth if row["userid"] in sampled and row["role"] == "covert"]
    assert len(hidden) == told["public_sample"]["covert"]
    for file in (tmp_path / "out/release").glob("*.csv"):
        assert not any(word in file.read_text() for word in ("covert", "member", "role")), file.name


def test_the_same_release_twice_is_the_same_bytes_and_another_seed_collects_others(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, more in (("one", ()), ("two", ()), ("other", ("--seed", "99"))):
        released(run, capsys, "--out", str(tmp_path / name), *more)
    files = [file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.csv")]
    assert len(files) == 6
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)
    sample = "release/public_sample_users.csv"
    assert (tmp_path / "one" / sample).read_bytes() != (tmp_path / "other" / sample).read_bytes()
    assert (tmp_path / "one/release/users.csv").read_bytes() == (tmp_path / "other/release/users.csv").read_bytes()


def test_a_run_without_takedowns_is_released_as_of_a_takedown_at_its_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "members=60", "ticks=30", "operation.covert=40", "strategy.covert_posts=5", "--quiet"]
    assert cli.main([*arguments, "--out", str(tmp_path / "run")]) == cli.DONE
    told = released(tmp_path / "run", capsys)
    assert told["takedown"] == "at the end of the run"
    assert told["taken_down"]["accounts"] > 5
    assert told["public_sample"]["covert"] == 0
    assert told["auc_undisclosed"]["full"]["synchrony"] is None
    n = told["public_sample"]["accounts"]
    reason = f"0 covert and {n} ordinary accounts: an area needs 10 of either kind"
    assert told["accounts_judged"]["auc_undisclosed"]["full"] == {"covert": 0, "ordinary": n, "reason": reason}
    assert (tmp_path / "run-release-full/ground_truth.csv").is_file()


@pytest.mark.parametrize(("n_covert", "n_ordinary"), [(10, 10), (9, 40), (40, 9), (0, 20), (0, 0)])
def test_an_area_is_told_of_ten_accounts_of_either_kind_or_not_at_all(n_covert: int, n_ordinary: int) -> None:
    n = n_covert + n_ordinary
    covert = np.arange(n) < n_covert
    findings = Findings(np.arange(n), covert.astype(float), {SYNCHRONY: covert.astype(float)}, np.zeros(0, np.int64))
    found = areas(findings, np.arange(n), covert, stream(3))
    assert (found.covert, found.ordinary) == (n_covert, n_ordinary)
    if min(n_covert, n_ordinary) < 10:
        assert set(found.by_detector.values()) == {None}
        assert f"{n_covert} covert and {n_ordinary} ordinary" in str(found.reason)
    else:
        assert found.reason is None
        assert (found.by_detector["synchrony"], found.by_detector["creation_burst"]) == (1.0, 0.5)


def test_what_is_no_run_is_refused_before_anything_is_made(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, word in ((tmp_path / "nowhere", "is no folder"), (tmp_path, "no readable provenance.json")):
        assert cli.main(["release", str(folder)]) == cli.BAD_INPUT
        assert word in capsys.readouterr().err
    changed = tmp_path / "changed"
    changed.mkdir()
    for name in ("provenance.json", "summary.json"):
        (changed / name).write_text((run / name).read_text().replace('"members": 300', '"members": 301'))
    assert cli.main(["release", str(changed), "--json"]) == cli.BAD_INPUT
    told = json.loads(capsys.readouterr().out)
    assert "run it again" in told["problems"][0]["rule"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["changed"]


def test_a_release_never_takes_the_place_of_the_run_that_it_is_of(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for out in (run, run.parent):
        assert cli.main(["release", str(run), "--out", str(out), "--json"]) == cli.BAD_INPUT
        assert "holds" in json.loads(capsys.readouterr().out)["problems"][0]["rule"]
    assert (run / "summary.json").exists()


def test_the_table_for_people_names_every_completeness(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert cli.main(["release", str(run), "--out", str(tmp_path / "out")]) == cli.DONE
    shown = capsys.readouterr()
    for word in (
        "none",
        "headline",
        "partial",
        "full",
        "synchrony",
        "creation_burst",
        "covert  ordinary",
        "written to",
    ):
        assert word in shown.out
    assert "made again from the run's stored settings and seed" in shown.err
    assert cli.main(["release", str(run), "--out", str(tmp_path / "out"), "--quiet"]) == cli.DONE
    assert capsys.readouterr() == ("", "")
