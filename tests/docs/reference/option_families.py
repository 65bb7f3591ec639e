"""A page for each family of options, from the options' own docstrings and declarations."""

from __future__ import annotations

from functools import cache

import yaml

from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from sim.base.options import FAMILIES, Family, option_class, option_names
from sim.base.parameters import declarations
from sim.scenario.families import combining_block
from tests.docs.declared_tables import CHOICES, HEAD, choices, declared_rows
from tests.docs.reference.markdown import first_line, prose, table

_HEAD = (*HEAD[:2], "Calibrated", *HEAD[2:])


def pages() -> dict[str, str]:
    """Return the page of each family, and the one that leads to them."""
    found = {f"options/{key}.md": _page(family) for key, family in FAMILIES.items()}
    rows = [
        (f"[{key}](options/{key}.md)", family.question, _how_many(family), ", ".join(option_names(key)))
        for key, family in FAMILIES.items()
    ]
    opening = (
        "# Options\n\nA family is a question that a modeller may answer in several ways. Choose on the command line "
        "with `FAMILY=CHOICE`, set a parameter with `FAMILY.PARAMETER=VALUE`; `shelflife options FAMILY` tells the "
        "same as these pages.\n"
    )
    return {"options.md": opening + table(("Family", "Question", "Choose", "Options"), rows)} | found


def _how_many(family: Family) -> str:
    return "several together" if family.combines else "one"


def _page(family: Family) -> str:
    text = f"# {family.key}\n\n{family.question} Choose {_how_many(family)}.\n"
    settings = settings_in(configuration_folder()).groups.get(family.key, ())
    if settings:
        text += "\nNamed settings: " + ", ".join(f"`{family.key}={name}`" for name in settings) + ".\n"
    rows = [(f"`{name}`", first_line(option_class(family.key, name).__doc__)) for name in option_names(family.key)]
    text += table(("Option", "In a line"), rows)
    if family.combines:
        text += _shared(family)
    return text + "".join(_option(family, name) for name in option_names(family.key))


def _shared(family: Family) -> str:
    """Return what belongs to the family as a whole, as the posture of all enforcement."""
    block = combining_block(family.key, ())
    found = [about for about in declarations(block, f"{family.key}.") if about.name.count(".") == 1]
    chosen = [tuple(choice) for choice in choices(block, f"{family.key}.")]
    if not found and not chosen:
        return ""
    return "\n## Shared by all parts\n" + table(_HEAD, _with_calibrated(declared_rows(found))) + table(CHOICES, chosen)


def _option(family: Family, name: str) -> str:
    option = option_class(family.key, name)
    prefix = f"{family.key}.{name}." if family.combines else f"{family.key}."
    text = f"\n## {name}\n\n{prose(option.__doc__)}\n"
    text += table(_HEAD, _with_calibrated(declared_rows(list(declarations(option, prefix)))))
    text += table(CHOICES, [tuple(choice) for choice in choices(option, prefix)])
    keys = getattr(option, "keys", None)
    if family.key == "metrics" and keys:
        rows = [(f"`{key}`", about.unit, about.better or "", about.meaning) for key, about in keys.items()]
        text += table(("Key of the summary", "Unit", "Better", "Meaning"), rows)
    return text


def _with_calibrated(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [(*row[:2], _calibrated().get(row[0].strip("`"), ""), *row[2:]) for row in rows]


@cache
def _calibrated() -> dict[str, str]:
    """Return the values that scenarios start from in place of the declared defaults, by name."""
    file = configuration_folder() / "calibration" / "default.yaml"
    found = yaml.safe_load(file.read_text(encoding="utf-8"))["parameters"]
    return {name: str(told["value"]) for name, told in found.items()}
