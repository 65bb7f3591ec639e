"""Citation, licence and model card agree with the package that they are about."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from tests.architecture.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PAPERS = ("MODEL_CARD.md", "CONTRIBUTING.md", "results/README.md", "docs/install.md")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_the_citation_has_what_its_format_demands() -> None:
    """Source: Citation File Format 1.2.0, required keys of a software."""
    assert CITATION["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(CITATION)
    assert all(set(author) & {"name", "family-names", "given-names"} for author in CITATION["authors"])
    assert CITATION["type"] == "software"


def test_citation_licence_and_package_say_the_same() -> None:
    assert str(CITATION["version"]) == PROJECT["version"]
    assert CITATION["license"] == PROJECT["license"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith(f"{PROJECT['license']} License")
    assert [author["name"] for author in CITATION["authors"]] == [author["name"] for author in PROJECT["authors"]]
    assert f"**Shelflife {PROJECT['version']}**" in (ROOT / "MODEL_CARD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", ["Intended use", "Out of scope", "Limits", "Responsible use", "Evidence", "Data"])
def test_the_model_card_has_its_parts(part: str) -> None:
    _, found, text = (ROOT / "MODEL_CARD.md").read_text(encoding="utf-8").partition(f"\n## {part}\n")
    assert found
    assert len(text.partition("\n## ")[0].split()) >= 50


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_paper_links_to_is_there(paper: str) -> None:
    folder = (ROOT / paper).parent
    missing = [
        link for link in LINK.findall((ROOT / paper).read_text(encoding="utf-8")) if not (folder / link).exists()
    ]
    assert missing == []


def test_the_installation_page_names_every_extra() -> None:
    page = (ROOT / "docs/install.md").read_text(encoding="utf-8")
    assert all(f"`[{extra}]`" in page for extra in PROJECT["optional-dependencies"] if extra != "dev")
