"""A study's settings file, and what the command line changes of it."""

from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml  # type: ignore[import-untyped]
from pydantic import Field, ValidationError, field_validator

from experiments.composing.problems import COMMAND_LINE, BadInput, Problem, nearest
from experiments.designs._contract import Design
from experiments.runner.worker import TABLES
from experiments.studies.refusals import refusals
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

    @field_validator("vary", mode="before")
    @classmethod
    def _in_the_sweep_grammar(cls, vary: Any) -> Any:
        """Take a single value, and a list of values, as YAML writes them, for what Hydra's sweep grammar calls them."""
        return {key: _as_swept(values) for key, values in vary.items()} if isinstance(vary, dict) else vary


def _as_swept(values: Any) -> Any:
    """Return values of a key as text of the sweep grammar; what is no plain value, or a list of such, as it is."""
    plain = (bool, int, float)
    if isinstance(values, plain):
        return _word(values)
    if isinstance(values, list) and all(isinstance(one, (str, *plain)) for one in values):
        return ",".join(map(_word, values))
    return values


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
    label = study_label(name)
    try:
        found = StudySettings.model_validate(_mapping(folder / "study" / f"{name}.yaml"))
    except (yaml.YAMLError, OSError, UnicodeError) as error:
        raise BadInput([Problem("study", name, f"cannot be read: {str(error).splitlines()[0]}", label)]) from None
    except ValidationError as error:
        raise BadInput(refusals(error, StudySettings, lambda _key: label)) from None
    strange = [table for table in found.tables if table not in TABLES]
    if strange:
        raise BadInput([Problem("tables", name, f"is none of {', '.join(TABLES)}", label) for name in strange])
    return found


def study_label(name: str | None) -> str:
    """Return where a study says what it says: its file or, where it has none, the command line."""
    return f"conf/study/{name}.yaml" if name is not None else COMMAND_LINE


class AskedDesign(NamedTuple):
    """A design as it is asked for: what the study ``said``, in the file ``label``, and what was ``changed`` by hand."""

    said: str | dict[str, Any]
    changed: dict[str, Any]
    label: str = COMMAND_LINE

    @property
    def kind(self) -> str:
        """The design that is chosen."""
        return str(self.changed.get("kind", self._own.get("kind", "grid")))

    @property
    def own(self) -> dict[str, Any]:
        """What the study sets of the design that is chosen."""
        # What a study says of its own design does not suit another that the command line chooses.
        return self._own if self._own.get("kind") == self.kind else {}

    def source(self, key: str) -> str:
        """Return where the value of one of its settings was written."""
        if key in self.changed:
            return COMMAND_LINE
        if key in self.own or (key == "kind" and "kind" in self._own):
            return self.label
        return f"conf/design/{self.kind}.yaml"

    @property
    def _own(self) -> dict[str, Any]:
        return {"kind": self.said} if isinstance(self.said, str) else self.said


def read_design(asked: AskedDesign, folder: Path) -> Design:
    """Return the design: its file, what the study says, and over it what the command line changed.

    Raises:
        BadInput: with everything that is wrong.
    """
    kind, known = asked.kind, _names(folder / "design")
    if kind not in known:
        rule = f"no such design; there is {', '.join(known)}"
        raise BadInput([Problem("design", kind, rule, asked.source("kind"), nearest(kind, known))])
    settings = {**_mapping(folder / "design" / f"{kind}.yaml"), **asked.own, **asked.changed}
    declared = design_class(kind)
    try:
        return declared.model_validate(settings)
    except ValidationError as error:
        raise BadInput(refusals(error, declared, asked.source, "design.")) from None


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
