"""An installed Shelflife has what a checkout has: all its code, and the settings of ``conf/`` beside the code."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, python_files, text_files


@pytest.mark.slow
def test_the_wheel_holds_all_code_and_all_settings_and_nothing_else(tmp_path: Path) -> None:
    settings = [name for name in text_files() if name.startswith("conf/")]
    if not settings:
        pytest.skip("conf/ holds no committed settings yet")
    held = _files_in_wheel(tmp_path)
    code = set(python_files("sim", "experiments"))
    assert {f"experiments/{name}" for name in settings if name.endswith(".yaml")} <= held
    assert code <= held
    assert {name for name in text_files() if name.startswith("experiments/app/")} <= held
    assert {name.partition("/")[0].partition("-")[0] for name in held} == {"sim", "experiments", "shelflife"}


def _files_in_wheel(folder: Path) -> set[str]:
    """Build a wheel from a copy of the project, without network, and return what it holds."""
    copy = folder / "project"
    for name in text_files():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "."]
    subprocess.run([*command, "--wheel-dir", str(folder)], cwd=copy, check=True)
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())
