"""The site has a place for every page, and the reference a word on everything that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import experiments.analysis
import sim
from experiments.cli import commands
from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from experiments.studies.settings import study_names
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import declarations
from tests.docs.reference.command import parser_of
from tests.docs.reference.markdown import prose
from tests.docs.reference.pages import reference_pages
from tests.docs.site import pages

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = {place.removeprefix("docs/reference/"): text for place, text in reference_pages().items()}


def _navigation(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        target = next(iter(entry.values())) if isinstance(entry, dict) else entry
        yield from _navigation(target) if isinstance(target, list) else (target,)


def test_every_page_has_its_place_in_the_navigation_and_every_place_its_page() -> None:
    told = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    places = list(_navigation(told["nav"]))
    there = {place for place in pages() if place.endswith(".md")} | set(reference_pages())
    assert len(places) == len(set(places))
    assert not there - set(places), "these pages have no place: give them one under nav in mkdocs.yml"
    assert not set(places) - there, "mkdocs.yml names pages that are not there"


@pytest.mark.parametrize("name", commands())
def test_a_command_is_told_with_all_its_arguments(name: str) -> None:
    text = REFERENCE["command.md"].partition(f"\n## shelflife {name}\n")[2].partition("\n## ")[0]
    options = [option for action in parser_of(name)._actions for option in action.option_strings]
    assert options
    assert [option for option in options if option not in text] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_told_with_all_its_options_and_their_parameters(family: str) -> None:
    text = REFERENCE[f"options/{family}.md"]
    for name in option_names(family):
        prefix = f"{family}.{name}." if FAMILIES[family].combines else f"{family}."
        option = option_class(family, name)
        assert f"\n## {name}\n\n{prose(option.__doc__)}\n" in text
        missing = [about.name for about in declarations(option, prefix) if f"| `{about.name}` |" not in text]
        assert not missing


def test_a_parameter_stands_there_with_the_value_that_scenarios_start_from() -> None:
    row = next(line for line in REFERENCE["options/belief.md"].splitlines() if "`belief.evidence_weight`" in line)
    cells = [cell.strip() for cell in row.split("|")]
    found = yaml.safe_load((configuration_folder() / "calibration/default.yaml").read_text(encoding="utf-8"))
    assert cells[3] == str(found["parameters"]["belief.evidence_weight"]["value"])
    assert cells[2] != cells[3]


def test_scenarios_studies_and_designs_are_told() -> None:
    folder = configuration_folder()
    for name in settings_in(folder).groups["scenario"]:
        assert f"\n## {name}\n" in REFERENCE["scenarios.md"]
    for name in study_names(folder):
        assert f"\n### {name}\n" in REFERENCE["studies.md"]
    for file in (folder / "design").glob("*.yaml"):
        assert f"\n### {file.stem} {{#" in REFERENCE["studies.md"]


def test_every_public_name_of_the_python_interface_is_told() -> None:
    told = REFERENCE["python.md"] + REFERENCE["analysis.md"]
    assert [name for name in (*sim.__all__, *experiments.analysis.__all__) if f".{name}\n" not in told] == []
