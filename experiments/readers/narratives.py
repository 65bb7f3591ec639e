"""A table of narratives with their numbers: comma-separated values with a header, one narrative a line."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from experiments.composing.problems import nearest
from experiments.readers.refusal import UnreadableFile
from experiments.readers.table import read_table
from sim.scenario import Claim

NAME = "name"
RESONANCE = "resonance"
_WORDS = ("serves", "counters", "pushed_by")
# Names stand in dotted keys and in the names of columns.
_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*")


class NarrativesReading(NamedTuple):
    """The narratives of a table as settings, by name in the order of its lines, and the file's sha256."""

    claims: dict[str, dict[str, Any]]
    sha256: str

    def note(self) -> str:
        """Return in a line what was read."""
        return f"{len(self.claims):,} narratives ({', '.join(self.claims)})"


def read_narratives(path: Path) -> NarrativesReading:
    """Read columns ``name``, what a narrative may say, and ``resonance.SEGMENT``; what is empty has its default.

    Raises:
        UnreadableFile: with everything that is wrong, line by line.
    """
    table = read_table(path, _check_header)
    claims: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for line, row in table.lines:
        name, settings, wrong = _narrative(row)
        if name in claims:
            wrong.append(f"name={name} stands in the table already")
        problems += [f"line {line}: {rule}" for rule in wrong]
        claims[name] = settings
    if problems:
        raise UnreadableFile(path, "; ".join(problems))
    if not claims:
        raise UnreadableFile(path, "has a header but no narrative")
    return NarrativesReading(claims, table.sha256)


def _check_header(path: Path, names: list[str]) -> None:
    known = [NAME, *(name for name in Claim.model_fields if name != RESONANCE)]
    problems = [f"column {name} stands twice in the header" for name in dict.fromkeys(names) if names.count(name) > 1]
    for name in names:
        if name not in known and not name.startswith(f"{RESONANCE}."):
            near = nearest(name, known)
            meant = f"did you mean {near}?" if near else f"there is {', '.join(known)}, {RESONANCE}.SEGMENT"
            problems.append(f"column {name} is unknown; {meant}")
    if NAME not in names:
        problems.append(f"column {NAME} is missing from the header")
    if problems:
        raise UnreadableFile(path, "; ".join(problems), 1)


def _narrative(row: Mapping[str | None, Any]) -> tuple[str, dict[str, Any], list[str]]:
    """Return the name and the settings of one line, and what is wrong with them."""
    if None in row or None in row.values():
        return "", {}, ["has more or fewer fields than the header"]
    texts = {str(column): str(text).strip() for column, text in row.items()}
    name = texts.pop(NAME)
    settings: dict[str, Any] = {}
    for column, text in texts.items():
        block, dot, segment = column.partition(".")
        if text and dot:
            settings.setdefault(block, {})[segment] = _number(text)
        elif text:
            settings[column] = text if column in _WORDS else _number(text)
    wrong = [] if _PLAIN_NAME.fullmatch(name) else [f"name={name or '(empty)'} must be letters, digits and underscores"]
    try:
        Claim.model_validate(settings)
    except ValidationError as error:
        wrong += [_told(dict(found)) for found in error.errors(include_url=False)]
    return name, settings, wrong


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _told(found: Mapping[str, Any]) -> str:
    message = str(found["msg"]).removeprefix("Value error, ")
    if not found["loc"]:
        return message
    return f"{'.'.join(map(str, found['loc']))}={found['input']}: {message[:1].lower()}{message[1:]}"
