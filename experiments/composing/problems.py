"""What is wrong with what was asked for: one line a problem, all of them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

COMMAND_LINE = "command line"
_LIKENESS = 0.6
_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the dotted ``key``, its ``value``, the ``rule`` it breaks, and where it came from.

    ``value`` is None where nothing was given; ``suggestion`` is what may have been meant, None where nothing is near.
    """

    key: str
    value: str | None
    rule: str
    source: str = COMMAND_LINE
    suggestion: str | None = None

    def line(self) -> str:
        """Return the problem as one line for people."""
        given = self.key if self.value is None else f"{self.key}={_shortened(self.value)}"
        meant = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        return " ".join(f"{given} ({self.source}): {self.rule}{meant}".split())


class BadInput(ValueError):
    """What was asked for cannot be run; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems, each once, in the order in which they were found."""
        self.problems: list[Problem] = list(dict.fromkeys(problems))
        super().__init__("\n".join(problem.line() for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like ``word``, None if none is like it."""
    found = get_close_matches(word, list(known), n=1, cutoff=_LIKENESS)
    return found[0] if found else None


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"
