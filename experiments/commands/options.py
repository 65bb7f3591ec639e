"""the options of every family, or of one: what they mean, their names in the literature, their parameters

shelflife options
shelflife options censorship
"""

import argparse
from typing import TYPE_CHECKING, Any

from experiments.commands._writing import write_object

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sim.base.parameters import Declaration

_NAMES = "Names:"
_ORIGINS = ("Source:", "Assumption:")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("family", nargs="?", metavar="FAMILY", help="as censorship, strategy, operation")
    parser.add_argument("--json", action="store_true", help="write one JSON object")


def execute(arguments: argparse.Namespace) -> int:
    """List families, or the options of one with their parameters; return the exit status."""
    from experiments.cli import DONE
    from sim.base.options import FAMILIES

    if arguments.family is None:
        found = {"families": [_family(key) for key in FAMILIES]}
        if arguments.json:
            write_object(found)
        else:
            _show_families(found["families"])
        return DONE
    described = _described(arguments.family)
    if arguments.json:
        write_object(described)
    else:
        _show_described(described)
    return DONE


def _family(key: str) -> dict[str, Any]:
    from sim.base.options import FAMILIES, option_names

    family = FAMILIES[key]
    return {
        "family": key,
        "question": family.question,
        "combines": family.combines,
        "options": list(option_names(key)),
        "choices": _choices(key),
    }


def _choices(family: str) -> list[str]:
    from experiments.composing.groups import settings_in
    from experiments.configuration_folder import configuration_folder

    return list(settings_in(configuration_folder()).groups.get(family, ()))


def _described(family: str) -> dict[str, Any]:
    """Return a family, or another block of a scenario's settings, with all that is declared in it.

    Raises:
        BadInput: if there is no such family.
    """
    from experiments.composing.problems import BadInput, Problem, nearest
    from sim.base.options import FAMILIES, option_class, option_names
    from sim.scenario import Claim, Operation, Scenario

    blocks: dict[str, type[BaseModel]] = {"operation": Operation, "narratives": Claim, "scenario": Scenario}
    if family in blocks:
        return {"family": family, "options": [_option(family, blocks[family])], "choices": _choices(family)}
    if family not in FAMILIES:
        known = [*FAMILIES, *blocks]
        raise BadInput([Problem("options", family, f"no such family; there is {', '.join(known)}",
                                suggestion=nearest(family, known))])  # fmt: skip
    options = [_option(name, option_class(family, name)) for name in option_names(family)]
    shared = _shared(family)
    return _family(family) | {"options": [*([shared] if shared else []), *options]}


def _shared(family: str) -> dict[str, Any] | None:
    """Return what the parts of a combining family share, None where they share nothing."""
    from sim.base.options import FAMILIES, option_names
    from sim.scenario.families import combining_block

    if not FAMILIES[family].combines:
        return None
    parts = option_names(family)
    block = combining_block(family, parts).__mro__[1]
    described = _option("shared by all", block)
    return described if described["parameters"] else None


def _option(name: str, option: "type[BaseModel]") -> dict[str, Any]:
    from sim.base.parameters import declarations

    text = option.__doc__ or ""
    origins = (_told(text, label) for label in _ORIGINS)
    return {
        "option": name,
        "meaning": " ".join(text.strip().split("\n\n")[0].split()),
        "names": _told(text, _NAMES),
        "source": " ".join(f"{label} {told}" for label, told in zip(_ORIGINS, origins, strict=True) if told) or None,
        "parameters": [_parameter(declared) for declared in declarations(option)],
    }


def _told(text: str, label: str) -> str | None:
    """Return what a docstring says behind a label, over all its lines; None where it has no such label."""
    lines, told = [line.strip() for line in text.splitlines()], []
    for line in lines[next((n for n, line in enumerate(lines) if line.startswith(label)), len(lines)) :]:
        if told and (not line or line.startswith((_NAMES, *_ORIGINS))):
            break
        told.append(line)
    return " ".join(told).removeprefix(label).strip() or None


def _parameter(declared: "Declaration") -> dict[str, Any]:
    from pydantic_core import PydanticUndefined

    found = declared._asdict()
    return found | {"default": None if found["default"] is PydanticUndefined else found["default"]}


def _show_families(families: list[dict[str, Any]]) -> None:
    from experiments.tables import show_rows

    rows = [
        (family["family"], family["question"], "several" if family["combines"] else "one", ", ".join(family["choices"]))
        for family in families
    ]
    show_rows("", ("family", "question", "choose", "choices"), rows)


def _show_described(described: dict[str, Any]) -> None:
    from experiments.tables import number, show_line, show_rows

    if "question" in described:
        show_line(f"{described['family']}: {described['question']} Choices: {', '.join(described['choices'])}")
    for option in described["options"]:
        names = f" Names: {option['names']}" if option["names"] else ""
        show_line("")
        show_line(f"{option['option']}: {option['meaning']}{names}")
        if option["source"]:
            show_line(option["source"])
        rows = []
        for found in option["parameters"]:
            limits = "" if found["low"] is None else f"{number(found['low'])} to {number(found['high'])}"
            default = "unset" if found["default"] is None else str(found["default"])
            rows.append((found["name"], default, found["unit"], limits, found["meaning"], found["source"]))
        if rows:
            show_rows("", ("key", "default", "unit", "range", "meaning", "source"), rows)
