"""The doctor finds what is taken away, says how to get it, and fails only for what every run needs."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from experiments import cli, extras
from experiments.commands import doctor
from experiments.composing.problems import BadInput
from experiments.doctor import installation, machine
from experiments.doctor.finding import Finding
from tests.architecture.tree import ROOT

# A stranger's Python: a package that is taken away cannot be found, whatever is on the path.
WITHOUT = """
import sys
taken = set(sys.argv[1].split(","))
class Taken:
    def find_spec(self, name, path=None, target=None):
        if name in taken:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Taken())
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in taken else found(name, *more)
from experiments.cli import main
sys.exit(main(sys.argv[2:]))
"""


def _without(packages: str, *arguments: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, packages, *arguments]
    return subprocess.run(command, env=os.environ | surroundings, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_whole_installation_is_healthy(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["healthy"] is True
    states = {each["what"]: each["state"] for each in told["findings"]}
    assert states["Python"] == states["core packages"] == states["settings"] == states["page bundle"] == "well"


def test_an_extra_that_is_taken_away_is_named_with_its_command_and_fails_nothing() -> None:
    done = _without("starlette", "doctor")
    assert done.returncode == 0
    assert "extra [app]" in done.stdout
    assert "pip install 'shelflife[app]'" in done.stdout
    assert "without starlette, for the teacher's page" in done.stdout


def test_the_doctor_works_where_the_packages_that_others_need_are_gone() -> None:
    done = _without("rich,platformdirs,numba,numpy,pydantic", "doctor")
    assert done.returncode == 0, done.stderr


def test_a_cache_that_cannot_be_written_is_missing_for_every_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = _without("nothing", "doctor", "--json", NUMBA_CACHE_DIR=str(tmp_path / "file" / "kernels"))
    assert done.returncode == 1
    (missing,) = [each for each in json.loads(done.stdout)["findings"] if each["state"] == "missing"]
    assert missing["what"] == "compiler cache"
    assert "NUMBA_CACHE_DIR" in missing["remedy"]


def test_a_core_package_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    version = importlib.metadata.version

    def gone(name: str) -> str:
        if name == "scipy":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(installation, "version", gone)
    found = installation.core_packages()
    assert (found.state, found.remedy) == ("missing", "pip install scipy")


@pytest.mark.parametrize(
    "found",
    [
        installation.python((3, 11)),
        installation.settings(Path("/nowhere")),
        installation.page_bundle(Path("/nowhere")),
        installation.browser_for_tests(None),
        machine.memory(0.5),
        machine.memory(None),
        machine.disk(Path("/"), free_gb=0.2),
    ],
    ids=lambda found: found.what,
)
def test_whatever_is_wanting_comes_with_what_to_do(found: Finding) -> None:
    assert found.state != "well"
    assert found.remedy


def test_only_what_every_run_needs_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lacks = [Finding("page", "optional", "none", "make it")]
    monkeypatch.setattr(doctor, "examined", lambda: lacks)
    assert cli.main(["doctor"]) == cli.DONE
    lacks.append(Finding("Python", "missing", "3.1", "install another"))
    assert cli.main(["doctor"]) == cli.FAILED
    assert "missing for every run: Python; for some purposes only: page" in capsys.readouterr().out


def _normal(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def test_extras_name_the_modules_of_the_packages_that_the_project_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(declared) == {*extras.EXTRAS, "dev"}
    brought = importlib.metadata.packages_distributions()
    for extra, modules in extras.EXTRAS.items():
        packages = {_normal(installation._distribution(each)) for each in declared[extra]}
        for module in modules:
            providers = {_normal(name) for name in brought[module]}
            # Starlette and uvicorn come to [solara] through solara-server[starlette].
            assert providers & packages or (extra == "solara" and module in ("starlette", "uvicorn"))


def test_what_needs_an_absent_extra_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "EXTRAS", {"report": ("json", "no_such_module")})
    with pytest.raises(BadInput) as refused:
        extras.require("report", "report")
    assert str(refused.value) == (
        "report (command line): needs the extra [report] (no_such_module is not installed): "
        "pip install 'shelflife[report]'"
    )
    monkeypatch.setattr(extras, "EXTRAS", {"report": ("json",)})
    extras.require("report", "report")


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("typst", ["report", "results"]),
        ("uvicorn", ["serve"]),
        ("altair", ["solara"]),
        ("optuna", ["calibrate"]),
        ("seaborn", ["validate", "L4", "--out", "results/never"]),
        ("SALib", ["sweep", "study=sensitivity", "--dry-run"]),
    ],
)
def test_each_command_names_the_extra_it_lacks(
    package: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = extras.find_spec
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == package else found(name))
    assert cli.main(arguments) == cli.BAD_INPUT
    assert f"{package} is not installed): pip install 'shelflife[" in capsys.readouterr().err
