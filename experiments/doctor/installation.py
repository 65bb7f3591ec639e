"""Whether the program is whole: Python, the packages of its core and of its extras, its settings, the built page."""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from experiments.configuration_folder import configuration_folder
from experiments.doctor.finding import Finding
from experiments.extras import EXTRAS, absent_modules, how_to_get

OLDEST_PYTHON = (3, 12)
BUNDLE_FILES = ("index.html", "page.js", "page.css")
_PURPOSES = {
    "report": "figures, pages, PDFs and questions in SQL",
    "analysis": "sensitivity designs, scenario discovery",
    "app": "the teacher's page",
    "cluster": "sweeps on many machines",
    "calibration": "fitting parameters",
    "solara": "Mesa's own view",
}
_REINSTALL = "install shelflife again: its files are not whole"


def python(running: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Judge the Python that runs."""
    found = ".".join(map(str, running))
    if running < OLDEST_PYTHON:
        return Finding("Python", "missing", found, f"install Python {'.'.join(map(str, OLDEST_PYTHON))} or newer")
    return Finding("Python", "well", found)


def core_packages() -> Finding:
    """Judge whether everything that the package declares as its core is installed."""
    try:
        declared = requires("shelflife") or []
    except PackageNotFoundError:
        return Finding("core packages", "missing", "shelflife is not installed, only found", "pip install shelflife")
    names = [_distribution(each) for each in declared if "extra ==" not in each]
    absent = [name for name in names if not _is_installed(name)]
    if absent:
        return Finding("core packages", "missing", f"without {', '.join(absent)}", f"pip install {' '.join(absent)}")
    return Finding("core packages", "well", f"all {len(names)} installed")


def extras() -> Iterator[Finding]:
    """Judge each extra; to lack one is a lack for its purpose only."""
    for extra in EXTRAS:
        what = f"extra [{extra}]"
        absent = absent_modules(extra)
        if absent:
            yield Finding(what, "optional", f"without {', '.join(absent)}, for {_PURPOSES[extra]}", how_to_get(extra))
        else:
            yield Finding(what, "well", _PURPOSES[extra])


def settings(folder: Path | None = None) -> Finding:
    """Judge whether the settings files are where the program looks for them."""
    looked_in = folder or configuration_folder()
    n_files = sum(1 for _ in looked_in.rglob("*.yaml"))
    if not (looked_in / "config.yaml").is_file():
        return Finding("settings", "missing", f"no config.yaml in {looked_in}", _REINSTALL)
    return Finding("settings", "well", f"{n_files} files in {looked_in}")


def page_bundle(folder: Path | None = None) -> Finding:
    """Judge whether the built page lies in the package."""
    looked_in = folder or Path(__file__).resolve().parent.parent / "app" / "bundle"
    absent = [name for name in BUNDLE_FILES if not (looked_in / name).is_file()]
    if absent:
        remedy = f"{_REINSTALL}, or `make page` in a checkout"
        return Finding("page bundle", "optional", f"without {', '.join(absent)}: `shelflife serve` cannot work", remedy)
    size = sum((looked_in / name).stat().st_size for name in BUNDLE_FILES)
    return Finding("page bundle", "well", f"{size / 1000:.0f} kB")


def browser_for_tests(browser: str | None) -> Finding:
    """Judge whether the page's tests have the browser that they drive; nothing else needs it."""
    what = "Chromium, for tests"
    if browser is None:
        return Finding(what, "optional", "none on the path: tests of the page are skipped", "apt-get install chromium")
    if find_spec("playwright") is None:
        return Finding(what, "optional", "without Playwright: tests of the page are skipped", "pip install playwright")
    return Finding(what, "well", browser)


def _distribution(requirement: str) -> str:
    """Return the name at the beginning of a requirement such as ``numpy>=2.1; extra == "app"``."""
    end = next((place for place, letter in enumerate(requirement) if letter in " <>=!~;[("), len(requirement))
    return requirement[:end]


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True
