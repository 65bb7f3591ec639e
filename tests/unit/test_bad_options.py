"""What is wrong with options is told together with what is wrong with settings, and nothing is written."""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import pytest

from experiments import cli
from experiments.commands._asking import Malformed, OneOf, WholeNumber
from experiments.commands.new import _tell
from experiments.commands.sweep import _how_to_go_on
from experiments.composing.groups import nothing_of, settings_in
from experiments.configuration_folder import configuration_folder
from sim.base.options import FAMILIES, option_names

WRITING = {
    "run": ["members=abc", "--checkpoint-every", "0"],
    "compare": ["members=abc", "censorship=open,full", "--workers", "0", "--replicates", "abc"],
    "sweep": ["members=abc", "study=enforcement_ladder", "--workers", "0", "--engine", "loca", "replicates=0"],
    "release": ["nowhere", "--completeness", "ful"],
    "report": ["nowhere"],
    "validate": ["L99", "--workers", "0"],
    "calibrate": ["--trials", "1"],
}
WRONG = {
    "run": {"--checkpoint-every", "members"},
    "compare": {"--workers", "--replicates", "members"},
    "sweep": {"--workers", "--engine", "replicates", "members"},
    "release": {"--completeness", "DIR"},
    "report": {"DIR"},
    "validate": {"--workers", "L99"},
    "calibrate": {"--trials"},
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", WRITING)
def test_all_that_is_wrong_with_options_settings_and_folder_is_told_at_once(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine").write_text("a file")
    given = [*WRITING[command], "--seed", "abc", "--out", "mine", "--nonsense", "--json"]
    assert cli.main([command, *given]) == cli.BAD_INPUT
    shown = capsys.readouterr()
    found = {problem["key"] for problem in json.loads(shown.out)["problems"]}
    assert found == WRONG[command] | {"--seed", "--out", "--nonsense"}
    assert "--seed=abc (command line): must be a whole number from 0" in shown.err
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


MEANINGLESS = {("serve", "--out"): [], ("serve", "--seed"): []}
"""What a command has no meaning for, and what it needs to be asked at all."""
UNUSED = {"compact": ["nowhere"], "new": ["enforcement", "cool_down"], "bench": ["nothing"]}
"""Commands that draw nothing, and something to ask of them."""
WRITING_LITTLE = ("compact", "bench", "new", "serve")
FOUR = ("--out", "--seed", "--quiet", "--json")


def test_every_writing_command_is_tried() -> None:
    writing = {name for name in cli.commands() if "--out" in _help(name)}
    assert writing == {*WRITING, *WRITING_LITTLE}


def test_the_reference_names_the_writing_commands_and_they_have_all_four_options() -> None:
    from tests.docs.reference.command import pages

    page = " ".join(pages()["command.md"].split())
    assert f"and `--json`: {', '.join((*WRITING, *WRITING_LITTLE))}." in page
    for command in (*WRITING, *WRITING_LITTLE):
        assert all(option in _help(command) for option in FOUR)
    for command, option in MEANINGLESS:
        assert f"refused by `{command}`" in page.partition(f"`{option}`")[2]
    for command in UNUSED:
        assert f"`{command}`" in page.partition("`--seed` changes nothing, and says so, in ")[2].partition(". ")[0]


@pytest.mark.parametrize("command", UNUSED)
def test_a_seed_is_taken_where_nothing_is_drawn_and_said_to_change_nothing(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for more in ((), ("--seed", "3"), ("--seed", "3", "--quiet"), ("--seed", "abc")):
        assert cli.main([command, *UNUSED[command], *more]) == cli.BAD_INPUT
        said.append(capsys.readouterr().err)
    without, told, quiet, wrong = said
    first, _, rest = told.partition("\n")
    assert first.startswith("--seed 3 changes nothing: ")
    assert rest == quiet == without
    assert "--seed=abc (command line): must be a whole number from 0" in wrong


@pytest.mark.parametrize(("command", "option"), MEANINGLESS)
def test_an_option_that_can_mean_nothing_is_refused_in_one_line_that_says_why(
    command: str, option: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    given = [command, *MEANINGLESS[command, option], option, "3"]
    assert cli.main(given) == cli.BAD_INPUT
    told = [line for line in capsys.readouterr().err.splitlines() if option in line]
    assert len(told) == 1
    assert told[0].startswith(f"  {option}=3 (command line): ")
    assert "is not asked for" not in told[0]
    assert not list(tmp_path.iterdir())


def test_a_replay_is_told_in_json_and_a_page_that_is_served_is_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    small = ["censorship=open", "censorship=full", "scenario=guo_2017", "members=200", "ticks=24"]
    assert cli.main(["serve", "--replay", "mine.html", *small, "--json", "--quiet", "--seed", "4"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told == {"replay": "mine.html", "seed": 4, "bytes": (tmp_path / "mine.html").stat().st_size}
    assert cli.main(["serve", "--json", "--port", "abc"]) == cli.BAD_INPUT
    assert {one["key"] for one in json.loads(capsys.readouterr().out)["problems"]} >= {"--json", "--port"}


def test_what_new_wrote_is_told_in_json_or_not_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    asked = argparse.Namespace(family="enforcement", name="cool_down", quiet=False, json=True)
    _tell(["sim/enforcement/cool_down.py"], asked)
    files = json.loads(capsys.readouterr().out)["files"]
    assert files[:2] == ["sim/enforcement/cool_down.py", "conf/enforcement/cool_down.yaml"]
    asked.json, asked.quiet = False, True
    _tell(["sim/enforcement/cool_down.py"], asked)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", sorted(cli.commands()))
def test_every_command_refuses_an_option_that_it_does_not_have_and_states_the_exit_codes(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    needed = {
        "release": ["nowhere"],
        "report": ["nowhere"],
        "compact": ["nowhere"],
        "compare": ["censorship=open,full"],
        "new": ["enforcement", "cool_down"],
    }
    given = [*needed.get(command, []), "--nonsense"]
    assert cli.main([command, *given]) == cli.BAD_INPUT
    assert "--nonsense (command line): is not asked for; the options are" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    statuses = "0 done, 1 a run failed, 2 bad input and nothing was written, 130 interrupted"
    assert statuses in " ".join(_help(command).split())


def _help(command: str) -> str:
    import contextlib
    import io

    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert cli.main([command, "--help"]) == cli.DONE
    return told.getvalue()


def test_a_slip_in_an_option_is_answered_with_what_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "--wokers", "2"]) == cli.BAD_INPUT
    assert "did you mean --workers?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["sweep", "study=enforcement_ladder", "--replicates", "2"], ["--replicates", "write replicates=2"]),
        (["sweep", "study=enforcement_ladder", "--tick-minutes=30"], ["--tick-minutes=30", "write tick_minutes=30"]),
        (["run", "--members"], ["--members", "write members=VALUE"]),
        (["run", "--censorship", "--quiet"], ["--censorship", "write censorship=VALUE"]),
    ],
)
def test_a_setting_that_is_written_as_an_option_is_answered_with_how_it_is_written(
    asked: list[str], told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(asked) == cli.BAD_INPUT
    shown = capsys.readouterr().err
    assert all(word in shown for word in told)
    assert "is not asked for" not in shown, "its value is no second mistake"


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (["engine.workers"], ["engine.workers (command line): is no override"]),
        (["engine.workers=["], ["engine.workers=[ (command line): cannot be read"]),
        (["engine.=3"], ["engine.=3 (command line): is no override"]),
        (["engine.workers=1,2"], ["engine.workers=1,2 (command line): has several values"]),
        (["engine.workers=abc"], ["engine.workers=abc (command line): must be a whole number, at least 1"]),
        (["engine.workers=1", "engine.workers=2"], ["engine.workers=2 (command line): is given twice"]),
        (["engine.workers=2", "--workers", "1"], ["engine.workers=2 (command line): is given by --workers too"]),
        (
            ["engine.wokers=2"],
            ["engine.wokers=2 (command line): no such setting of this engine; did you mean engine.w"],
        ),
        (["engine=dask"], ["engine=dask (command line): is chosen by an option here: write --engine dask"]),
        (
            ["--engine", "slurm", "engine.memory=3gb", "engine.colour"],
            [
                "engine.colour (command line): is no",
                "engine.memory=3gb (command line): must be text: Memory of a job, as 3GB",
            ],
        ),
    ],
)
def test_what_is_wrong_with_an_engine_is_told_beside_the_rest(
    given: list[str], lines: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["sweep", "members=5,abc", "ticks=2", *given]) == cli.BAD_INPUT
    told = [line.strip() for line in capsys.readouterr().err.splitlines() if line.startswith("  ")]
    wanted = [*lines, "members=abc (command line, in 1 of 2 points)"]
    assert len(told) == len(wanted), told
    assert all(line.startswith(start) for line, start in zip(told, wanted, strict=True)), told
    assert not list(tmp_path.iterdir())


def test_sweep_says_of_its_folder_what_it_does_with_it_and_that_nothing_was_made() -> None:
    assert "replaced" not in _help("sweep")
    assert "needs --resume" in " ".join(_help("sweep").split())
    assert _how_to_go_on(Path("nowhere")) == "nothing was made"


def test_rows_of_the_bench_that_nobody_knows_are_told_as_any_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "nope", "milion", "--nonsense", "--json"]) == cli.BAD_INPUT
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["key"] for problem in problems} == {"nope", "milion", "--nonsense"}
    assert {problem["suggestion"] for problem in problems if problem["key"] == "milion"} == {"million"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("belif.x=3", "belif.x=3 (command line): no such key; did you mean belief?"),
        ("belif.trsut.state=.3", "did you mean belief.trust.state?"),
        ("out=there", "out=there (command line): is no setting of the world: commands that write take --out DIR"),
        ("~ticks", "~ticks (command line): ~ would remove a setting; leave ticks out for its default"),
        ("~censorship", "for none of it, write censorship=open"),
        ("~censorship.filter", "to switch off a part, write censorship.filter=null"),
    ],
)
def test_advice_can_be_followed(asked: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", asked]) == cli.BAD_INPUT
    assert told in capsys.readouterr().err


def test_a_design_that_needs_a_study_says_that_a_study_is_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sweep", "design=paired", "members=5,6"]) == cli.BAD_INPUT
    assert "needs `vary.policy` in a study's file (study=NAME)" in capsys.readouterr().err


def test_whole_numbers_and_words_are_read_or_told_with_their_rule() -> None:
    assert WholeNumber(1)("12") == 12
    assert WholeNumber()("-3") == -3
    for text in ("0", "1.5", "abc", "", "1e3", "9" * 40):
        assert WholeNumber(1, 10, "ticks")(text) == Malformed(text, "must be a whole number of ticks from 1 to 10")
    assert OneOf(["full", "none"])("full") == "full"
    assert OneOf(["full", "none"])("ful") == Malformed("ful", "must be one of full, none")


@pytest.mark.parametrize("family", [key for key, family in FAMILIES.items() if family.combines])
def test_the_choice_that_switches_nothing_on_stands_alone(family: str, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = nothing_of(family)
    if nothing is None:
        assert family == "metrics", "of every other family nothing may be on"
        return
    file = configuration_folder() / family / f"{nothing}.yaml"
    assert file.read_text(encoding="utf-8").split("\n", 1)[1].strip() == "{}"
    other = option_names(family)[0]
    assert other in settings_in(configuration_folder()).groups[family]
    asked = f"{family}=[{nothing},{other}]"
    assert cli.main(["show", asked]) == cli.BAD_INPUT
    told = capsys.readouterr().err
    assert f"{asked} (command line): {nothing} switches nothing on" in told
    assert f"write {family}={other} or {family}={nothing}" in told


def test_a_choice_named_twice_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "censorship=[filter,fear,filter]"]) == cli.BAD_INPUT
    assert "names a choice twice" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"1 2\n2 3\n", "is named .gz and is no gzip: compress it, or name it without .gz"),
        (gzip.compress(b"1 2\n2 3\n" * 500, mtime=0)[:-12], "is gzip that cannot be unpacked"),
        (gzip.compress(b"1 2\n2 3\n", mtime=0)[:1], "is named .gz and is no gzip"),
        (b"", "is empty"),
    ],
)
@pytest.mark.parametrize("key", ["ties.path", "operation.accounts.path", "narratives.path", "shocks.path"])
def test_what_is_named_gz_and_is_no_whole_gzip_is_refused_in_one_sentence(
    content: bytes, rule: str, key: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "mine.gz").write_bytes(content)
    chosen = {"ties.path": ["ties=edge_list"], "operation.accounts.path": ["operation/accounts=release"]}
    assert cli.main(["show", *chosen.get(key, []), f"{key}=mine.gz"]) == cli.BAD_INPUT
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert f"{key}=mine.gz" in lines[1]
    assert rule in lines[1]
