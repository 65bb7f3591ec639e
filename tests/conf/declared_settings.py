"""Writes the settings files that only repeat declarations: ``python -m tests.conf.declared_settings``.

One file an option, with all its keys and their declared defaults. Levels of a combining family, scenarios and
narratives are written by people; the tests hold them to the declarations too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.base.options import FAMILIES, option_class, option_names
from sim.scenario import News, Operation, Scenario
from sim.scenario.families import combining_block

ROOT = Path(__file__).resolve().parents[2]
CONF = ROOT / "conf"
MUST_BE_GIVEN = "???"
TOP = ("members", "ticks", "tick_minutes", "seed", "replicates", "threads")


def declared_files() -> dict[str, str]:
    """Return the text of every file that follows from the declarations, by its path under ``conf/``."""
    texts = {}
    for family in FAMILIES.values():
        if family.key == "metrics":
            continue
        for name in option_names(family.key):
            option = option_class(family.key, name)
            lines = _lines(option, set(), 2 if family.combines else 0)
            body = [f"{name}:{'' if lines else ' {}'}", *lines] if family.combines else lines
            texts[f"{family.key}/{name}.yaml"] = _text(_sentence(option), body)
    metrics = combining_block("metrics", option_names("metrics"))
    texts["metrics/default.yaml"] = _text("Everything that is measured.", _lines(metrics, set(), 0))
    operation = _lines(Operation, {"accounts"}, 0)
    texts["operation/default.yaml"] = _text(_sentence(Operation), operation)
    for kind, path in (("figures", None), ("release", MUST_BE_GIVEN)):
        body = [f"kind: {kind}", f"path: {_yaml(path)}"]
        texts[f"operation/accounts/{kind}.yaml"] = _text(_ACCOUNTS[kind], body)
    return texts


_ACCOUNTS = {
    "figures": "Creation dates and follower counts are drawn from the published figures of the 2019 release.",
    "release": "The covert accounts are those of a release file: follower_count, account_creation_date, …",
}


def shared_lines() -> dict[str, list[str]]:
    """Return the lines of what belongs to no option, which stand in ``config.yaml``: news, and what parts share."""
    found = {"news": _lines(News, set(), 2)}
    for family in FAMILIES.values():
        if family.combines and family.key != "metrics":
            lines = _lines(combining_block(family.key, option_names(family.key)), set(option_names(family.key)), 2)
            if lines:
                found[family.key] = lines
    return found


def top_lines() -> list[str]:
    """Return the lines of the top-level keys, which stand in ``config.yaml``."""
    return _lines(Scenario, set(Scenario.model_fields) - set(TOP), 0)


def _lines(block: type[BaseModel], without: set[str], indent: int) -> list[str]:
    lines = []
    for name, field in _kind_first(block):
        if name in without:
            continue
        inner = _inner(field)
        margin = " " * indent
        if inner:
            deeper = _lines(inner, set(), indent + 2)
            lines += [f"{margin}{name}:{'' if deeper else ' {}'}", *deeper]
        else:
            default = field.get_default(call_default_factory=True)
            lines.append(f"{margin}{name}: {_yaml(default)}{_unit(field)}")
    return lines


def _kind_first(block: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    yield from sorted(block.model_fields.items(), key=lambda named: named[0] != "kind")


def _inner(field: FieldInfo) -> type[BaseModel] | None:
    default = field.get_default(call_default_factory=True)
    return type(default) if isinstance(default, BaseModel) else None


def _yaml(value: Any) -> str:
    if value is PydanticUndefined or value == MUST_BE_GIVEN:
        return MUST_BE_GIVEN
    return json.dumps(value) if not isinstance(value, str) or value[:1].isdigit() else value


def _unit(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return f"  # {unit}" if unit and unit not in ("1", "true or false") else ""


def _sentence(option: type[BaseModel]) -> str:
    paragraph = (option.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(paragraph.split())


def _text(comment: str, body: list[str]) -> str:
    return "\n".join([*_wrapped(comment), *body, ""])


def _wrapped(comment: str) -> list[str]:
    lines, words = ["#"], comment.split()
    for word in words:
        if len(lines[-1]) + 1 + len(word) > 118:
            lines.append("#")
        lines[-1] += f" {word}"
    return lines


def main() -> None:
    """Write the files, and take away option files that no option declares any more."""
    for name, text in declared_files().items():
        file = CONF / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
