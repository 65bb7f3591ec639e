"""Where results can go is found out before anything runs: a disk is tried, since permissions do not tell all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from experiments import cli
from experiments.result_folder import problems_with, problems_with_filling, problems_with_making

PROC = Path("/proc")
COMMANDS = {
    "run": ["members=60", "ticks=24"],
    "compare": ["censorship=open,full", "members=60", "ticks=24"],
    "sweep": ["censorship=open,full", "members=60", "ticks=24"],
    "calibrate": ["--trials", "2"],
    "validate": ["L4"],
}
ON_A_FULL_DISK = """
import resource, sys
from experiments.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
sys.exit(main(sys.argv[1:]))
"""
"""A limit of what a process may write stands for the full disk: the kernel refuses the write either way."""


@pytest.fixture(params=["proc", "below proc", "below a file", "a file", "a long name", "a broken link"])
def impossible(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if "proc" in request.param and not PROC.is_dir():
        pytest.skip("there is no /proc here")
    (tmp_path / "file").write_text("a file")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    places = {
        "proc": PROC / "x",
        "below proc": PROC / "x" / "y",
        "below a file": tmp_path / "file" / "x",
        "a file": tmp_path / "file",
        "a long name": tmp_path / ("x" * 300),
        "a broken link": tmp_path / "link",
    }
    return places[request.param]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_that_takes_no_results_is_refused_before_anything_runs(
    command: str, impossible: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = impossible.parent.is_dir() and PROC not in impossible.parents
    before = sorted(impossible.parent.iterdir()) if ours else []
    assert cli.main([command, *COMMANDS[command], "--out", str(impossible)]) == cli.BAD_INPUT
    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("  ")]
    assert len(told) == 1
    assert told[0].startswith("  --out=")
    assert "[Errno" not in told[0]
    if ours:
        assert sorted(impossible.parent.iterdir()) == before


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_a_full_disk_is_found_out_before_anything_runs(command: str, tmp_path: Path) -> None:
    asked = [command, *COMMANDS[command], "--out", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", ON_A_FULL_DISK, *asked], capture_output=True, text=True, check=False)
    assert done.returncode == cli.BAD_INPUT, done.stderr
    assert f"cannot be made: {tmp_path} takes no files (File too large)" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_store_on_a_full_disk_is_not_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    asked = ["sweep", *COMMANDS["sweep"], "--out", str(out)]
    done = subprocess.run([sys.executable, "-c", ON_A_FULL_DISK, *asked], capture_output=True, text=True, check=False)
    assert done.returncode == cli.BAD_INPUT, done.stderr
    assert "takes no files (File too large)" in done.stderr
    assert not list(out.iterdir())


def test_the_trial_leaves_nothing_and_a_sound_place_is_taken(tmp_path: Path) -> None:
    assert problems_with(tmp_path / "a" / "b") == []
    assert problems_with_making(tmp_path / "a" / "b") == []
    assert problems_with_filling(tmp_path) == []
    assert not list(tmp_path.iterdir())
