"""No option goes without a contract test, a transcript and a test of its limits: whoever adds one is told so."""

import ast

import pytest

from sim.base.options import FAMILIES
from tests.architecture.tree import ROOT, Source, python_files, source
from tests.options import marks

KNOWN = marks.limited_parameters()
FOUND = marks.marks(source(name) for name in python_files("tests") if name.rsplit("/", 1)[-1].startswith("test_"))
HOW = "see tests/options/marks.py"


@pytest.mark.parametrize("option", KNOWN)
def test_an_option_has_a_transcript(option: str) -> None:
    assert option not in marks.untold(FOUND, KNOWN), f"{option}: mark its transcript, {HOW}"


@pytest.mark.parametrize("option", KNOWN)
def test_an_option_is_tried_at_its_limits(option: str) -> None:
    missing = [name for name in marks.untried(FOUND, KNOWN) if name == option or name.startswith(f"{option}.")]
    assert not missing, f"no test says what these do at 0 and 1: {', '.join(missing)}; {HOW}"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_a_contract_test_that_walks_its_options(family: str) -> None:
    test = ROOT / f"tests/contracts/test_{FAMILIES[family].folder}.py"
    assert test.is_file(), f"{family}: tests/contracts/{test.name} is missing"
    assert f'option_names("{family}")' in test.read_text(encoding="utf-8"), f"{test.name} does not walk the options"


def test_a_mark_is_of_something_that_exists() -> None:
    assert marks.pointless(FOUND, KNOWN) == []


TRIED = """
@pytest.mark.parametrize("x", [1])
@pytest.mark.transcript("belief.one", "belief.two")
@pytest.mark.limits("belief.one", "a", "b")
def test_one(): ...

@pytest.mark.limits("belief.*")
@pytest.mark.slow
def test_all(): ...
"""
OPTIONS = {"belief.one": ("a", "b"), "belief.two": (), "belief.three": ("a",), "feed.one": ()}


def found(text: str) -> list[marks.Mark]:
    return marks.marks([Source("tests/a.py", text, ast.parse(text))])


def test_an_option_without_a_transcript_is_found() -> None:
    assert marks.untold(found(TRIED), OPTIONS) == ["belief.three", "feed.one"]
    assert marks.untold([], OPTIONS) == list(OPTIONS)


def test_an_option_and_a_parameter_without_a_limit_are_found() -> None:
    assert marks.untried(found(TRIED), OPTIONS) == ["feed.one", "belief.three.a"]
    assert "belief.one.b" in marks.untried(found(TRIED.replace('"a", "b"', '"a"')), OPTIONS)
    shared = found('@pytest.mark.limits("belief.*", "a")\ndef test_a(): ...')
    assert marks.untried(shared, OPTIONS) == ["belief.two", "feed.one", "belief.one.b"]


def test_a_mark_of_nothing_is_found() -> None:
    for wrong in ('transcript("belief.none")', 'limits("belief.one", "c")', 'limits("belief.*", "c")'):
        assert len(marks.pointless(found(f"@pytest.mark.{wrong}\ndef test_a(): ..."), OPTIONS)) == 1
    assert marks.pointless(found(TRIED), OPTIONS) == []
