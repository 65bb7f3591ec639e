"""The page of what came out holds every item there is, and claims what the items claim."""

from __future__ import annotations

import pytest

from experiments.evidence.items import KINDS, item_classes, title_of
from experiments.evidence.page import page_of, sections_of
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
