"""A rule that cannot fail guards nothing: each is shown a small breach of itself, and the same thing done right."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.architecture import rules, rules_of_files, tree
from tests.architecture.tree import Source

FAMILIES = {"belief": "beliefs", "feed": "feeds", "metrics": "metrics"}
PARAMETERS = "a, b, c, d, e, f"


class Case(NamedTuple):
    """A rule, where the text would stand, a text that breaks it, what the report must say, and a text that keeps it."""

    rule: Callable[[Source], list[str]]
    name: str
    broken: str
    report: str
    sound: str


def floors(file: Source) -> list[str]:
    """The floor rule with the families of this test."""
    return rules.breaks_floors(file, FAMILIES)


PYTHON_CASES = {
    "upwards": Case(
        floors, "sim/state/posts.py", "import sim.kernels.ring", "above its own, state", "import sim.base.a"
    ),
    "upwards, from": Case(
        floors, "sim/base/a.py", "from sim import state", "the state floor", "from sim.base import b"
    ),
    "upwards, relative": Case(floors, "sim/state/a.py", "from ..cast import b", "the cast floor", "from . import b"),
    "upwards, in a function": Case(
        floors, "sim/run.py", "def f():\n    import experiments.cli", "the experiments floor", "import sim.marketplace"
    ),
    "the face": Case(
        floors, "sim/cast/a.py", "from sim import Scenario", "public face", "from sim.scenario import Scenario"
    ),
    "sibling": Case(
        floors, "sim/beliefs/a.py", "import sim.feeds.b", "a sibling family", "import sim.beliefs._contract"
    ),
    "no floor": Case(floors, "sim/attic.py", "", "has no floor", "import sim.attic")._replace(sound=""),
    "foreign": Case(rules.imports_foreign, "sim/run.py", "import hydra.core", "never imports hydra", "import numpy"),
    "foreign, from": Case(
        rules.imports_foreign, "sim/run.py", "from matplotlib import pyplot", "never imports matplotlib", "import mesa"
    ),
    "long file": Case(rules.oversized, "sim/a.py", "x = 1\n" * 301, "301 lines", "x = 1\n" * 300),
    "long function": Case(
        rules.oversized,
        "sim/a.py",
        "def f():\n" + "    x = 1\n" * 40,
        "f has 41 lines",
        "def f():\n" + "    x = 1\n" * 39,
    ),
    "many parameters": Case(
        rules.oversized, "sim/a.py", f"def f({PARAMETERS}, *, g): ...", "7 parameters", f"def f({PARAMETERS}): ..."
    ),
    "many parameters of a method": Case(
        rules.oversized,
        "sim/a.py",
        f"class A:\n    def f(self, {PARAMETERS}, **g): ...",
        "A.f has 7 parameters",
        f"class A:\n    def f(self, {PARAMETERS}): ...",
    ),
    "random": Case(rules.unkeyed_chance, "sim/run.py", "import random", "without a key", "super().__init__(rng=seed)"),
    "random, from": Case(
        rules.unkeyed_chance,
        "sim/run.py",
        "from numpy.random import default_rng",
        "without a key",
        "from numpy import sum",
    ),
    "np.random": Case(
        rules.unkeyed_chance, "sim/run.py", "x = np.random.rand()", "np.random is chance", "x = np.ones(3)"
    ),
    "default_rng": Case(
        rules.unkeyed_chance, "sim/base/a.py", "x = np.random.default_rng(3)", "default_rng", "x: np.random.Generator"
    ),
    "shared generator": Case(
        rules.unkeyed_chance, "sim/cast/a.py", "self.model.random.shuffle(x)", "self.model.random", "stream.draw(x)"
    ),
    "file": Case(rules.looks_outside, "sim/run.py", "open('f')", "open reads a file", "censorship.open()"),
    "path": Case(rules.looks_outside, "sim/run.py", "path.read_text()", "path.read_text reads", "post.reads()"),
    "environment": Case(rules.looks_outside, "sim/run.py", "from os import environ", "os.environ reads", "import math"),
    "clock": Case(rules.looks_outside, "sim/run.py", "import time", "time reads", "import datetime"),
    "date": Case(rules.looks_outside, "sim/run.py", "x = datetime.now()", "datetime.now reads", "x = clock.now()"),
    "table": Case(rules.looks_outside, "sim/run.py", "x = np.load('f')", "np.load reads", "x = np.loads(3)"),
    "buffer": Case(
        rules.looks_outside, "sim/run.py", "from io import FileIO", "io.FileIO reads", "from io import BytesIO"
    ),
    "unfinished": Case(rules.unfinished, "sim/a.py", "x = 1  # TODO later", "unfinished", "x = 'TODO'"),
    "bare except": Case(
        rules.swallows_everything, "a.py", "try: f()\nexcept: pass", "bare except", "try: f()\nexcept OSError: pass"
    ),
    "if seed": Case(rules.drops_seed_zero, "a.py", "if seed: f()", "drops seed 0", "if seed is None: f()"),
    "not seed": Case(rules.drops_seed_zero, "a.py", "x = not self.seed", "drops seed 0", "x = seed == 0"),
    "seed or": Case(rules.drops_seed_zero, "a.py", "x = root_seed or 1", "drops seed 0", "x = seed is None or other"),
    "seeds kept": Case(rules.drops_seed_zero, "a.py", "x = [s for s in y if s.seed]", "drops seed 0", "x = [seed]"),
    "silent module": Case(rules.undocumented, "sim/a.py", "x = 1", "the module has no", "'''What.'''"),
    "silent class": Case(
        rules.undocumented, "sim/a.py", "'''W.'''\nclass A: ...", "A has no", "'''W.'''\nclass _A: ..."
    ),
    "silent method": Case(
        rules.undocumented,
        "sim/a.py",
        "'''W.'''\nclass A:\n  '''W.'''\n  def f(self): ...",
        "A.f has no",
        "'''W.'''\nclass A:\n  '''W.'''\n  def f(self):\n    '''W.'''",
    ),
    "nameless": Case(
        rules.nameless_option,
        "sim/beliefs/a.py",
        "class A:\n  '''A belief.'''",
        "no public class with a docstring line",
        "class A:\n  '''A belief.\n\n  Names: voter model.\n  '''",
    ),
}


@pytest.mark.parametrize("case", PYTHON_CASES.values(), ids=PYTHON_CASES.keys())
def test_a_rule_reports_a_breach_with_its_file_and_nothing_else(case: Case, tmp_path: Path) -> None:
    breaches = case.rule(written(tmp_path / "broken", case.name, case.broken))
    assert breaches, "the breach was not seen"
    assert all(breach.startswith(case.name) for breach in breaches)
    assert case.report in breaches[0]
    if case.sound:
        assert case.rule(written(tmp_path / "sound", case.name, case.sound)) == []


def written(root: Path, name: str, text: str) -> Source:
    """Write a text where its name says and read it as the architecture tests read the project."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return tree.source(name, root)


