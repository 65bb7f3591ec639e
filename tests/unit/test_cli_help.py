"""Help answers at once: nothing heavy is imported before a subcommand needs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import cli
from sim.base.options import option_names

HEAVY = {"hydra", "omegaconf", "numba", "numpy", "pandas", "pydantic", "matplotlib", "seaborn", "mesa", "rich", "scipy"}
MEASURE = """
import resource, sys
from experiments.cli import main
status = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
print("MODULES", *sorted(name for name in sys.modules if "." not in name))
print("SECONDS", used.ru_utime + used.ru_stime)
sys.exit(status)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["run", "--help"], ["compare", "--help"]])
def test_help_imports_nothing_heavy_and_costs_less_than_a_third_of_a_second(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE, *arguments], capture_output=True, text=True, check=True)
    lines = {
        line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line[:7] in ("MODULES", "SECONDS")
    }
    assert not HEAVY & set(lines["MODULES"])
    assert float(lines["SECONDS"][0]) <= 0.3


def test_help_names_every_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == cli.DONE
    shown = capsys.readouterr().out
    files = {file.stem for file in Path(cli.__file__).with_name("commands").glob("[!_]*.py")}
    assert files == set(cli.commands())
    assert {"run", "compare", "scenarios", "options", "show"} <= files
    assert all(line and line in shown for line in cli.commands().values())


def test_the_rule_of_compare_is_told_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["compare", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for words in ("given more than once", "quoted group", "given once is common", "the first is the baseline"):
        assert words in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "usage"),
        (["rum"], "did you mean run?"),
        ([""], "no such command"),
        (["--nonsense"], "unrecognized"),
        (["run", "--nonsense"], "--nonsense (command line): is not asked for"),
        (["run", "--seed", "x", "--quiet"], "--seed=x (command line): must be a whole number from 0"),
        (["run", "--out"], "expected one argument"),
        (["compare", "censorship=open"], "at least two settings"),
        (["compare"], "at least two settings"),
        (["compare", "censorship=open,full", "--workers", "0"], "--workers=0"),
        (["compare", "censorship=open,full", "--replicates", "0"], "replicates=0"),
        (["compare", "censorship=open,full", "seed=1,2"], "seed by seed"),
        (["run", "+x=1", "members=abc"], "members=abc"),
        (["run", "seed=1", "--seed", "2"], "given twice"),
        (["run", "--seed", "-1"], "seed=-1"),
        (["options", "cencorship"], "did you mean censorship?"),
        (["show", "members=0"], "members=0"),
    ],
)
def test_bad_input_is_status_2_and_no_traceback(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == cli.BAD_INPUT
    shown = capsys.readouterr()
    assert words in shown.out + shown.err
    assert "Traceback" not in shown.err
    assert not list(tmp_path.iterdir()), "bad input must write nothing"


def test_options_may_stand_between_overrides(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "members=7", "--json", "ticks=3"]) == cli.DONE
    shown = json.loads(capsys.readouterr().out)
    assert (shown["settings"]["members"], shown["settings"]["ticks"]) == (7, 3)


def test_bad_input_with_json_is_one_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--json", "members=abc", "foo=1"]) == cli.BAD_INPUT
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {problem["key"] for problem in problems} == {"members", "foo"}


def test_show_says_where_values_came_from_and_tells_the_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "censorship=full"]) == cli.DONE
    shown = capsys.readouterr().out
    assert "censorship.fear.punish" in shown
    assert "conf/censorship/fear.yaml" in shown
    assert "936 state-backed accounts" in shown
    assert "10 overt and 936 covert accounts (disclosed: 936)" in shown
    assert "in 2017 (321 of them in August)" in shown
    assert "disclosed: 3,600,000, one for every" in shown
    assert "hypotheses: H1 H2 H3 H4 H5" in shown
    assert "- H3: Fragile posts that are contested last four to nine rounds in the open. Refuted if: " in shown
    assert cli.main(["show", "members=5", "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert told["sources"]["members"] == "command line"
    assert told["story"]["facts"][0]["source"]
    assert set(told["hypotheses"]) == {"H1", "H2", "H3", "H4", "H5"}
    assert told["figures"]["disclosed_accounts"] == told["figures"]["covert"] == 936


def test_options_tell_meaning_names_and_every_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["options", "censorship"]) == cli.DONE
    shown = capsys.readouterr().out
    for words in ("capacity", "Names: deterrence", "fear_half_life", "0 to 1", "probability", "Assumption:"):
        assert words in shown
    assert cli.main(["options", "ties", "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    by_name = {option["option"]: option for option in told["options"]}
    assert set(by_name) == set(option_names("ties"))
    assert by_name["preferential"]["names"] == "directed preferential attachment, cumulative advantage, Price model."
    assert by_name["preferential"]["source"].endswith("(Dorogovtsev, Mendes & Samukhin 2000)."), "all of its lines"
    assert by_name["edge_list"]["source"].startswith("Assumption: an edge brings")
    followees = by_name["segments"]["parameters"][0]
    assert {"name", "default", "unit", "low", "high", "plausible", "meaning", "source", "whole"} == set(followees)


@pytest.mark.parametrize("block", ["operation", "narratives", "scenario"])
def test_options_also_tell_of_the_blocks_that_are_no_family(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["options", block]) == cli.DONE
    assert "Assumption" in capsys.readouterr().out


def test_the_list_of_families_and_of_scenarios_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    from sim.base.options import FAMILIES

    assert cli.main(["options", "--json"]) == cli.DONE
    assert [family["family"] for family in json.loads(capsys.readouterr().out)["families"]] == list(FAMILIES)
    assert cli.main(["scenarios", "--json"]) == cli.DONE
    scenarios = {found["name"]: found for found in json.loads(capsys.readouterr().out)["scenarios"]}
    assert {"guo_2017", "quiet_market"} <= set(scenarios)
    assert scenarios["guo_2017"]["hypotheses"]


def test_a_reader_who_has_enough_is_no_error() -> None:
    command = f"{sys.executable} -m experiments options censorship | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
