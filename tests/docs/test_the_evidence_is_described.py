"""The page of what came out holds every item there is, and is what its rows say."""

from __future__ import annotations

from experiments.evidence.items import item_classes
from experiments.evidence.page import written_as_markdown
from tests.docs.validation_page import FOLDER, kept_rows


def test_every_item_stands_on_the_page_with_the_command_that_makes_it_again() -> None:
    rows = kept_rows()
    assert list(rows) == list(item_classes())
    for identity, row in rows.items():
        assert row["verdict"] != "failed", identity
        assert row["command"].startswith(f"shelflife validate {identity} --")


def test_the_page_is_written_from_its_rows() -> None:
    page = (FOLDER / "validation.md").read_text(encoding="utf-8")
    assert page == written_as_markdown(list(kept_rows().values()))


def test_each_item_claims_on_the_page_what_it_claims_in_the_code() -> None:
    for identity, row in kept_rows().items():
        assert row["rule"] == item_classes()[identity].expected, f"{identity}: make its row again"
