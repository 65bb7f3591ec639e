"""A sweep: every run once, a failing one is a row, resumed to the same bytes, alone in its folder."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from experiments import cli, store
from experiments.configuration_folder import configuration_folder
from experiments.report.results import read_results
from experiments.runner import engines
from experiments.runner.local import local_engine
from experiments.studies.settings import study_names
from tests.behaviour.sweeps import PATIENCE, ROOT, TINY, done, n_stored, results, started, wait_for_shards

FOUR = [*TINY, "censorship=open,full", "replicates=2"]


@pytest.fixture(scope="module", autouse=True)
def _here() -> Iterator[None]:
    """Let sweeps of this process make their runs in it, which saves a start each; programs started have workers."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engines, "LocalEngine", local_engine)
        yield


def swept(out: Path, *arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    status = cli.main(["sweep", *arguments, "--workers", "1", "--json", "--out", str(out)])
    shown = capsys.readouterr()
    return status, (json.loads(shown.out) if shown.out else {}) | {"said": shown.err}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of four runs that nothing disturbed."""
    out = tmp_path_factory.mktemp("sweep") / "whole"
    assert cli.main(["sweep", *FOUR, "--workers", "1", "--quiet", "--out", str(out)]) == cli.DONE
    return out


def test_every_run_is_a_row_with_its_point_and_its_summary(whole: Path) -> None:
    found = store.open(whole)
    runs = found.runs
    assert sorted(zip(runs["censorship"], runs["replicate"], strict=True)) == [
        ("full", 0), ("full", 1), ("open", 0), ("open", 1),
    ]  # fmt: skip
    assert set(runs["status"]) == {"ok"}
    assert len(found.steps) == 4 * 24
    assert set(found.posts["run_id"]) <= set(runs["run_id"])
    made = sim.simulate(_world("censorship=full"), replicate=1)
    row = runs[(runs["censorship"] == "full") & (runs["replicate"] == 1)].iloc[0]
    assert all(value is None or row[key] == value for key, value in made.summary.items())
    assert set(json.loads(row["undefined"])) == set(made.undefined)
    steps = found.steps[found.steps["run_id"] == row["run_id"]]
    assert (steps["reach"].to_numpy() == made.steps["reach"].to_numpy()).all()


def _world(*overrides: str) -> sim.Scenario:
    from experiments.compose import composition

    return composition(*TINY, *overrides).scenario


def test_any_number_of_workers_leaves_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    status, _, said = done(*FOUR, "--workers", "2", "--out", str(tmp_path / "two"))
    assert status == cli.DONE, said
    assert results(tmp_path / "two") == results(whole)
    assert manifest(tmp_path / "two") == manifest(whole)


def manifest(folder: Path) -> dict[str, Any]:
    """Return what a manifest says, without the state of a checkout that may change while tests run."""
    said: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return {key: value for key, value in said.items() if key not in ("commit", "dirty")}


def test_a_complete_store_is_not_begun_again_unasked(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = results(whole)
    status, told = swept(whole, *FOUR, capsys=capsys)
    assert status == cli.BAD_INPUT
    assert "holds runs already: add --resume" in json.dumps(told)
    status, told = swept(whole, *FOUR, "--resume", capsys=capsys)
    assert (status, told["runs"]) == (cli.DONE, {"kept": 4, "made": 0, "failed": 0})
    assert results(whole) == before


def test_replicates_can_be_added(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "grows"
    few = [*TINY, "censorship=open,full"]
    assert swept(out, *few, "replicates=1", capsys=capsys)[0] == cli.DONE
    status, told = swept(out, *few, "replicates=2", "--resume", capsys=capsys)
    assert (status, told["runs"]) == (cli.DONE, {"kept": 2, "made": 2, "failed": 0})
    assert results(out) == results(whole)


def test_a_store_of_another_study_is_never_mixed_in(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = results(whole)
    status, told = swept(whole, *TINY, "censorship=open,filter", "--resume", capsys=capsys)
    assert status == cli.BAD_INPUT
    assert "is the store of another sweep" in told["said"]
    assert [(one["key"], one["value"]) for one in told["problems"]] == [("--out", str(whole))], "programs are told too"
    assert results(whole) == before


def test_a_manifest_that_is_lost_is_written_anew(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    out = tmp_path / "lost"
    shutil.copytree(whole, out)
    (out / "manifest.json").write_text('{"study": ')
    status, told = swept(out, *FOUR, "--resume", capsys=capsys)
    assert status == cli.BAD_INPUT
    assert "remove it: the same sweep with --resume checks all files" in told["said"]
    (out / "manifest.json").unlink()
    assert "add --resume" in json.dumps(swept(out, *FOUR, capsys=capsys)[1])
    status, told = swept(out, *FOUR, "--resume", capsys=capsys)
    assert (status, told["runs"]) == (cli.DONE, {"kept": 4, "made": 0, "failed": 0})
    assert results(out) == results(whole)
    assert manifest(out) == manifest(whole)


def test_a_folder_of_others_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.tex").write_text("precious")
    assert swept(tmp_path, *FOUR, "--resume", capsys=capsys)[0] == cli.BAD_INPUT
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_failing_run_is_a_row_with_its_error_and_the_others_are_complete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = sim.simulate

    def poisoned(world: sim.Scenario, *, replicate: int) -> sim.RunResult:
        if world.censorship.fear is not None and replicate == 1:
            raise ZeroDivisionError('poison,\n"quoted"')
        return honest(world, replicate=replicate)

    monkeypatch.setattr(sim, "simulate", poisoned)
    status, told = swept(tmp_path / "out", *FOUR, capsys=capsys)
    assert status == cli.FAILED
    assert told["runs"] == {"kept": 0, "made": 4, "failed": 1}
    found = store.open(tmp_path / "out")
    failed = found.runs[found.runs["status"] == "failed"].iloc[0]
    assert failed["error"] == 'ZeroDivisionError: poison, "quoted"'
    assert failed["censorship"] == "full"
    assert "Traceback" in found.log.set_index("run_id").loc[failed["run_id"], "trace"]
    assert found.runs["reach_peak"].notna().sum() == 3
    monkeypatch.setattr(sim, "simulate", honest)
    # What the model refused it would refuse again: a failure is kept, and the status stays 1.
    assert swept(tmp_path / "out", *FOUR, "--resume", capsys=capsys)[0] == cli.FAILED


@pytest.mark.slow
def test_a_run_that_kills_its_only_worker_is_a_row_and_the_others_are_complete(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    four = [*FOUR, "--workers", "1", "--json", "--out", str(out)]
    command = [sys.executable, "-m", "tests.behaviour.poisoned_sweep", *four]
    for resumed, kept in (([], 0), (["--resume"], 3)):
        made = subprocess.run(
            [*command, *resumed], capture_output=True, text=True, cwd=ROOT, env=_path(), check=False, timeout=PATIENCE
        )
        assert made.returncode == cli.FAILED, made.stderr
        assert json.loads(made.stdout)["runs"] == {"kept": kept, "made": 4 - kept, "failed": 1}
    runs = store.open(out).runs
    died = runs[runs["status"] == "died"].iloc[0]
    assert (died["censorship"], died["replicate"]) == ("full", 1)
    assert "every time it made this run" in died["error"]
    assert runs["reach_peak"].notna().sum() == 3
    assert done(*FOUR, "--workers", "1", "--resume", "--out", str(out))[0] == cli.DONE
    assert results(out) == results(whole)


@pytest.mark.slow
def test_torn_and_foreign_files_are_named_and_their_runs_made_again(whole: Path, tmp_path: Path) -> None:
    import shutil

    out = tmp_path / "hurt"
    shutil.copytree(whole, out)
    torn = next((out / "steps").glob("*.parquet"))
    torn.write_bytes(torn.read_bytes()[:-9])
    (out / "runs" / "notes.parquet").write_text("mine")
    status, _, said = done(*FOUR, "--resume", "--workers", "1", "--out", str(out))
    assert status == cli.DONE
    assert f"set aside: runs/{torn.name}: steps/{torn.name} is not as it was written" in said
    assert "set aside: runs/notes.parquet" in said
    assert results(out) == results(whole)


@pytest.mark.slow
def test_a_second_sweep_into_the_same_folder_is_refused_and_hurts_nothing(tmp_path: Path) -> None:
    out = tmp_path / "busy"
    many = [*TINY, "censorship=open,full", "replicates=30", "--workers", "1", "--out", str(out)]
    first = started(*many)
    wait_for_shards(out, 1, first)
    status, _, said = done(*many, "--resume")
    assert status == cli.BAD_INPUT
    assert f"the process {first.pid} on" in said
    assert "is writing to it" in said
    _, said = first.communicate(timeout=PATIENCE)
    assert first.returncode == cli.DONE, said
    assert len(store.open(out).runs) == 60


@pytest.mark.slow
def test_an_interrupted_sweep_says_how_to_go_on_and_does(tmp_path: Path) -> None:
    out = tmp_path / "stopped"
    many = [*TINY, "censorship=open,full", "replicates=25", "--workers", "2", "--out", str(out)]
    process = started(*many)
    wait_for_shards(out, 2, process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == cli.INTERRUPTED
    assert "--resume completes it" in said
    assert "Traceback" not in said
    held = n_stored(out)
    assert held >= 2
    assert done(*many, "--resume")[0] == cli.DONE
    assert cli.main(["sweep", *many[:-3], "1", "--quiet", "--out", str(tmp_path / "whole")]) == cli.DONE
    assert results(out) == results(tmp_path / "whole")


def test_a_dry_run_of_a_sequential_design_tells_its_first_round_and_its_cap(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rounds = ["design=sequential", "design.round=3", "design.cap=12", "study=enforcement_ladder", "policy=none,strict"]
    asked = ["sweep", *rounds, "members=30", "ticks=10", "replicates=2", "--dry-run", "--workers", "1"]
    assert cli.main([*asked, "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["replicates"]) == (6, 3)
    assert (told["most_runs"], told["most_replicates"]) == (24, 12)
    assert told["most_estimated_seconds"] == pytest.approx(4 * told["estimated_seconds"])
    assert cli.main(asked) == cli.DONE
    shown = capsys.readouterr().out
    assert "6 runs: 2 points, 3 replicates in the first round; at most 24 runs, 12 replicates" in shown
    assert "if it goes on to the cap" in shown
    assert not list(tmp_path.iterdir())


def test_a_dry_run_lists_the_points_and_the_time_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["sweep", *FOUR, "--dry-run", "--workers", "1", "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["points"] == [{"censorship": "open"}, {"censorship": "full"}]
    assert told["runs"] == 4
    assert 0 < told["pilot_seconds"] < told["estimated_seconds"]
    assert cli.main(["sweep", *FOUR, "--dry-run", "--workers", "1"]) == cli.DONE
    assert "4 runs: 2 points, 2 replicates\neach run about" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()
    assert cli.main(["sweep", *FOUR, "--dry-run", "--workers", "1", "--out", "mine"]) == cli.DONE
    assert "would be refused: --out=mine (command line): is no store of runs" in capsys.readouterr().err


@pytest.mark.parametrize(("seconds", "estimate"), [((95.0, 2.0), 2.0), ((4.0, 2.0), 2.0), ((40.0, 41.0), 40.0)])
def test_a_dry_run_estimates_by_a_run_that_had_nothing_to_compile(
    seconds: tuple[float, float], estimate: float, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments import sweep
    from experiments.runner.worker import Spent

    spent = (Spent("2026-01-01T00:00:00+00:00", took, took, "host", 1) for took in seconds)
    monkeypatch.setattr(sweep, "pilot", lambda _study, _engine: spent)
    assert cli.main(["sweep", *FOUR, "--dry-run", "--workers", "1", "--json"]) == cli.DONE
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert (told["pilot_seconds"], told["estimated_seconds"]) == (estimate, 4 * estimate)
    assert ("the first took" in shown.err) == (seconds[0] > 30)


def test_replicates_are_added_until_the_interval_is_narrow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["study=censored_or_open", "design=sequential", "design.round=2", "design.cap=4", "members=60", "ticks=24"]
    asked += ["strategy=broadcast", "policy=open,full", "replicates=2", "design.metric=wrongly_removed_rebuttals"]
    wide = swept(tmp_path / "wide", *asked, "design.width=100", capsys=capsys)[1]
    assert (wide["replicates"], wide["conclusion"]["reached"]) == (2, True)
    narrow = swept(tmp_path / "narrow", *asked, "design.width=0", capsys=capsys)[1]
    assert (narrow["replicates"], narrow["conclusion"]["reached"]) == (4, False)
    again = swept(tmp_path / "narrow", *asked, "design.width=0", "--resume", capsys=capsys)[1]
    assert again["runs"] == {"kept": 8, "made": 0, "failed": 0}


@pytest.mark.parametrize("name", study_names(configuration_folder()))
def test_a_small_version_of_every_shipped_study_runs(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = [f"study={name}", "members=60", "ticks=24", "replicates=1"]
    small += ["design.samples=2"] if name == "sensitivity" else []
    status, told = swept(tmp_path / name, *small, capsys=capsys)
    assert status == cli.DONE
    assert told["runs"]["made"] == told["points"]
    assert bool(told["conclusion"]) == (name == "adversary")


@pytest.mark.slow
def test_hydra_itself_fills_one_store_with_the_same_runs(whole: Path, tmp_path: Path) -> None:
    asked = [*TINY, "censorship=open,full", "replicates=2", f"store={tmp_path / 'hydra'}"]
    command = [sys.executable, "-m", "experiments.run", "--multirun", *asked]
    made = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=_path(), check=False)
    assert made.returncode == 0, made.stderr
    assert cli.main(["compact", str(tmp_path / "hydra"), "--quiet"]) == cli.DONE
    one, other = store.open(whole).runs, store.open(tmp_path / "hydra").runs
    assert one["run_id"].tolist() == other["run_id"].tolist()
    assert one["reach_peak"].tolist() == other["reach_peak"].tolist()
    assert other["members"].tolist() == [60] * 4
    held = store.manifest_of(tmp_path / "hydra")
    assert held["vary"] == {"censorship": "open,full"}
    assert held["libraries"] == store.manifest_of(whole)["libraries"]
    assert (held["config"]["members"], held["config"]["censorship"]) == (60, _settings("censorship=open")["censorship"])
    assert (tmp_path / "hydra" / "log" / "multirun.yaml").is_file()
    assert not (tmp_path / "hydra" / "aside").exists()
    read = read_results(tmp_path / "hydra")
    assert (read.settings, read.replicates) == (("censorship=open", "censorship=full"), 2)
    assert len(read.steps) == 4 * 24
    assert read.command_line.startswith("python -m experiments.run --multirun scenario=guo_2017")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["hydra"]
    command[-1] = f"store={whole}"
    refused = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=_path(), check=False)
    assert refused.returncode == cli.BAD_INPUT
    assert "is the store of a sweep" in refused.stderr
    command[-1] = f"store={tmp_path / 'hydra'}"
    with store.lock(tmp_path / "hydra", shared=False):
        busy = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=_path(), check=False)
    assert busy.returncode == cli.BAD_INPUT
    assert "is writing to it" in busy.stderr
    assert "Traceback" not in busy.stderr


def _settings(override: str) -> dict[str, Any]:
    return json.loads(json.dumps(_world(override).settings()))


def _path() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(ROOT)}


def test_compact_is_for_stores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compact", str(tmp_path)]) == cli.BAD_INPUT
    assert "is no store of runs" in capsys.readouterr().err


def test_a_run_that_died_with_its_workers_is_a_row_and_is_tried_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], whole: Path
) -> None:
    """The row that supervision leaves, when a run killed its worker time after time, is no result to keep."""
    import shutil

    from experiments.runner.storing import store_death
    from experiments.runner.supervision import Died
    from experiments.runner.worker import Job, Spent

    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(whole / "manifest.json", out)
    row = store.open(whole).runs.iloc[0]
    named = {key: row[key] for key in ("run_id", "censorship")} | {
        key: int(row[key]) for key in ("point", "seed", "replicate")
    }
    died = Died(Job(0, named, b"", 0, 0, attempt=3))
    version = json.loads((whole / "manifest.json").read_text())["model_version"]
    receipt = store_death(out, version, died, Spent("2026-01-01T00:00:00+00:00", 0.0, 0.0, "host", 1))
    assert receipt.status == "died"
    found = store.open(out)
    assert found.runs["status"].tolist() == ["died"]
    assert "every time it made this run" in found.runs["error"].iloc[0]
    assert found.log["attempt"].tolist() == [3]
    status, told = swept(out, *FOUR, "--resume", capsys=capsys)
    assert (status, told["runs"]) == (cli.DONE, {"kept": 0, "made": 4, "failed": 0})
    assert results(out) == results(whole)


@pytest.mark.parametrize("lack", [MemoryError("no memory for 3 GiB"), OSError(28, "No space left on device")])
def test_a_run_that_the_machine_failed_is_a_row_and_is_tried_again(
    lack: Exception, tmp_path: Path, capsys: pytest.CaptureFixture[str], whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, out = sim.simulate, tmp_path / "out"

    def lacking(world: sim.Scenario, *, replicate: int) -> sim.RunResult:
        if replicate == 1:
            raise lack
        return honest(world, replicate=replicate)

    with monkeypatch.context() as patch:
        patch.setattr(sim, "simulate", lacking)
        assert swept(out, *FOUR, capsys=capsys)[0] == cli.FAILED
    runs = store.open(out).runs.set_index("replicate")
    assert runs.loc[1, "status"].tolist() == ["died"] * 2
    assert set(runs.loc[1, "error"]) == {f"{type(lack).__name__}: {lack}"}
    status, told = swept(out, *FOUR, "--resume", capsys=capsys)
    assert (status, told["runs"]) == (cli.DONE, {"kept": 2, "made": 2, "failed": 0})
    assert results(out) == results(whole)


def test_compact_with_out_leaves_the_store_and_writes_a_merged_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], whole: Path
) -> None:
    import shutil

    store_of_shards, out = tmp_path / "shards", tmp_path / "there" / "merged"
    shutil.copytree(whole, store_of_shards)
    torn = store_of_shards / "runs" / "shard-0123456789abcdef.parquet"
    torn.write_bytes(b"torn")
    before = {file: file.read_bytes() for file in sorted(store_of_shards.rglob("*")) if file.is_file()}
    assert cli.main(["compact", str(store_of_shards), "--out", str(out), "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["store"], told["runs"]) == (str(out), len(store.open(whole).runs))
    assert [aside["file"] for aside in told["set_aside"]] == [f"runs/{torn.name}"]
    after = {file: file.read_bytes() for file in sorted(store_of_shards.rglob("*")) if file.is_file()}
    lock = store_of_shards / ".lock"
    assert {file: held for file, held in after.items() if file != lock} == {
        file: held for file, held in before.items() if file != lock
    }
    assert results(out) == results(whole)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["shards", "there"]
    for place in (out, store_of_shards / "inside", tmp_path / "there" / "merged" / "manifest.json"):
        assert cli.main(["compact", str(store_of_shards), "--out", str(place), "--quiet"]) == cli.BAD_INPUT
    told_of = capsys.readouterr().err
    assert all(words in told_of for words in ("holds something already", "lies in the store itself", "is no folder"))
