"""Commands that pages show in passing run: as they are shown, but for few members, hours, replicates and trials."""

from __future__ import annotations

import gzip
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from experiments import cli, store
from experiments.calibration import goal, stages
from experiments.runner import engines
from experiments.runner.local import local_engine
from tests.docs.passing import PAGES, ROOT, plain_blocks, programs, shown

Words = list[str]

SMALL = {
    "shelflife run": {"ticks": "24"},
    "shelflife sweep": {
        "members": "40",
        "ticks": "12",
        "replicates": "2",
        "design.samples": "2",
        "--workers": "1",
    },
    "shelflife serve": {"members": "60", "ticks": "24"},
    "shelflife calibrate": {"--trials": "2"},
    "python -m": {"members": "40", "ticks": "12"},
}
"""By program and command, what is made small; of a list of members, each is."""
ONLY_OF_DESIGNS = ("design.samples",)
"""What is made small only where it is shown: there is no such key elsewhere."""
NOT_RUN = {
    "shelflife serve": "answers until it is stopped; tests/browser drives it",
    "shelflife serve --lan": "answers the whole network; tests/unit/test_page_server.py looks at what it says",
    "shelflife sweep study=NAME --engine dask": "starts a cluster: tests/behaviour/test_sweep_survives.py does",
    "shelflife sweep study=NAME --scheduler": "joins a cluster: tests/behaviour/test_sweep_survives.py does",
    "shelflife sweep study=NAME --engine slurm": "hands jobs to Slurm: tests/behaviour/test_dask_engine.py does",
    "dask scheduler": "serves until it is stopped: tests/behaviour/dask_cluster.py starts one",
    "dask worker": "works until it is stopped: tests/behaviour/dask_cluster.py starts some",
}
"""What is only read, by how it begins, with the reason."""


def reason_not_to_run(words: Words) -> str | None:
    """Return why a command is not run; None where it is. Of several beginnings the longest counts."""
    line = " ".join(words)
    if "--replay" in words:
        return None
    fitting = [start for start in NOT_RUN if f"{line} ".startswith(f"{start} ")]
    return NOT_RUN[max(fitting, key=len)] if fitting else None


def small(words: Words) -> Words:
    """Return a command with its numbers made small, and those added that it leaves out."""
    changes = dict(SMALL.get(" ".join(words[:2]), {}))
    made = list(words)
    for place, word in enumerate(words):
        key, is_setting, value = word.partition("=")
        if is_setting and key in changes:
            made[place] = f"{key}={_as_many(changes.pop(key), value)}"
    for place, (option, _) in enumerate(pairwise(words)):
        if option in changes:
            made[place + 1] = changes.pop(option)
    for key in ONLY_OF_DESIGNS:
        changes.pop(key, None)
    for key, value in changes.items():
        made += [key, value] if key.startswith("--") else [f"{key}={value}"]
    return made


def _as_many(number: str, shown_values: str) -> str:
    """Return as many different values as are shown: ``40,41`` in place of ``500,2000``."""
    return ",".join(str(int(number) + nth) for nth in range(len(shown_values.split(","))))


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path) -> Iterator[None]:
    """Run in an empty folder, like a newcomer would; sweeps make their runs in this process, which saves a start."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        patched.setattr(engines, "LocalEngine", local_engine)
        yield


def run(words: Words) -> None:
    """Run a command of a page, made small.

    Raises:
        AssertionError: if its exit status is not 0.
    """
    asked = small(words)
    if asked[0] == "shelflife":
        status, said = cli.main(asked[1:]), "see above"
    else:
        surroundings = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, *asked[1:]], env=surroundings, capture_output=True, text=True, check=False
        )
        status, said = done.returncode, done.stderr
    assert status == 0, f"{' '.join(asked)}: exit {status}\n{said}"


def run_all(commands: Sequence[Words]) -> None:
    """Run those of a page's commands that are run, one after the other in one folder."""
    for words in commands:
        if reason_not_to_run(words) is None:
            run(words)


@pytest.mark.slow
def test_files_of_ones_own_are_read_as_the_page_shows_them(tmp_path: Path) -> None:
    page = "docs/inputs.md"
    nodes, narratives, shocks = (
        next(block for block in plain_blocks(page) if block.startswith(start))
        for start in ("id,role", "name,serves", "kind,date")
    )
    Path("nodes.csv").write_text(nodes)
    Path("narratives.csv").write_text(narratives)
    # The run is a short one.
    Path("shocks.csv").write_text(shocks.replace("2017-09-04", "2017-08-01").replace("480", "5"))
    named = [line.split(",")[0] for line in nodes.splitlines()[1:]]
    people = [*named, *(f"person_{number}" for number in range(30))]
    edges = "".join(f"{one}\t{other}\n" for number, one in enumerate(people) for other in (*named, people[number - 7]))
    Path("edges.csv.gz").write_bytes(gzip.compress(edges.encode()))
    (words,) = shown(page)
    run([*words, "--out", "made"])
    accounts, events = ((tmp_path / "made" / f"{table}.parquet") for table in ("accounts", "events"))
    import pandas as pd

    assert {"overt": 1, "covert": 1}.items() <= pd.read_parquet(accounts)["role"].value_counts().to_dict().items()
    assert {"expose", "takedown_wave"} <= set(pd.read_parquet(events)["event"])


