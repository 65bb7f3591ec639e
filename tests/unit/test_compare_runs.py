"""``shelflife compare``: the same bytes at any number of workers, whole results or none, failures by name."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from experiments import cli
from experiments.report import page
from tests.processes import command_line, gone, processes_below

SMALL = ["censorship=open", "censorship=full", "members=60", "ticks=30"]
LONG = ["censorship=open", "censorship=full", "members=3000", "ticks=900", "--replicates", "50", "--workers", "2"]
pytestmark = pytest.mark.filterwarnings("error")
TABLES = ("runs.parquet", "steps.parquet", "posts.parquet", "summary.json")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compare(*arguments: str, settings: list[str] = SMALL) -> int:
    return cli.main(["compare", *settings, *arguments])


def started_and_under_way(out: Path, settings: list[str] = LONG) -> tuple[subprocess.Popen[str], list[int]]:
    """Start a long comparison and return it once both of its workers are at work."""
    command = [sys.executable, "-m", "experiments", "compare", *settings, "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for _ in range(600):
        workers = [pid for pid in processes_below(process.pid) if "spawn_main" in command_line(pid)]
        if len(workers) == 2:
            time.sleep(1.0)
            return process, workers
        time.sleep(0.1)
    process.kill()
    raise AssertionError("the workers never started")


class Compared(NamedTuple):
    """One comparison made at 1, 2 and 3 workers, and the object that was told at 1."""

    at: dict[int, Path]
    told: dict[str, Any]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Compare at several numbers of workers; the page, which costs more than the runs, is written at 1 only."""
    at = {workers: tmp_path_factory.mktemp("compared") / "out" for workers in (1, 2, 3)}
    shared = ("--replicates", "3", "--seed", "4")
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        assert compare("--json", "--workers", "1", *shared, "--out", str(at[1])) == cli.DONE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "write_page", lambda *_: None)
        for workers in (2, 3):
            assert compare("--quiet", "--workers", str(workers), *shared, "--out", str(at[workers])) == cli.DONE
    return Compared(at, json.loads(shown.getvalue()))


def test_the_object_has_the_names_of_the_contract(compared: Compared) -> None:
    told = compared.told
    assert told["settings"] == ["censorship=open", "censorship=full"]
    assert (told["baseline"], told["replicates"]) == ("censorship=open", 3)
    metric = told["metrics"]["reach_peak"]
    assert set(metric) == {"by_setting", "difference", "differences"}
    assert set(metric["by_setting"]["censorship=full"]) == {"mean", "low", "high", "reason"}
    told_of = {"setting", "estimate", "low", "high", "p_better", "n", "n_undefined", "reason"}
    assert set(metric["difference"]) == told_of
    assert {*TABLES, "provenance.json", "report.html"} <= {file.name for file in compared.at[1].iterdir()}
    assert any((compared.at[1] / "figures").iterdir())


def test_tables_are_in_the_order_of_settings_and_replicates(compared: Compared) -> None:
    runs = pd.read_parquet(compared.at[2] / "runs.parquet")
    assert list(zip(runs["setting"], runs["replicate"], strict=True)) == [
        (setting, replicate) for setting in SMALL[:2] for replicate in range(3)
    ]
    assert runs["run_id"].is_unique
    assert len(pd.read_parquet(compared.at[2] / "steps.parquet")) == 6 * 30


def test_the_same_bytes_come_at_any_number_of_workers(compared: Compared) -> None:
    for name in TABLES:
        assert len({(out / name).read_bytes() for out in compared.at.values()}) == 1, name


def test_one_replicate_has_estimates_and_says_in_words_why_there_is_no_interval(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert compare("--json", "--workers", "1") == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["replicates"] == 1
    reach = told["metrics"]["reach_peak"]
    before, after = (found["mean"] for found in reach["by_setting"].values())
    assert reach["difference"]["estimate"] == pytest.approx(after - before)
    for found in (reach["difference"], *reach["by_setting"].values()):
        assert (found["low"], found["high"]) == (None, None)
        assert found["reason"] == "one replicate has no spread: an interval needs at least 2"
    assert compare("--workers", "1") == cli.DONE
    shown = capsys.readouterr().out
    assert "one replicate has no spread: an interval needs at least 2" in shown
    assert "(no interval)" in shown
    assert Path(told["files"]["report.html"]).is_file()


def test_the_run_of_a_comparison_is_the_run_of_its_settings(
    compared: Compared, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "censorship=full", "members=60", "ticks=30", "seed=4", "--json"]) == cli.DONE
    alone = json.loads(capsys.readouterr().out)
    runs = pd.read_parquet(compared.at[2] / "runs.parquet").set_index(["setting", "replicate"])
    row = runs.loc[("censorship=full", 0)]
    assert row["run_id"] == alone["run_id"]
    assert all(value is None or row[key] == value for key, value in alone["summary"].items())


def test_a_failing_run_is_named_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sim

    honest = sim.simulate

    def poisoned(world: sim.Scenario, *, replicate: int) -> sim.RunResult:
        if world.censorship.fear is not None and replicate == 1:
            raise ZeroDivisionError("poison")
        return honest(world, replicate=replicate)

    monkeypatch.setattr(sim, "simulate", poisoned)
    assert compare("--workers", "1", "--replicates", "3") == cli.FAILED
    shown = capsys.readouterr().err
    assert "failed: censorship=full replicate 1: ZeroDivisionError: poison" in shown
    assert shown.count("failed: ") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_worker_that_is_killed_is_replaced_and_changes_no_byte(tmp_path: Path) -> None:
    small = [*LONG[:2], "members=300", "ticks=200", "--replicates", "10", "--workers", "2"]
    process, workers = started_and_under_way(tmp_path / "disturbed", small)
    os.kill(workers[0], signal.SIGKILL)
    _, shown = process.communicate(timeout=120)
    assert process.returncode == cli.DONE, shown
    assert compare("--out", str(tmp_path / "quiet"), "--quiet", settings=small) == cli.DONE
    for name in TABLES:
        assert (tmp_path / "disturbed" / name).read_bytes() == (tmp_path / "quiet" / name).read_bytes(), name


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, cli.INTERRUPTED), (signal.SIGTERM, cli.INTERRUPTED)])
def test_an_interrupt_ends_at_once_and_leaves_nothing(tmp_path: Path, number: signal.Signals, status: int) -> None:
    process, workers = started_and_under_way(tmp_path / "out")
    process.send_signal(number)
    _, shown = process.communicate(timeout=30)
    assert process.returncode == status
    assert "interrupted" in shown
    assert "Traceback" not in shown
    assert gone(workers), "workers must not outlive the command"
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_workers_do_not_outlive_a_killed_command(tmp_path: Path) -> None:
    process, workers = started_and_under_way(tmp_path / "out")
    process.kill()
    process.communicate(timeout=30)
    assert gone(workers)
    assert not list(tmp_path.iterdir())
