"""The page of what came out holds every item there is, and claims what the items claim."""

from __future__ import annotations

from typing import Any

import pytest

from experiments.evidence.items import KINDS, classes_of, item_classes, title_of
from experiments.evidence.page import page_of, renewed, section, sections_of
from tests.docs.validation_page import PAGE


@pytest.mark.parametrize("identity", item_classes())
def test_an_item_stands_on_the_page_with_its_claim_and_the_command_that_makes_it_again(identity: str) -> None:
    item = item_classes()[identity]
    told = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"- **{identity}** ")]
    assert len(told) == 1
    assert title_of(item) in told[0]
    assert f"Expected: {item.expected}." in told[0]
    assert f"`shelflife validate {identity} --" in told[0]


def test_a_page_is_put_together_again_from_its_sections() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert set(sections_of(page)) == set(KINDS)
    assert page_of(sections_of(page)) == page


def row_of(identity: str, got: float, verdict: str = "undecided") -> dict[str, Any]:
    """Return what a validation wrote of an item, made up."""
    words = dict.fromkeys(("title", "rule", "tolerance_rule", "source", "command"), "some words")
    check = {"check": "gain", "expected": 1.0, "got": got, "tolerance": 0.1, "accepted": [0.9, 1.1], "met": False}
    still_open = {"of": "gain", "estimate": str(got), "pairs": 8, "needed": None, "words": f"nothing of {identity}"}
    deciding = [still_open] if verdict == "undecided" else []
    return words | {
        "id": identity,
        "kind": "hypotheses",
        "verdict": verdict,
        "cpu_seconds": 1.0,
        "checks": [check, check | {"check": "loss"}],
        "curves": [],
        "deciding": deciding,
    }


def test_items_made_again_are_written_anew_and_the_others_stay_as_they_were() -> None:
    old = [row_of("H1", 1.0), row_of("H2", 2.0), row_of("H4", 4.0, "refuted")]
    made = [row_of("H1", 10.0, "refuted"), row_of("H3", 30.0), row_of("H4", 40.0)]
    order = ["H1", "H2", "H3", "H4"]
    assert renewed(section("hypotheses", old), "hypotheses", made, order) == section(
        "hypotheses", [made[0], old[1], made[1], made[2]]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_section_with_nothing_made_again_is_what_it_was(kind: str) -> None:
    text = sections_of(PAGE.read_text(encoding="utf-8"))[kind]
    assert renewed(text, kind, [], [item.id for item in classes_of(kind)]) == text


def test_an_item_with_a_table_of_its_own_is_made_again_with_its_kind_or_not_at_all() -> None:
    told = row_of("H1", 1.0) | {"tables": [{"title": "points", "columns": ["a"], "rows": []}]}
    with pytest.raises(ValueError, match="H1: has tables or figures of its own; write its whole kind anew"):
        renewed(section("hypotheses", [row_of("H1", 1.0)]), "hypotheses", [told], ["H1"])
