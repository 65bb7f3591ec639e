"""The wheel works by itself: in a fresh environment, on the lowest and highest Python, far from the checkout."""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
import urllib.request
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture.tree import text_files
from tests.package.installed import Installed, installed, source_archive, wheel_of
from tests.package.pythons import python_of

pytestmark = pytest.mark.package

PYTHONS = ("3.12", "3.13")
MOST_MEGABYTES = 750
SMALL = ("scenario=guo_2017", "members=300", "ticks=24")
EXTRA_COMMANDS = {
    "[report]": ("report", "compared"),
    "[app]": ("serve",),
    "[solara]": ("solara", *SMALL),
    "[calibration]": ("calibrate", "--out", "calibrated"),
    "[analysis]": ("sweep", "study=sensitivity", "--dry-run"),
    "[cluster]": ("sweep", "study=censored_or_open", "--engine", "dask", "--out", "swept"),
}


class Built(NamedTuple):
    """What is handed out: the source archive, and the wheel made from it."""

    archive: Path
    wheel: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("built")
    archive = source_archive(folder)
    return Built(archive, wheel_of(archive, folder))


@pytest.fixture(scope="module", params=PYTHONS)
def core(request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The core of the package, without any extra, where a comparison was made."""
    python = python_of(request.param)
    if python is None:
        pytest.skip(f"there is no Python {request.param} on this machine")
    made = installed(python, built.wheel, tmp_path_factory.mktemp(f"python{request.param}"))
    worlds = ("censorship=open", "censorship=full", *SMALL, "--replicates", "2")
    done = made.shelflife("compare", *worlds, "--out", "compared")
    assert done.returncode == 0, done.stderr
    assert "pip install 'shelflife[report]'" in done.stdout
    assert not (made.work / "compared/report.html").exists()
    return made


@pytest.fixture(scope="module")
def with_extras(core: Installed) -> Installed:
    core.install("[app,report]")
    return core


def test_the_core_is_small_and_holds_no_extra(core: Installed) -> None:
    assert core.megabytes() <= MOST_MEGABYTES
    found = subprocess.run([core.python, "-m", "pip", "list", "--format=json"], capture_output=True, check=True).stdout
    names = {each["name"].lower() for each in json.loads(found)}
    assert not names & {"matplotlib", "seaborn", "jinja2", "starlette", "distributed", "duckdb", "lifelines", "salib"}


def test_archive_and_wheel_hold_the_same_program(built: Built) -> None:
    with tarfile.open(built.archive) as opened:
        archived = {member.name.partition("/")[2] for member in opened.getmembers()}
    committed = set(text_files())
    assert committed - {".gitignore", ".gitattributes"} <= archived
    held = set(zipfile.ZipFile(built.wheel).namelist())
    assert {name for name in committed if name.startswith(("sim/", "experiments/"))} <= held
    assert {f"experiments/{name}" for name in committed if re.match(r"conf/.*\.yaml$", name)} <= held
    assert {name.partition("/")[0].partition("-")[0] for name in held} == {"sim", "experiments", "shelflife"}


def test_help_settings_and_one_exact_limit_need_no_checkout(core: Installed) -> None:
    assert "compare" in core.shelflife("--help").stdout
    assert core.shelflife("serve", "--help").returncode == 0
    shown = core.shelflife("show", "scenario=guo_2017")
    assert "censorship" in shown.stdout, shown.stderr
    validated = json.loads(core.shelflife("validate", "L4", "--json").stdout)
    assert [item["met"] for item in validated["items"]] == [True]


def test_a_run_writes_tables_and_says_where_it_came_from(core: Installed) -> None:
    done = core.shelflife("run", *SMALL, "--json", "--out", "once")
    told = json.loads(done.stdout)
    assert told["provenance"]["commit"] is None
    assert 0 < told["summary"]["reach_peak"] <= 1
    assert (core.work / "once/steps.parquet").is_file()


@pytest.mark.parametrize("extra", EXTRA_COMMANDS)
def test_a_command_says_in_one_sentence_which_extra_it_needs(core: Installed, extra: str) -> None:
    done = core.shelflife(*EXTRA_COMMANDS[extra])
    assert done.returncode == 2
    said = done.stderr.partition("bad input, nothing was run:\n")[2].splitlines()
    assert len(said) == 1
    assert f"pip install 'shelflife{extra}'" in said[0]


def test_with_its_extra_the_report_of_that_comparison_is_written(with_extras: Installed) -> None:
    done = with_extras.shelflife("report", "compared", "--pdf")
    assert done.returncode == 0, done.stderr
    page = (with_extras.work / "compared/report/report.html").read_text()
    assert "<h2" in page
    assert (with_extras.work / "compared/report/report.pdf").read_bytes().startswith(b"%PDF")


def test_with_its_extra_the_page_is_served_with_its_scripts(with_extras: Installed) -> None:
    command = with_extras.command("serve", "--port", "0")
    with subprocess.Popen(
        command, cwd=with_extras.work, env=with_extras.environment(), stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            address = next(found.group() for line in server.stderr if (found := re.search(r"http://\S+", line)))
            page = urllib.request.urlopen(address, timeout=60).read().decode()  # noqa: S310 - of this machine
            script = re.search(r'src="([^"]+\.js)"', page)
            assert script
            whole = address.rstrip("/") + "/" + script.group(1).lstrip("./")
            assert len(urllib.request.urlopen(whole, timeout=60).read()) > 10_000  # noqa: S310
        finally:
            server.terminate()
            server.wait(60)


def test_the_command_finds_its_package_from_any_folder(core: Installed, tmp_path: Path) -> None:
    told = subprocess.run(
        [core.python, "-c", "import sim, experiments; print(sim.__file__, experiments.__file__)"],
        cwd=tmp_path, env=core.environment(), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert all("site-packages" in each for each in told.split())
