"""Making an option from its family's skeleton: the files, and everything that may be wrong with the request."""

import keyword
import re
from pathlib import Path
from string import Template
from typing import NamedTuple

from experiments.composing.problems import COMMAND_LINE, Problem, nearest
from sim.base.options import FAMILIES

_FOLDER = Path(__file__).resolve().parent
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ODD = "sim/ODD.md"
_LONGEST_NAME = 30
_TAKEN = {"shared", "none", "default", "kind"}
_NEEDS = ("tests/options/marks.py", "tests/conf/declared_settings.py", "tests/docs/declared_tables.py", _ODD)

SECTIONS = {
    "strategy": "#### Publishing",
    "feed": "#### Reading",
    "belief": "#### Believing",
    "conduct": "#### Reacting",
    "censorship": "#### Censoring",
    "enforcement": "#### Enforcing",
    "disclosure": "#### Disclosing and studying",
    "metrics": "#### Measuring",
    "ties": "### 3.2 Initialisation",
}
"""Where the description of the model speaks of a family; a family without a skeleton is missing here."""

ACTED_OUT_IN = {
    "crowd": "sim/cast/speech.py",
    "inoculation": "sim/cast/audience.py",
    "notes": "sim/cast/notebook.py",
    "professionals": "sim/cast/seating.py",
}
"""Where members and posters act out each part of the rebuttals: its own file holds numbers and rules, and nobody."""

_ACTED_OUT = (
    "has no skeleton: a new part of it is a file of rules and somebody who acts them out, which no file alone can be. "
    "For other numbers, or a mixture of the parts there are, write conf/rebuttals/NAME.yaml as "
    "conf/rebuttals/crowd_and_professionals.yaml is written. For a new part, follow the one most like yours: "
    + ", ".join(f"{part} in {place}" for part, place in ACTED_OUT_IN.items())
    + "; the steps are in CONTRIBUTING.md, “A part of rebuttals”"
)


class Making(NamedTuple):
    """What is to be written: whole ``files`` by path from the root, and the new text of the description, ``odd``."""

    files: dict[str, str]
    odd: str


def problems_with(root: Path, family: str, name: str) -> list[Problem]:
    """Return everything that is wrong with making an option of this name in the checkout at ``root``."""
    if family not in FAMILIES:
        near = nearest(family, FAMILIES)
        return [Problem("FAMILY", family, f"no such family; there is {', '.join(FAMILIES)}", COMMAND_LINE, near)]
    if family not in SECTIONS:
        return [Problem("FAMILY", family, _ACTED_OUT)]
    found = _problems_with_name(name)
    if not all((root / needed).is_file() for needed in _NEEDS):
        found.append(Problem("new", str(root), "must be called in a checkout of Shelflife, where its tests are"))
    elif not found:
        found += [
            Problem("NAME", name, f"{path} is there already; choose another name, or remove it")
            for path in [*_paths(family, name).values(), f"conf/{family}/{name}.yaml"]
            if (root / path).exists()
        ]
    return found


def _problems_with_name(name: str) -> list[Problem]:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        rule = f"must be lower-case words joined by _, beginning with a letter, {_LONGEST_NAME} characters at most"
        return [Problem("NAME", name, rule)]
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in _TAKEN:
        return [Problem("NAME", name, "is a word with a meaning of its own; choose another")]
    return []


def making(root: Path, family: str, name: str) -> Making:
    """Return what an option of this name consists of."""
    words = name.split("_")
    filled = {
        "name": name,
        "words": " ".join(words),
        "Title": " ".join(words).capitalize(),
        "Class": "".join(word.capitalize() for word in words),
    }
    files = {
        path: Template((_FOLDER / family / f"{part}.txt").read_text(encoding="utf-8")).substitute(filled)
        for part, path in _paths(family, name).items()
    }
    sentence = files[_paths(family, name)["option"]].split('"""')[3].strip().partition("\n")[0]
    odd = _with_line((root / _ODD).read_text(encoding="utf-8"), SECTIONS[family], f"- `{name}`: {_lowered(sentence)}")
    return Making(files, odd)


def _paths(family: str, name: str) -> dict[str, str]:
    folder = FAMILIES[family].folder
    return {"option": f"sim/{folder}/{name}.py", "test": f"tests/options/test_{family}_{name}.py"}


def _with_line(text: str, heading: str, line: str) -> str:
    """Return the description with a line at the end of the section under a heading."""
    before, found, after = text.partition(f"\n{heading}\n")
    end = re.search(r"\n#{2,4} ", after)
    place = end.start() if end else len(after)
    return f"{before}{found}{after[:place].rstrip()}\n\n{line}\n{after[place:]}"


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
