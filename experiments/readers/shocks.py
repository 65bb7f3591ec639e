"""A table of dated events: comma-separated values with a header, one event a line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from experiments.composing.problems import nearest
from experiments.readers.refusal import UnreadableFile
from experiments.readers.table import read_table
from sim.scenario import Shock

_NUMBERS = {"hour", "share", "pace", "lead", "every"}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class ShocksReading(NamedTuple):
    """The events of a table as settings, in the order of its lines, and the file's sha256."""

    dated: tuple[dict[str, Any], ...]
    sha256: str

    def note(self) -> str:
        """Return in a line what was read."""
        kinds = sorted({shock["kind"] for shock in self.dated})
        return f"{len(self.dated):,} dated events ({', '.join(kinds)})"


def read_shocks(path: Path) -> ShocksReading:
    """Read the events: columns ``kind``, ``date`` or ``hour``, and whatever else a shock may say; empty is unset.

    Raises:
        UnreadableFile: with everything that is wrong, line by line.
    """
    table = read_table(path, _check_header)
    problems: list[str] = []
    dated = []
    for line, row in table.lines:
        settings, wrong = _event(row)
        problems += [f"line {line}: {rule}" for rule in wrong]
        dated.append(settings)
    if problems:
        raise UnreadableFile(path, "; ".join(problems))
    if not dated:
        raise UnreadableFile(path, "has a header but no event")
    return ShocksReading(tuple(dated), table.sha256)


def _check_header(path: Path, names: list[str]) -> None:
    known = list(Shock.model_fields)
    problems = [f"column {name} stands twice in the header" for name in dict.fromkeys(names) if names.count(name) > 1]
    for name in names:
        if name not in known:
            near = nearest(name, known)
            meant = f"; did you mean {near}?" if near else f"; there is {', '.join(known)}"
            problems.append(f"column {name} is unknown{meant}")
    if "kind" not in names:
        problems.append("column kind is missing from the header")
    if not {"date", "hour"} & set(names):
        problems.append("column date or hour is missing from the header")
    if problems:
        raise UnreadableFile(path, "; ".join(problems), 1)


def _event(row: Mapping[str | None, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the settings of one line, and what is wrong with them."""
    if None in row or None in row.values():
        return {}, ["has more or fewer fields than the header"]
    texts = {str(name): str(text).strip() for name, text in row.items()}
    settings = {name: _value(name, text) for name, text in texts.items() if text}
    try:
        Shock.model_validate(settings)
    except ValidationError as error:
        return settings, [_told(dict(found)) for found in error.errors(include_url=False)]
    return settings, []


def _value(name: str, text: str) -> Any:
    if name == "reliable":
        return _TRUTH.get(text.lower(), text)
    try:
        if name == "reports":
            return int(text)
        return float(text) if name in _NUMBERS else text
    except ValueError:
        return text


def _told(found: Mapping[str, Any]) -> str:
    message = str(found["msg"]).removeprefix("Value error, ")
    if not found["loc"]:
        return message
    name = str(found["loc"][0])
    if found["type"] == "missing":
        return f"{name} must be given"
    return f"{name}={found['input']}: {message[:1].lower()}{message[1:]}"
