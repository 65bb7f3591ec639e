"""What is asked of a command: options are read without stopping at the first bad one, and all is refused at once."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from experiments.composing.problems import BadInput, Problem

LARGEST_SEED = 2**63 - 1
MOST_PORT = 65_535
_WHOLE = re.compile(r"[+-]?\d{1,30}")
_OPTION = re.compile(r"--[a-z][a-z-]+")


class Malformed(NamedTuple):
    """What was given for an option that cannot take it, and the rule that it breaks."""

    text: str
    rule: str


class WholeNumber:
    """Reads an option's whole number; what is none, or out of range, becomes ``Malformed`` for `read_options`."""

    def __init__(self, least: int | None = None, most: int | None = None, unit: str = "") -> None:
        """Take numbers from ``least`` to ``most``, in a unit that the rule names; None where a side is open."""
        self._least, self._most, self._unit = least, most, unit

    def __call__(self, text: str) -> int | Malformed:
        """Return the number of a text."""
        plain = text.strip()
        found = int(plain) if _WHOLE.fullmatch(plain) else None
        too_low = found is not None and self._least is not None and found < self._least
        too_high = found is not None and self._most is not None and found > self._most
        return Malformed(text, self.rule) if found is None or too_low or too_high else found

    @property
    def rule(self) -> str:
        """What is asked for, in words."""
        unit = f" of {self._unit}" if self._unit else ""
        if self._least is None:
            return f"must be a whole number{unit}"
        ends = f", at least {self._least:,}" if self._most is None else f" from {self._least:,} to {self._most:,}"
        return f"must be a whole number{unit}{ends}"


class OneOf:
    """Reads an option that is one of a few words."""

    def __init__(self, words: Sequence[str]) -> None:
        """Take these words."""
        self._words = tuple(words)

    def __call__(self, text: str) -> str | Malformed:
        """Return the word of a text."""
        return text if text in self._words else Malformed(text, f"must be one of {', '.join(self._words)}")


class Meaningless:
    """Stands for an option that other commands have and this one cannot give a meaning: it is refused, with ``why``."""

    def __init__(self, why: str) -> None:
        """Refuse with these words."""
        self.why = why

    def __call__(self, text: str) -> Malformed:
        """Return the refusal of whatever was given."""
        return Malformed(text, self.why)


class Unused(NamedTuple):
    """What was given for an option that a command takes and that changes nothing in it, and why."""

    text: str
    why: str


class UnusedSeed(WholeNumber):
    """Reads the seed of a command in which nothing is drawn: taken, as every writing command takes one, and told."""

    def __init__(self, why: str) -> None:
        """Say with these words why it changes nothing."""
        super().__init__(0, LARGEST_SEED)
        self.why = why

    def __call__(self, text: str) -> "Unused | Malformed":  # type: ignore[override]
        """Return the seed, with why it is not used."""
        found = super().__call__(text)
        return found if isinstance(found, Malformed) else Unused(text, self.why)


class Gathered:
    """Everything that is wrong with what was asked for, found piece by piece and told at once."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Begin with what was wrong with the options."""
        self.problems: list[Problem] = list(arguments.problems)

    def attempt[**P, T](self, ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Return what ``ask`` returns; where it refuses its input, keep the problems and return None."""
        try:
            return ask(*args, **kwargs)
        except BadInput as bad:
            self.problems += bad.problems
            return None

    def add(self, problems: Iterable[Problem]) -> None:
        """Keep further problems."""
        self.problems += problems

    def refuse(self) -> None:
        """Go on only where nothing is wrong.

        Raises:
            BadInput: with everything that was found.
        """
        if self.problems:
            raise BadInput(self.problems)


def read_options(parser: argparse.ArgumentParser, given: Sequence[str]) -> argparse.Namespace:
    """Return a command's arguments, with ``problems``: options that are malformed (now None) or that nobody knows."""
    # Options may stand before, between and after overrides.
    arguments, strange = parser.parse_known_intermixed_args(given)
    known = sorted(set(_OPTION.findall(parser.format_usage())))
    problems = _unknown(strange, known) if strange else []
    for name, value in vars(arguments).items():
        if isinstance(value, Malformed):
            problems.append(Problem(f"--{name.replace('_', '-')}", value.text, value.rule))
            setattr(arguments, name, None)
        elif isinstance(value, Unused):
            sys.stderr.write("" if arguments.quiet else f"--{name} {value.text} changes nothing: {value.why}\n")
            setattr(arguments, name, None)
    arguments.problems = problems
    return arguments


def _unknown(strange: Sequence[str], known: Sequence[str]) -> list[Problem]:
    settings, problems = _settings(), []
    left = list(strange)
    while left:
        text = left.pop(0)
        option, equals, value = text.partition("=")
        name = option.removeprefix("--").replace("-", "_")
        if option.startswith("--") and name in settings:
            # What stands behind the word is its value, and no second mistake.
            value = value if equals or not left or left[0].startswith("-") else left.pop(0)
            told = f"is a setting of the world and no option: write {name}={value or 'VALUE'}"
            problems.append(Problem(text, None, told))
        else:
            near = get_close_matches(option, known, n=1)
            told = f"is not asked for; the options are {', '.join(known)}"
            problems.append(Problem(text, None, told, suggestion=next(iter(near), None)))
    return problems


def _settings() -> set[str]:
    """Return the words that settings begin with, of a world and of a study."""
    # Heavy, and wanted only where something is amiss.
    from sim.base.options import FAMILIES
    from sim.scenario import Scenario

    return {*Scenario.model_fields, *FAMILIES, "scenario", "study", "design", "replicates"} - {"inputs"}
