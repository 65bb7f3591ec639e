"""The command ``validate``: what is asked for is checked whole, and what is told makes the same number again."""

from __future__ import annotations

import json
import math
import shlex
from pathlib import Path
from typing import Any, ClassVar

import pytest

from experiments import cli
from experiments.evidence import validation
from experiments.evidence._contract import Check, Item, Outcome, around, between
from experiments.evidence.items import KINDS, item_classes, kind_of, title_of
from experiments.evidence.page import written_as_markdown


class Broken(Item):
    """An item whose runs break off."""

    id: ClassVar[str] = "X1"
    expected: ClassVar[str] = "nothing"
    tolerance: ClassVar[str] = "none"
    source: ClassVar[str] = "none"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 0.0

    def examine(self, seed: int) -> Outcome:
        raise RuntimeError(f"broken under seed {seed}")


def validated(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any], str]:
    status = cli.main(["validate", *words, "--workers", "1", "--json"])
    shown = capsys.readouterr()
    return status, json.loads(shown.out), shown.err


def problems(*words: str, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    status, told, _ = validated(*words, capsys=capsys)
    assert status == cli.BAD_INPUT
    return {problem["key"]: problem for problem in told["problems"]}


@pytest.mark.parametrize("identity", item_classes())
def test_an_item_says_what_it_holds_the_model_to_and_why(identity: str) -> None:
    item = item_classes()[identity]
    assert item.id == identity
    assert kind_of(item) in KINDS
    assert len(title_of(item)) > 30
    assert all(words.strip() for words in (item.expected, item.tolerance, item.source))
    assert item.seconds > 0
    for name, field in item.model_fields.items():
        assert field.description, f"{name} has no meaning"
        assert not field.is_required(), f"{name} has no default"


def test_the_printed_command_makes_the_same_number_again_to_the_last_digit(capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = validated("l8", "--set", "z_for=4", "--set", "z_against=3", "--seed", "7", capsys=capsys)
    assert status == cli.DONE
    (row,) = told["items"]
    assert {"id", "expected", "got", "tolerance", "met", "command", "seconds"} <= set(row)
    assert row["expected"] == 4 / 7
    program, *words = shlex.split(row["command"])
    assert program == "shelflife"
    _, again, _ = validated(*words[1:], capsys=capsys)
    assert again["items"][0]["got"] == row["got"]
    _, other, _ = validated(*words[1:-1], "8", capsys=capsys)
    assert other["items"][0]["got"] != row["got"]


def test_all_that_is_wrong_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["L8", "L99", "Q", "--set", "z_fro=3", "--set", "members=x", "--set", "nonsense", "--set", "L8.members=60"]
    found = problems(*words, capsys=capsys)
    assert found["L99"]["suggestion"] == "L9"
    assert found["Q"]["suggestion"] is None
    assert found["z_fro"]["suggestion"] == "z_for"
    assert "whole number from 45 to 2,000" in found["members"]["rule"]
    assert "KEY=VALUE" in found["nonsense"]["rule"]
    assert "given twice" in found["L8.members"]["rule"]


@pytest.mark.parametrize(
    ("words", "key", "rule"),
    [
        (["L8", "--set", "z_for=0", "--set", "z_against=1"], "z_for", "from 1 to 20"),
        (["L8", "--set", "z_for=2"], "L8", "given together"),
        (["L8", "--set", "members=50", "--set", "members=60"], "members", "given twice"),
        (["L12", "--set", "network=star"], "network", "random_walk, poisson, preferential"),
        (["L8", "--set", "L9.members=1000"], "L9.members", "no such setting of L8"),
        (["--set", "nobody_has_this=1"], "nobody_has_this", "no such setting"),
        (["L8", "--all"], "--all", "give one"),
        (["L8", "--seed", "-1"], "--seed", "from 0"),
        (["L8", "--workers", "0"], "--workers", "at least 1"),
    ],
)
def test_a_bad_setting_is_refused_with_its_rule(words: list[str], key: str, rule: str) -> None:
    found = {problem.key: problem for problem in _refused(words)}
    assert rule in found[key].rule


def _refused(words: list[str]) -> list[Any]:
    import argparse

    from experiments.commands import validate
    from experiments.commands._asking import read_options
    from experiments.composing.problems import BadInput

    parser = argparse.ArgumentParser()
    validate.add_arguments(parser)
    arguments = read_options(parser, [*words, "--quiet"])
    arguments.command_line = words
    with pytest.raises(BadInput) as bad:
        validate.execute(arguments)
    return bad.value.problems


def test_the_rows_are_written_as_json_and_as_a_page_with_their_provenance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "validation"
    _, told, _ = validated("L6", "L10", "--out", str(out), "--quiet", capsys=capsys)
    assert json.loads((out / "validation.json").read_text(encoding="utf-8"))["items"] == told["items"]
    page = (out / "validation.md").read_text(encoding="utf-8")
    assert "## Exact limits" in page
    assert all(row["command"] in page for row in told["items"])
    assert set(told["files"]) == {"validation.json", "validation.md", "provenance.json"}


def test_an_item_that_breaks_off_is_a_failed_row_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(item_classes()) | {"X1": Broken}
    monkeypatch.setattr(validation, "item_classes", lambda: known)
    monkeypatch.setattr(validation, "kind_of", lambda _item: "limits")
    told: list[str] = []
    items = [Broken(), known["L6"](members=20)]
    rows = validation.validate(items, 3, 1, lambda row, _done: told.append(row["id"]))
    assert [row["verdict"] for row in rows] == ["failed", "met"]
    assert rows[0]["met"] is False
    assert rows[0]["error"] == "RuntimeError: broken under seed 3"
    assert sorted(told) == ["L6", "X1"]
    assert "broken under seed 3" in written_as_markdown(rows)


def test_a_check_is_met_within_its_bounds_and_never_where_nothing_came_out() -> None:
    assert around("", 1.0, 1.5, 0.5).met
    assert not around("", 1.0, 1.6, 0.5).met
    assert around("", 1.0, 1.6, 0.5).distance == pytest.approx(0.6)
    assert not around("", 1.0, None, 0.5).met
    assert not around("", 1.0, math.nan, 0.5).met
    assert between("", -math.inf, 0.5, 0.2).met
    assert between("", -math.inf, 0.5, 0.7).distance == pytest.approx(0.2)
    assert between("", 0.0, 0.5, 0.2).distance == 0.0


def test_what_is_told_first_is_the_check_nearest_to_failing() -> None:
    checks = (around("a", 1.0, 1.1, 0.5), around("b", 2.0, 2.4, 0.5), around("c", 3.0, 3.0, 0.1))
    told = validation._told(Outcome(checks))
    assert (told["check"], told["got"], told["met"]) == ("b", 2.4, True)
    missed = (*checks, Check("d", None, 0.0, 0.1, math.inf))
    told = validation._told(Outcome(missed))
    assert (told["check"], told["expected"], told["met"], told["verdict"]) == ("d", [0.1, None], False, "missed")
    undecided = validation._told(Outcome(missed, verdict="undecided"))
    assert undecided["met"] is None
