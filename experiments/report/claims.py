"""The claims of the source as hypotheses, each with the line that refutes it: as the items of evidence declare them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from experiments.evidence.hypotheses._hypothesis import Hypothesis
from experiments.evidence.items import classes_of, title_of
from experiments.evidence.judgement import Line


class Claim(NamedTuple):
    """A hypothesis: what it ``says``, what refutes it, and the ``lines`` by which numbers settle it."""

    says: str
    refuted_if: str
    lines: tuple[Line, ...] = ()


@cache
def claims() -> dict[str, Claim]:
    """Return every hypothesis by its ID."""
    items = [item for item in classes_of("hypotheses") if issubclass(item, Hypothesis)]
    return {item.id: Claim(title_of(item), item.refuted_if, item.lines) for item in items}
