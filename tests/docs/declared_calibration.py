"""Writes the tables of docs/calibration.md from what was found: ``python -m tests.docs.declared_calibration``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from experiments.calibration.fitted import SPOKEN_OF, declared
from experiments.evidence.items import item_classes, title_of

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "calibration.md"
FOUND = ROOT / "conf" / "calibration" / "default.yaml"
COMMAND = "python -m tests.docs.declared_calibration"
BEGIN, END = f"<!-- begin: written by `{COMMAND}` -->", "<!-- end -->"


def found() -> dict[str, Any]:
    """Return the calibration that is in force."""
    content: dict[str, Any] = yaml.safe_load(FOUND.read_text(encoding="utf-8"))
    return content


def tables() -> str:
    """Return the tables of targets and of parameters."""
    content = found()
    return "\n".join([BEGIN, "", *_summary(content), "", *_targets(content), "", *_parameters(content), "", END])


def page(text: str) -> str:
    """Return the page's text with its tables renewed."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + tables() + after


def _summary(content: dict[str, Any]) -> list[str]:
    targets = content["targets"].values()
    shown = [target["met"] for target in targets if not target["held_out"]]
    hidden = [target["met"] for target in targets if target["held_out"]]
    drawn = ", ".join(f"`{name}`" for name in content["held_out"]["drawn"])
    told = f"Met are {sum(shown) + sum(hidden)} of {len(shown) + len(hidden)} targets: {sum(shown)} of the {len(shown)}"
    return [
        f"{told} that the search was shown, and {sum(hidden)} of the {len(hidden)} that it never saw. Drawn: {drawn}."
    ]


def _targets(content: dict[str, Any]) -> list[str]:
    rows = [
        "| Target | What it holds the model to | Expected | Accepted | Got | Verdict | Distance |",
        "| --- " * 7 + "|",
    ]
    for name, target in content["targets"].items():
        item = item_classes()[name]
        got = "; ".join(f"{check} {_number(told['got'])}" for check, told in target["checks"].items())
        verdict = ("met" if target["met"] else "**missed**") + (", held out" if target["held_out"] else "")
        cells = (f"`{name}`", title_of(item), item.expected, item.tolerance, got, verdict, _number(target["distance"]))
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def _parameters(content: dict[str, Any]) -> list[str]:
    rows = ["| Parameter | Value | Range | Searched | Spoken of by |", "| --- " * 5 + "|"]
    for name, told in content["parameters"].items():
        low, high = told["range"]
        searched = declared()[name].plausible
        assert searched is not None
        spoken_of = ", ".join(f"`{target}`" for target in SPOKEN_OF[name])
        ranges = f"{low:g} to {high:g} | {searched[0]:g} to {searched[1]:g}"
        rows.append(f"| `{name}` | {told['value']:g} | {ranges} | {spoken_of} |")
    return rows


def _number(value: float | None) -> str:
    return "undefined" if value is None else f"{value:g}"


if __name__ == "__main__":
    FILE.write_text(page(FILE.read_text(encoding="utf-8")), encoding="utf-8")
