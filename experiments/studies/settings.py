"""A study's settings file, and what the command line changes of it."""

from pathlib import Path
from typing import Any, cast

import yaml  # type: ignore[import-untyped]
from pydantic import Field, ValidationError

from experiments.composing.problems import BadInput, Problem, nearest
from experiments.designs._contract import Design
from experiments.runner.worker import TABLES
from sim.base.parameters import Declared

ADHOC = "sweep"
"""The name of a study that only a command line describes."""


class StudySettings(Declared):
    """What stands in a file of ``conf/study/``.

    ``settings`` are overrides common to all points; ``vary`` gives each key its values in Hydra's sweep grammar or,
    for a named axis as ``policy``, a mapping of labels to overrides; ``design`` is the name of a file of
    ``conf/design/``, or a mapping with its ``kind`` and what differs from that file.
    """

    title: str = ""
    question: str = ""
    hypotheses: list[str] = Field(default_factory=list)
    scenario: str | None = None
    design: str | dict[str, Any] = "grid"
    settings: list[str] = Field(default_factory=list)
    vary: dict[str, str | dict[str, str]] = Field(default_factory=dict)
    replicates: int = Field(10, ge=1, le=1_000_000)
    tables: list[str] = Field(default_factory=lambda: ["steps", "posts", "events"])


def study_names(folder: Path) -> tuple[str, ...]:
    """Return the studies there are."""
    return _names(folder / "study")


def read_study(name: str | None, folder: Path) -> StudySettings:
    """Return the settings of a study; of none, those of a sweep that the command line describes.

    Raises:
        BadInput: if there is no such study, or its file is not as it should be.
    """
    if name is None:
        return StudySettings()
    known = study_names(folder)
    if name not in known:
        rule = f"no such study; there is {', '.join(known)}"
        raise BadInput([Problem("study", name, rule, suggestion=nearest(name, known))])
    label = f"conf/study/{name}.yaml"
    try:
        found = StudySettings.model_validate(_mapping(folder / "study" / f"{name}.yaml"))
    except (yaml.YAMLError, OSError, UnicodeError) as error:
        raise BadInput([Problem("study", name, f"cannot be read: {str(error).splitlines()[0]}", label)]) from None
    except ValidationError as error:
        raise BadInput([_refusal(one, label) for one in error.errors(include_url=False)]) from None
    strange = [table for table in found.tables if table not in TABLES]
    if strange:
        raise BadInput([Problem("tables", name, f"is none of {', '.join(TABLES)}", label) for name in strange])
    return found


def read_design(asked: str | dict[str, Any], changed: dict[str, Any], folder: Path) -> Design:
    """Return the design: its file, what the study says, and over it what the command line ``changed``.

    Raises:
        BadInput: with everything that is wrong.
    """
    said = {"kind": asked} if isinstance(asked, str) else asked
    kind = str(changed.get("kind", said.get("kind", "grid")))
    known = _names(folder / "design")
    if kind not in known:
        rule = f"no such design; there is {', '.join(known)}"
        raise BadInput([Problem("design", kind, rule, suggestion=nearest(kind, known))])
    # What a study says of its own design does not suit another that the command line chooses.
    own = said if said.get("kind") == kind else {}
    settings = {**_mapping(folder / "design" / f"{kind}.yaml"), **own, **changed}
    try:
        return design_class(kind).model_validate(settings)
    except ValidationError as error:
        raise BadInput([_refusal(one, "design", "design.") for one in error.errors(include_url=False)]) from None


def design_class(kind: str) -> type[Design]:
    """Return the class of a design: the public one of its file."""
    from importlib import import_module

    module = import_module(f"experiments.designs.{kind}")
    found = (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Design))
    return cast("type[Design]", next(one for one in found if one.__module__ == module.__name__))


def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in folder.glob("*.yaml")))


def _mapping(file: Path) -> dict[str, Any]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


def _refusal(found: Any, source: str, prefix: str = "") -> Problem:
    key = prefix + ".".join(str(part) for part in found["loc"])
    return Problem(key, str(found["input"]), found["msg"].lower(), source)