@pytest.mark.slow
def test_sweeps_are_made_as_the_page_shows_them() -> None:
    run_all(shown("docs/sweeps.md"))
    assert len(list(Path("results").glob("*/*/manifest.json"))) >= 3
    # Hydra's own multirun: two environments, three seeds.
    assert len(store.open(Path("results/mine")).runs) == 6


@pytest.mark.slow
def test_a_store_is_read_as_the_page_on_it_shows() -> None:
    import matplotlib.pyplot as plt

    first, curve = programs("docs/store.md")
    (folder,) = re.findall(r'store\.open\("(.*?)"\)', first)
    run(["shelflife", "sweep", "study=enforcement_ladder", "--out", folder])
    known: dict[str, Any] = {}
    exec(first, known)  # noqa: S102 - the page's own lines
    exec(curve, known)  # noqa: S102
    assert set(known["curves"].column_names) == {"run_id", "tick", "credibility"}
    assert len(plt.gca().get_lines()) == known["runs"]["policy"].nunique() > 1
    plt.close("all")


@pytest.mark.slow
def test_the_replay_is_made_as_the_page_shows_it() -> None:
    run_all(shown("docs/page.md"))
    assert "<html" in Path("two.html").read_text(encoding="utf-8")


@pytest.fixture
def swept(_in_an_empty_folder: None) -> Path:
    """Return the store of a small sweep of the study that the page's program reads."""
    asked = ["study=enforcement_ladder", "policy=none,maximal", "members=60", "ticks=48", "replicates=3"]
    assert cli.main(["sweep", *asked, "--workers", "1", "--quiet"]) == cli.DONE
    (manifest,) = Path("results").glob("enforcement_ladder/*/manifest.json")
    return manifest.parent


@pytest.mark.slow
def test_reports_are_written_as_the_page_shows_them(swept: Path) -> None:
    commands = [[str(swept) if word == "DIR" else word for word in words] for words in shown("docs/report.md")]
    run_all(commands)
    assert (swept / "report" / "report.html").is_file()
    assert list(Path("brief").glob("*.pdf"))


@pytest.mark.slow
def test_the_program_that_reads_a_sweep_says_how_two_policies_differ(swept: Path) -> None:
    (program,) = programs("docs/report.md")
    assert program.count("results/enforcement_ladder/3f2a91c04b7d") == 1
    out = io.StringIO()
    with redirect_stdout(out):
        exec(program.replace("results/enforcement_ladder/3f2a91c04b7d", str(swept)), {})  # noqa: S102 - the page is ours
    ratio, difference = out.getvalue().splitlines()
    assert "low=" in ratio
    assert "low=" in difference


@pytest.mark.slow
def test_a_calibration_is_begun_and_gone_on_with_as_the_page_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whole markets are what takes the time, and 237 looks at groups of parameters: two virtual experiments stay, and
    # a look at each group.
    aimed = goal.goal
    monkeypatch.setattr(
        goal, "goal", lambda seed: goal.Goal(aimed(seed).named(("illusory_truth", "inoculation")), (), ())
    )
    monkeypatch.setattr(stages, "_looks", lambda _group: 1)
    run_all(shown("docs/calibration.md"))
    assert {"calibration.yaml", "trials.csv"} <= {file.name for file in Path("results/calibration").iterdir()}


def test_every_command_of_a_page_is_run_or_has_a_reason() -> None:
    reasons = {
        " ".join(words): reason for page in PAGES for words in shown(page) if (reason := reason_not_to_run(words))
    }
    assert set(reasons.values()) == set(NOT_RUN.values()), "a reason for nothing"
    n_run = sum(reason_not_to_run(words) is None for page in PAGES for words in shown(page))
    assert n_run > len(reasons)


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (["shelflife", "run", "ticks=480"], ["shelflife", "run", "ticks=24"]),
        (["shelflife", "calibrate", "--trials", "200"], ["shelflife", "calibrate", "--trials", "2"]),
        (
            ["shelflife", "sweep", "members=500,2000", "replicates=20", "--workers", "8"],
            ["shelflife", "sweep", "members=40,41", "replicates=2", "--workers", "1", "ticks=12"],
        ),
        (["shelflife", "validate", "note"], ["shelflife", "validate", "note"]),
    ],
)
def test_a_command_is_made_small_in_numbers_only(words: Words, made: Words) -> None:
    assert small(words) == made


def test_a_command_that_fails_is_found_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError, match="exit 2"):
        run(["shelflife", "run", "censorship=opne"])
    with pytest.raises(AssertionError, match="No module named"):
        run(["python", "-m", "no_such_module"])
    assert "opne" in capsys.readouterr().err