def test_a_circle_of_imports_is_reported_once_with_its_way(tmp_path: Path) -> None:
    files = [
        written(tmp_path, "sim/a.py", "from sim import b"),
        written(tmp_path, "sim/b.py", "from sim.c import Thing"),
        written(tmp_path, "sim/c.py", "def f():\n    import sim.a"),
        written(tmp_path, "sim/d.py", "import sim.a"),
    ]
    assert rules.import_cycles(files) == ["sim/a.py: import cycle sim.a -> sim.b -> sim.c -> sim.a"]
    assert rules.import_cycles(files[1:]) == []


def test_syntax_newer_than_the_oldest_python_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SyntaxError):
        written(tmp_path, "sim/a.py", "class A[T = int]: ...")


@pytest.mark.parametrize("name", ["sim/utils.py", "experiments/task_manager.py", "sim/misc/posts.py"])
def test_a_name_that_says_nothing_is_reported(name: str) -> None:
    assert "says nothing" in rules.empty_name(name)[0]
    assert rules.empty_name("sim/state/posts.py") == []


def test_an_option_without_a_settings_file_is_reported(tmp_path: Path) -> None:
    written(tmp_path, "conf/belief/voter.yaml", "")
    assert rules_of_files.option_without_settings(tmp_path, "belief", "voter") == []
    assert rules_of_files.option_without_settings(tmp_path, "metrics", "decay") == []
    assert rules_of_files.option_without_settings(tmp_path, "belief", "median")[0].startswith("conf/belief/median.yaml")


def test_options_are_the_public_modules_in_family_folders() -> None:
    files = ["sim/beliefs/_contract.py", "sim/beliefs/__init__.py", "sim/beliefs/voter.py", "sim/base/chance.py"]
    assert rules_of_files.options(files, FAMILIES) == [("sim/beliefs/voter.py", "belief", "voter")]


def test_the_table_of_families_is_read_without_importing_it(tmp_path: Path) -> None:
    written(tmp_path, "sim/base/options.py", 'T = (Family("belief", "beliefs", False, "How?"),)')
    assert tree.families(tmp_path) == {"belief": "beliefs"}


def test_a_folder_of_code_that_is_no_package_is_reported(tmp_path: Path) -> None:
    for name in ("sim/__init__.py", "sim/cast/reader.py"):
        written(tmp_path, name, "")
    files = tree.python_files("sim", root=tmp_path)
    assert rules_of_files.folders_that_are_no_package(tmp_path, files) == ["sim/cast: has no __init__.py"]


HTTPS = "https:"
LOCKED = "a==1.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"


@pytest.mark.parametrize(
    "line",
    [f"--index-url {HTTPS}//x.example/simple", "-f --find-links wheels", "a @ file:a.whl", '"resolved": "ftp://x"'],
)
def test_an_address_in_a_lock_file_is_reported(line: str) -> None:
    assert rules_of_files.address_in_lock("requirements.lock", LOCKED + line)[0].startswith("requirements.lock:4:")
    assert rules_of_files.address_in_lock("requirements.lock", LOCKED) == []


@pytest.mark.parametrize("line", ["b==2.0", "b>=2.0 \\\n    --hash=sha256:00", "-e ."])
def test_a_locked_package_without_version_or_hash_is_reported(line: str) -> None:
    assert "not pinned" in rules_of_files.unhashed_in_lock("requirements.lock", LOCKED + line)[0]
    assert rules_of_files.unhashed_in_lock("requirements.lock", "# How it was made.\n" + LOCKED) == []


@pytest.mark.parametrize(
    "where", [f"{HTTPS}//pypi.example/x", f"{HTTPS}//x.example/simple/y", f"/{'root'}/x", f"(/{'work'}/x)"]
)
def test_a_package_index_or_a_machine_in_a_text_is_reported(where: str) -> None:
    assert rules_of_files.address_in_text("README.md", f"fine\nsee {where}")[0].startswith("README.md:2:")
    assert rules_of_files.address_in_text("README.md", "see https://doi.example/10.1 and the team's network/work") == []


def test_an_unfinished_comment_in_settings_is_reported() -> None:
    text = "a: 1  # FIXME"
    assert rules_of_files.unfinished_text("conf/belief/voter.yaml", text)[0].startswith("conf/belief/voter.yaml:1:")
    assert rules_of_files.unfinished_text("README.md", text) == []
