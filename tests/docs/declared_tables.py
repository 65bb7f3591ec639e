"""Writes the tables that repeat declarations: ``python -m tests.docs.declared_tables``.

``sim/PARAMETERS.md`` holds every parameter and every choice, ``sim/MEASURES.md`` every number of the summary. The
description of the model refers to both; a test holds them to the declarations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.base.options import FAMILIES, Family, option_class, option_names
from sim.base.parameters import Declaration, declarations
from sim.scenario import Claim, Claims, MarketSettings, Scenario, Shock, Shocks
from sim.scenario.families import combining_block

SIM = Path(__file__).resolve().parents[2] / "sim"
COMMAND = "python -m tests.docs.declared_tables"
HEAD = ("Parameter", "Default", "Unit", "Bounds", "Plausible", "Meaning", "Source")
CHOICES = ("Name", "Default", "Values", "Meaning")
_MEASURES = ("Key", "Metric", "Unit", "Better", "Meaning")


class Choice(NamedTuple):
    """A setting that is no number: a name, a list, or one of a few words."""

    name: str
    default: str
    values: str
    meaning: str


def declared_tables() -> dict[str, str]:
    """Return the text of each table, by its file name under ``sim/``."""
    return {"PARAMETERS.md": _parameters(), "MEASURES.md": _measures()}


def scenario_blocks() -> dict[str, tuple[type[BaseModel], str]]:
    """Return the blocks that belong to no option: what is listed under which heading, with its dotted prefix."""
    return {
        "The world": (Scenario, ""),
        "Narratives and segments": (Claims, "narratives."),
        "A narrative": (Claim, "narratives.claims.NAME."),
        "A market": (MarketSettings, "markets.NAME."),
        "Shocks": (Shocks, "shocks."),
        "A shock": (Shock, "shocks.dated.NUMBER."),
    }


def _parameters() -> str:
    text = _opening(
        "Parameters",
        "Every number that can be set, from the declarations that the code itself uses. What lies beyond the bounds is "
        "refused; the plausible range is what an audit sweeps. In a family of which a world has one option, the "
        "column Options tells whose parameter it is. Sources that begin with *Assumption* are ours.",
    )
    for heading, (block, prefix) in scenario_blocks().items():
        text += section(heading, declared_rows(_of_world(block, prefix)), HEAD)
        text += section("", list(choices(block, prefix)), CHOICES)
    for family in FAMILIES.values():
        heading = f"{family.key}: {family.question}"
        rows, head = _of_parts(family) if family.combines else _of_options(family)
        text += section(heading, rows, head)
        text += section("", _choices_of(family), CHOICES)
    return text


def _measures() -> str:
    text = _opening(
        "Measures",
        "Every number of a run's summary, from what the metrics declare. Better is the direction that an open society "
        "would call so; where it is empty, neither is. What cannot be measured in a run is null, with the reason.",
    )
    rows = [
        (f"`{key}`", f"`{metric}`", about.unit, about.better or "", about.meaning)
        for metric in option_names("metrics")
        for key, about in option_class("metrics", metric).keys.items()  # type: ignore[attr-defined]
    ]
    return text + section("Keys of the summary", rows, _MEASURES)


def _of_world(block: type[BaseModel], prefix: str) -> list[Declaration]:
    return [about for about in declarations(block, prefix) if about.name.split(".")[0] not in FAMILIES]


def _of_parts(family: Family) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    shared = combining_block(family.key, option_names(family.key))
    of_family = [about for about in declarations(shared, f"{family.key}.") if about.name.count(".") == 1]
    for part in option_names(family.key):
        of_family += declarations(option_class(family.key, part), f"{family.key}.{part}.")
    return declared_rows(of_family), HEAD


def _of_options(family: Family) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    names = option_names(family.key)
    owners: dict[Declaration, list[str]] = {}
    for name in names:
        for about in declarations(option_class(family.key, name), f"{family.key}."):
            owners.setdefault(about, []).append(name)
    rows = [
        (*row, "all" if len(those) == len(names) else ", ".join(those))
        for row, those in zip(declared_rows(list(owners)), owners.values(), strict=True)
    ]
    return rows, (*HEAD, "Options")


def declared_rows(found: list[Declaration]) -> list[tuple[str, ...]]:
    """Return the rows of a table of parameters, under ``HEAD``."""
    return [
        (
            f"`{about.name}`",
            _plain(about.default),
            about.unit,
            _range(about.low, about.high),
            _range(*about.plausible) if about.plausible else "",
            about.meaning,
            about.source,
        )
        for about in found
    ]


def _choices_of(family: Family) -> list[Choice]:
    found: dict[Choice, None] = {}
    for name in option_names(family.key):
        middle = f"{name}." if family.combines else ""
        found |= dict.fromkeys(choices(option_class(family.key, name), f"{family.key}.{middle}"))
    if family.combines:
        shared = combining_block(family.key, ())
        found = dict.fromkeys(choices(shared, f"{family.key}.")) | found
    return list(found)


def choices(block: type[BaseModel], prefix: str) -> Iterator[Choice]:
    """Yield what can be chosen in a block and is no number, under ``CHOICES``."""
    for name, field in block.model_fields.items():
        extra, kind = field.json_schema_extra, field.annotation
        if isinstance(extra, dict) and "unit" in extra:
            continue
        if field.description:
            yield Choice(f"`{prefix}{name}`", _default(field), _values(kind), field.description)
        elif isinstance(kind, type) and issubclass(kind, BaseModel) and not _stands_elsewhere(name, kind):
            yield from choices(kind, f"{prefix}{name}.")


def _stands_elsewhere(name: str, block: type[BaseModel]) -> bool:
    return name in FAMILIES or block in {listed for listed, _ in scenario_blocks().values()}


def _values(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    return "true, false" if annotation is bool else ""


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    return "must be given" if default is PydanticUndefined else _plain(default)


def _plain(value: Any) -> str:
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return json.dumps(value)
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    return " to ".join("any" if end is None else _plain(end) for end in (low, high))


def _opening(title: str, paragraph: str) -> str:
    by = f"Written by `{COMMAND}`; not to be edited by hand. The model: [ODD.md](ODD.md)."
    return f"# {title}\n\n{by}\n\n{paragraph}\n"


def section(heading: str, rows: list[Any], head: tuple[str, ...]) -> str:
    """Return a heading and its table in Markdown; nothing where there is neither."""
    if not rows and not heading:
        return ""
    lines = [f"## {heading}", ""] if heading else []
    if rows:
        lines += [_line(head), _line(("---",) * len(head)), *map(_line, rows)]
    else:
        lines.append("No numbers of its own.")
    return "\n" + "\n".join(lines) + "\n"


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def main() -> None:
    """Write the tables."""
    for name, text in declared_tables().items():
        (SIM / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
