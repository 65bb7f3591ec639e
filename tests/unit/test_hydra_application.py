"""The plain Hydra application refuses bad input before Hydra takes over, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.run import problems_with


def test_bad_input_ends_with_its_own_status_and_leaves_no_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "experiments.run", "i=1:10", "members=abc", f"store={tmp_path / 'store'}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "i=1:10 (command line): no such key" in done.stderr
    assert "members=abc (command line): must be a whole number" in done.stderr
    assert "+i" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["members=5,6"], ["members=5,6 (command line): has several values"]),
        (
            ["--multirun", "members=60", "members=80,90"],
            ["members=60 (command line): is given once, and swept as well"],
        ),
        (["--multirun", "members=5,abc", "ticks=2,x"], ["members=abc", "ticks=x"]),
        (["-m", "members=5,6", "censorship=opne"], ["censorship=opne (command line): no such choice"]),
        (["members=["], ["members=[ (command line): cannot be read"]),
        (["objective=fame"], ["objective=fame (command line): is no key of a summary"]),
        (["store=/proc/x"], ["store=/proc/x (command line): cannot be made: /proc takes no files"]),
        (["+colour=red"], ["+colour=red (command line): + would add a key"]),
    ],
)
def test_everything_that_is_wrong_is_told_before_anything_runs(arguments: list[str], said: list[str]) -> None:
    lines = [problem.line() for problem in problems_with(arguments)]
    assert len(lines) == len(said), lines
    assert all(line.startswith(start) for line, start in zip(lines, said, strict=True)), lines


@pytest.mark.parametrize(
    "arguments",
    [
        ["members=50", "censorship=full", "store=somewhere", "objective=credibility_excess"],
        ["--multirun", "members=50,60", "rebuttals.blow=interval(0,1)", "hydra/launcher=basic", "hydra.verbose=true"],
        ["store=results/${hydra:job.num}"],
        ["--help"],
        ["--cfg", "job"],
    ],
)
def test_what_is_good_or_asks_hydra_itself_is_let_through(arguments: list[str]) -> None:
    assert problems_with(arguments) == []
