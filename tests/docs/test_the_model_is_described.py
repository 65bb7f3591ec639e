"""The description names every option, and its tables are what the code declares."""

from __future__ import annotations

import re

import pytest

from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from experiments.skeletons.making import SECTIONS as SECTION_OF_SKELETON
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import declarations
from tests.docs.declared_tables import COMMAND, SIM, declared_tables, scenario_blocks

OPTIONS = [(family, name) for family in FAMILIES for name in option_names(family)]
ODD = (SIM / "ODD.md").read_text(encoding="utf-8")
SECTION_OF = SECTION_OF_SKELETON | {"rebuttals": "#### Answering"}
"""Where the description speaks of a family: an option named elsewhere may be another family's of the same name."""
CHOICES = [(family, name) for family in FAMILIES for name in settings_in(configuration_folder()).groups[family]]
"""What can be chosen of each family: its options, and levels and mixtures of them that stand in settings alone."""
FOUNDED = re.compile(r"\b(Source|Assumption): \S")
"""A source or an assumption, by that word; a year among the names tells only who calls it so."""
SECTIONS = (
    "Purpose",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Theoretical and empirical background",
    "Individual decision making",
    "Learning",
    "Individual sensing",
    "Individual prediction",
    "Interaction",
    "Collectives",
    "Heterogeneity",
    "Stochasticity",
    "Observation",
    "Implementation details",
    "Initialisation",
    "Input data",
    "Submodels",
)
"""The sections of ODD+D, in its order. Source: Müller et al. 2013, table 1."""
WIDEST = 125


@pytest.mark.parametrize(("name", "text"), declared_tables().items())
def test_a_table_is_what_the_code_declares(name: str, text: str) -> None:
    assert (SIM / name).read_text(encoding="utf-8") == text, f"sim/{name} is not what is declared: run `{COMMAND}`"


def test_every_declared_parameter_stands_in_the_table() -> None:
    table = declared_tables()["PARAMETERS.md"]
    declared = [about.name for block, prefix in scenario_blocks().values() for about in declarations(block, prefix)]
    for family, name in OPTIONS:
        middle = f"{name}." if FAMILIES[family].combines else ""
        declared += [about.name for about in declarations(option_class(family, name), f"{family}.{middle}")]
    missing = [name for name in declared if f"| `{name}` |" not in table]
    assert len(declared) > 250
    assert not missing


def test_every_key_of_the_summary_stands_in_the_table() -> None:
    table = declared_tables()["MEASURES.md"]
    keys = [key for name in option_names("metrics") for key in option_class("metrics", name).keys]  # type: ignore[attr-defined]
    assert len(keys) == len(set(keys)) > 40
    assert [key for key in keys if f"| `{key}` |" not in table] == []


@pytest.mark.parametrize(("family", "name"), list(dict.fromkeys([*OPTIONS, *CHOICES])))
def test_a_choice_is_named_where_the_description_speaks_of_its_family(family: str, name: str) -> None:
    known = named_in(ODD, SECTION_OF[family]) & {name, f"{family}={name}", f"{family}.{name}"}
    where = SECTION_OF[family].lstrip("# ")
    assert known, f"{family}={name}: sim/ODD.md does not describe it; name it under {where} as `{name}`"


@pytest.mark.parametrize(("family", "name"), [("disclosure", "full"), ("censorship", "full"), ("enforcement", "none")])
def test_a_name_that_stands_under_another_family_alone_does_not_do(family: str, name: str) -> None:
    section = text_under(ODD, SECTION_OF[family])
    without = ODD.replace(section, section.replace(f"`{name}`", name).replace(f"`{family}={name}`", name))
    assert f"`{name}`" in without, "another family has a choice of that name"
    assert not named_in(without, SECTION_OF[family]) & {name, f"{family}={name}", f"{family}.{name}"}


def text_under(odd: str, heading: str) -> str:
    """Return what stands under a heading, and under those after it that only say more of it (Believing among members).

    Raises:
        AssertionError: if there is no such heading.
    """
    found = re.findall(rf"^{re.escape(heading)}\b.*\n((?:(?!##+ ).*\n?)*)", odd, re.MULTILINE)
    assert found, f"sim/ODD.md has no section {heading}"
    return "".join(found)


def named_in(odd: str, heading: str) -> set[str]:
    """Return what stands as code under a heading; an option is told from an ordinary word by its ticks."""
    return set(re.findall(r"`([^`\n]+)`", text_under(odd, heading)))


@pytest.mark.parametrize(("family", "name"), OPTIONS)
def test_an_option_says_what_others_call_it_and_where_it_is_from(family: str, name: str) -> None:
    meaning = option_class(family, name).__doc__ or ""
    assert re.search(r"^\s*Names: \S", meaning, re.MULTILINE), f"{family}={name}: its docstring lacks Names: …"
    assert FOUNDED.search(meaning), f"{family}={name}: its docstring names no Source: and no Assumption: …"


def test_the_description_has_every_section_of_the_protocol_in_its_order() -> None:
    headings = re.findall(r"^#{2,3} [\d.]* ?(.+)$", ODD, re.MULTILINE)
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)


def test_the_description_is_wrapped() -> None:
    wide = [line for line in ODD.splitlines() if len(line) > WIDEST and not line.startswith("|")]
    assert not wide
