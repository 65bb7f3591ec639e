"""The command that a report prints makes the same design again, however its axes were written."""

from __future__ import annotations

import html
import json
import shlex
from pathlib import Path

import pytest

from experiments import cli, store
from experiments.provenance import origin
from experiments.report.page import PAGE_NAME
from experiments.report.results import read_results
from experiments.runner import engines
from experiments.runner.local import local_engine
from experiments.studies import study
from tests.behaviour.sweeps import TINY

AXES = [
    ["censorship=open,full", "members=50,60"],
    ["design=grid", "members=range(50,80,10)", "rebuttals='none',[crowd,professionals]"],
    ["design=one_at_a_time", "censorship=glob(f*)", "rebuttals.blow=sort(.3,.1)"],
    ["design=latin", "design.samples=3", "rebuttals.blow=interval(.1,.5)", "belief.trust.state=plausible", "seed=7"],
    ["study=censored_or_open", "policy=full,open", "strategy=broadcast"],
    ["study=credibility_deficit", "tables=[steps]"],
    ["design=explicit", "design.path=points.csv"],
]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LocalEngine", local_engine)


@pytest.fixture
def points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_text('censorship,rebuttals\nopen,none\nfull,"[crowd,professionals]"\n')


def hash_of(command_line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the design that a printed command asks for, as its dry run tells it."""
    program, *words = shlex.split(command_line)
    assert program == "shelflife"
    capsys.readouterr()
    assert cli.main([*words, "--dry-run", "--json", "--workers", "1"]) == cli.DONE
    return str(json.loads(capsys.readouterr().out)["hash"])


@pytest.mark.usefixtures("points")
@pytest.mark.parametrize("axes", AXES, ids=" ".join)
def test_the_command_that_a_report_prints_has_the_hash_of_the_store(
    axes: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = {text.partition("=")[0] for text in axes}
    world = [text for text in TINY if text.partition("=")[0] not in own | ({"scenario"} if "study" in own else set())]
    asked = study([*world, *axes, "replicates=2"])
    store.create(tmp_path / "store", asked.as_manifest() | origin())
    assert hash_of(read_results(tmp_path / "store").command_line, capsys) == asked.hash


@pytest.mark.slow
def test_a_swept_store_is_told_with_seed_and_replicates_and_what_labels_stand_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "store"
    asked = ["study=censored_or_open", "policy=open,full", "members=60,70", "ticks=24", "strategy=broadcast"]
    swept = ["sweep", *asked, "replicates=1", "--seed", "5", "--workers", "1", "--quiet", "--out", str(out)]
    assert cli.main(swept) == cli.DONE
    assert cli.main([*swept[:6], "replicates=2", *swept[7:], "--resume"]) == cli.DONE
    assert cli.main(["report", str(out), "--quiet"]) == cli.DONE
    printed = f"shelflife sweep {shlex.join(asked)} seed=5 replicates=2"
    assert html.escape(printed, quote=False) in (out / "report" / PAGE_NAME).read_text(encoding="utf-8")
    manifest = store.manifest_of(out)
    assert hash_of(printed, capsys) == manifest["design_hash"]
    assert list(manifest["vary"]) == ["policy", "members"]
    assert manifest["vary"]["members"] == "60,70"
    assert manifest["vary"]["policy"]["open"] == ["censorship=open"]


def test_a_store_that_does_not_know_how_it_was_asked_for_prints_no_command(tmp_path: Path) -> None:
    told = study([*TINY, "censorship=open,full"]).as_manifest()
    store.create(tmp_path, {key: value for key, value in told.items() if key not in ("asked", "vary")})
    assert read_results(tmp_path).command_line == ""
