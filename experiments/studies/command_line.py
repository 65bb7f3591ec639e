"""A sweep's command line taken apart: what is of the study, of its design, and of the worlds."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hydra.errors import HydraException

from experiments.composing.overrides import parsed
from experiments.composing.problems import Problem
from experiments.designs._contract import Design
from experiments.runner.worker import TABLES
from experiments.studies.settings import StudySettings

MOST_REPLICATES = 1_000_000
_OF_THE_STUDY = ("study", "design", "replicates", "tables")


class CommandLine(NamedTuple):
    """The texts after the equals signs, by key; of the design, as Hydra reads them. The first of a key counts.

    ``given`` is the whole of it, word by word.
    """

    study: dict[str, str]
    design: dict[str, Any]
    worlds: dict[str, str]
    given: tuple[str, ...]

    @property
    def name(self) -> str | None:
        """The study that is asked for, None for one that the command line itself describes."""
        return self.study.get("study")

    def replicates(self, settings: StudySettings) -> int:
        """Return the runs of each point; only where `wrong_about_runs` finds nothing."""
        text = self.study.get("replicates")
        return settings.replicates if text is None else int(text)

    def tables(self, settings: StudySettings) -> tuple[str, ...]:
        """Return the tables to keep, in the order of the store."""
        wanted = self._wanted_tables(settings)
        return tuple(name for name in TABLES if name in wanted)

    def wrong_about_runs(self) -> list[Problem]:
        """Return what is wrong with the number of runs and the tables that are to be kept of them."""
        problems = []
        text = self.study.get("replicates")
        # Not isdigit: it takes a superscript for a digit, and int() does not.
        if text is not None and not (text.isdecimal() and len(text) < 9 and 1 <= int(text) <= MOST_REPLICATES):
            rule = f"must be a whole number from 1 to {MOST_REPLICATES:,} (runs)"
            problems.append(Problem("replicates", text, rule))
        strange = [name for name in self._wanted_tables(StudySettings(tables=[])) if name not in TABLES]
        return problems + [Problem("tables", name, f"is none of {', '.join(TABLES)}") for name in strange]

    def refused_by(self, design: Design) -> list[Problem]:
        """Return what a design has against the number of runs that is asked for."""
        # What a study says for its own design is a wish, which another design may cap.
        text = self.study.get("replicates")
        if text is None or self.wrong_about_runs():
            return []
        return [Problem(key, text, rule) for key, rule in design.refuses_replicates(int(text))]

    def _wanted_tables(self, settings: StudySettings) -> list[str]:
        text = self.study.get("tables")
        if text is None:
            return list(settings.tables)
        return [name.strip() for name in text.strip("[]").split(",") if name.strip()]


def taken_apart(arguments: Sequence[str]) -> tuple[CommandLine, list[Problem]]:
    """Return what a command line says, and what of it says nothing or says it twice."""
    found = CommandLine({}, {}, {}, tuple(arguments))
    problems = []
    for text in arguments:
        full, equals, value = text.partition("=")
        key = full
        into: dict[str, Any] = found.worlds
        if key.startswith("design."):
            key, into = key.removeprefix("design."), found.design
        elif key == "design":
            key, into = "kind", found.design
        elif key in _OF_THE_STUDY:
            into = found.study
        if not equals or not key:
            problems.append(Problem(text or "''", None, "is no override: write KEY=VALUE or KEY=VALUE,VALUE"))
        elif key in into:
            problems.append(Problem(full, value, "is given twice; write all its values once, as KEY=1,2"))
        else:
            into[key] = _plain(value) if into is found.design else value
    return found, problems


def _plain(text: str) -> Any:
    """Return a value of the design as Hydra reads it; what names several is left as it was written, to be refused."""
    try:
        override = parsed(f"x={text}")
    except HydraException:
        return text
    return text if override.is_sweep_override() else override.value()
