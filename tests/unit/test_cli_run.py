"""``shelflife run``: one object, whole files, and the same run for the same settings."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments import cli
from experiments.compose import compose
from experiments.provenance import run_id

SMALL = ["members=60", "ticks=30"]
FILES = {f"{name}.parquet" for name in ("steps", "posts", "comments", "accounts", "events", "members")} | {
    "summary.json",
    "provenance.json",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert cli.main(["run", "--json", *SMALL, *arguments]) == cli.DONE
    return json.loads(capsys.readouterr().out)


def test_the_object_has_the_names_of_the_contract(capsys: pytest.CaptureFixture[str], elsewhere: Path) -> None:
    told = run(capsys, "--out", "my results", "--seed", "3")
    assert set(told) == {"scenario", "seed", "run_id", "summary", "files", "provenance", "cpu_seconds"}
    assert (told["scenario"], told["seed"]) == ("guo_2017", 3)
    assert len(str(told["run_id"])) == 64
    assert set(told["files"]) == FILES
    assert all((elsewhere / path).is_file() for path in told["files"].values())
    assert all(value is None or isinstance(value, float | int) for value in told["summary"].values())


def test_tables_are_whole_and_provenance_reproduces_them(capsys: pytest.CaptureFixture[str]) -> None:
    told = run(capsys, "--out", "first", "censorship=full")
    assert len(pd.read_parquet("first/steps.parquet")) == 30
    origin = json.loads(Path("first/provenance.json").read_text())
    for name in ("command", "model_version", "settings", "inputs", "seed", "commit", "dirty", "libraries", "python"):
        assert name in origin
    assert origin == told["provenance"]
    assert cli.main([*origin["command"][1:], "--out", "second", "--quiet"]) == cli.DONE
    for file in Path("first").iterdir():
        if file.name != "provenance.json":
            assert file.read_bytes() == (Path("second") / file.name).read_bytes(), file.name


def test_beside_the_half_life_of_credibility_stands_that_of_forgetting_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A half-life could be an echo of the parameter by which belief is forgotten: whoever reads the one sees both."""
    told = run(capsys, "belief.belief_half_life=123.5", "--out", "told")
    assert told["provenance"]["settings"]["belief"]["belief_half_life"] == 123.5
    assert _line_after_the_half_life(capsys, "belief.belief_half_life=123.5") == (
        "… of forgetting alone 123.5 hours, as belief.belief_half_life says"
    )
    assert _line_after_the_half_life(capsys, "belief=voter").endswith("— belief=voter forgets by no half-life")


def _line_after_the_half_life(capsys: pytest.CaptureFixture[str], override: str) -> str:
    assert cli.main(["run", *SMALL, override, "--out", f"shown {override}"]) == cli.DONE
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    return lines[next(place for place, line in enumerate(lines) if line.startswith("credibility_half_life")) + 1]


def test_a_table_is_shown_with_units_and_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", *SMALL]) == cli.DONE
    shown = capsys.readouterr()
    for words in ("reach_peak", "share of members", "—", "written to results/guo_2017/"):
        assert words in shown.out
    assert shown.err.startswith("reading settings\n")


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", *SMALL, "--quiet"]) == cli.DONE
    assert capsys.readouterr() == ("", "")


def test_the_folder_is_the_run_id_and_the_same_run_goes_to_the_same_folder(capsys: pytest.CaptureFixture[str]) -> None:
    first, again, other = run(capsys), run(capsys), run(capsys, "seed=5")
    assert first["run_id"] == again["run_id"] != other["run_id"]
    folders = {path.name for path in Path("results/guo_2017").iterdir()}
    assert folders == {str(first["run_id"])[:12], str(other["run_id"])[:12]}


def test_the_run_id_follows_from_what_decides_the_numbers_and_from_nothing_else(tmp_path: Path) -> None:
    def identity(*overrides: str, seed: int = 0, replicate: int = 0) -> str:
        return run_id(compose("guo_2017", *overrides), seed, replicate)

    assert identity() == identity("threads=2") == identity("replicates=9") == identity("story.title=Another")
    ids = [identity(), identity("members=7"), identity("censorship=full"), identity(seed=1), identity(replicate=1)]
    assert len(set(ids)) == len(ids)
    first, second, third = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    first.write_text("1 2\n2 3\n")
    second.write_text("1 2\n2 3\n")
    third.write_text("1 2\n2 3\n3 1\n")
    by_file = [identity("ties=edge_list", f"ties.path={file}") for file in (first, second, third)]
    assert by_file[0] == by_file[1] != by_file[2]


def test_a_network_of_ones_own_is_run_and_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "my edges.txt").write_text("".join(f"{a} {(a * 7 + 1) % 40}\n" for a in range(40)))
    arguments = ["run", "ticks=20", "ties=edge_list", "ties.path=my edges.txt", "--out", "net", "--json"]
    assert cli.main(arguments) == cli.DONE
    shown = capsys.readouterr()
    assert "ties.path: 40 members, 40 ties" in shown.err
    assert json.loads(shown.out)["provenance"]["inputs"]["ties.path"]


@pytest.mark.parametrize("kind", ["file", "foreign", "under a file", "foreign beside results"])
def test_what_others_wrote_is_never_replaced(kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    if kind == "file":
        out.write_text("mine")
    elif kind == "foreign":
        out.mkdir()
        (out / "thesis.txt").write_text("mine")
    elif kind == "under a file":
        (tmp_path / "plain").write_text("mine")
        out = tmp_path / "plain" / "out"
    else:
        run(capsys, "--out", str(out))
        (out / "notes.txt").write_text("mine")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert cli.main(["run", *SMALL, "--out", str(out), "--quiet"]) == cli.BAD_INPUT
    assert "--out=" in capsys.readouterr().err
    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}


def test_an_empty_folder_and_older_results_are_replaced_whole(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    first = run(capsys, "--out", "out")
    second = run(capsys, "--out", "out", "seed=1")
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["run_id"] == second["run_id"] != first["run_id"]
    assert {file.name for file in (tmp_path / "out").iterdir()} == FILES
    assert [file.name for file in tmp_path.iterdir()] == ["out"], "nothing temporary is left"


def test_a_run_that_fails_is_status_1_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the model broke")

    monkeypatch.setattr("sim.simulate", broken)
    assert cli.main(["run", *SMALL]) == cli.FAILED
    assert "the model broke" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    assert cli.main(["run", *SMALL, "--quiet", "--out", "out"]) == cli.FAILED
    assert "No space left" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_first_line_of_progress_comes_within_a_second() -> None:
    started = time.monotonic()
    command = [sys.executable, "-m", "experiments", "run", *SMALL, "--json"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "reading settings\n"
        assert time.monotonic() - started < 1.0
        process.communicate()
    assert process.returncode == cli.DONE
