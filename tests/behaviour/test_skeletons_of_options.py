"""`shelflife new` writes options that pass the tests as they are, and CONTRIBUTING's walk-through can be followed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import cli
from experiments.skeletons.making import SECTIONS, making, problems_with
from sim.base.options import FAMILIES
from tests.architecture.tree import ROOT, text_files

IN_THE_WALK_THROUGH = "pytest -q -n 0 tests/options tests/contracts/test_enforcement.py"
"""What is run there, of all the new options, need not be run again."""
RELEVANT = (
    "tests/contracts",
    "tests/architecture/test_options_and_settings_agree.py",
    "tests/conf/test_settings_repeat_declarations.py",
)
ACTS = "tests/behaviour/test_every_parameter_acts.py"
STEP = re.compile(r"<!-- file: (?P<path>\S+) -->\n```python\n(?P<text>.*?)```|```sh\n(?P<commands>.*?)```", re.DOTALL)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project in which options can be made."""
    for name in text_files():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    return tmp_path


def do(checkout: Path, *command: str) -> None:
    """Run a command of the copy, `shelflife` and `python` being those of the copy."""
    programs = {"shelflife": [sys.executable, "-m", "experiments"], "python": [sys.executable]}
    line = [*programs[command[0]], *command[1:]]
    # The copy lies on Python's path before the checkout that is installed.
    surroundings = os.environ | {"PYTHONPATH": str(checkout)}
    done = subprocess.run(line, cwd=checkout, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}{done.stderr[-2000:]}"


@pytest.mark.slow
def test_new_options_pass_the_tests_as_written_and_the_walk_through_can_be_followed_to_the_letter(
    checkout: Path,
) -> None:
    """All in one copy and before anything runs in it: every change of the code has the kernels compiled anew."""
    for family in SECTIONS:
        do(checkout, "shelflife", "new", family, f"zz_{family}")
    steps = list(STEP.finditer((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert [step["path"] is None for step in steps] == [True, False, False, True]
    assert IN_THE_WALK_THROUGH in steps[-1]["commands"]
    for step in steps:
        if step["path"]:
            (checkout / step["path"]).write_text(step["text"], encoding="utf-8")
        else:
            for line in step["commands"].splitlines():
                do(checkout, *line.split())
    do(checkout, "python", "-m", "ruff", "check", "--quiet", ".")
    do(checkout, "python", "-m", "ruff", "format", "--check", "--quiet", ".")
    do(checkout, "python", "-m", "mypy")
    do(checkout, "python", "-m", "pytest", "-q", "-n", "0", *RELEVANT)
    do(checkout, "python", "-m", "pytest", "-q", "-n", "0", ACTS, "-k", "zz_")


@pytest.mark.parametrize(
    ("family", "name", "words"),
    [
        ("enforcment", "audit", "did you mean enforcement?"),
        ("rebuttals", "audit", "notes in sim/cast/notebook.py"),
        ("enforcement", "Audit", "lower-case words"),
        ("enforcement", "an audit", "lower-case words"),
        ("enforcement", "_audit", "lower-case words"),
        ("enforcement", "a" * 31, "30 characters at most"),
        ("enforcement", "class", "a meaning of its own"),
        ("enforcement", "shared", "a meaning of its own"),
        ("enforcement", "nudge", "sim/enforcement/nudge.py is there already"),
        ("enforcement", "strict", "conf/enforcement/strict.yaml is there already"),
    ],
)
def test_bad_names_and_what_is_there_already_are_refused(family: str, name: str, words: str) -> None:
    assert words in " ".join(problem.line() for problem in problems_with(ROOT, family, name))


def test_nothing_is_written_where_no_checkout_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "enforcement", "audit"]) == cli.BAD_INPUT
    assert "must be called in a checkout" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("family", SECTIONS)
def test_a_skeleton_fills_code_test_and_one_line_of_the_description(family: str) -> None:
    assert problems_with(ROOT, family, "brand_new") == []
    made = making(ROOT, family, "brand_new")
    assert set(made.files) == {
        f"sim/{FAMILIES[family].folder}/brand_new.py",
        f"tests/options/test_{family}_brand_new.py",
    }
    assert not any("$" in text for text in made.files.values())
    added = set(made.odd.splitlines()) - set((ROOT / "sim/ODD.md").read_text(encoding="utf-8").splitlines())
    (line,) = added
    assert line.startswith("- `brand_new`: ")


def test_the_families_without_a_skeleton_are_those_of_which_a_part_is_more_than_a_file() -> None:
    assert set(FAMILIES) - set(SECTIONS) == {"rebuttals"}
