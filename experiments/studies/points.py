"""A study whose every point was checked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.designs._contract import Design
from experiments.provenance import WorldIdentity, digest
from sim.base.provenance import model_version
from sim.state.inputs import Inputs

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Point:
    """One world of a study.

    ``values`` of the study's columns; the ``overrides`` that compose it; its settings, ``packed``; the row of its
    ``inputs`` in the study's.
    """

    number: int
    values: tuple[Any, ...]
    overrides: tuple[str, ...]
    settings: bytes
    inputs: int
    identity: WorldIdentity
    seed: int

    def run_id(self, replicate: int) -> str:
        """Return the identity of one of its runs."""
        return self.identity.run_id(self.seed, replicate)


class Plan(NamedTuple):
    """How many replicates of each of so many points are made in the ``first`` round, and at ``most`` in all."""

    points: int
    first: int
    most: int

    @property
    def runs(self) -> int:
        """Runs of the first round; all there will be, where the design adds no rounds."""
        return self.points * self.first

    @property
    def most_runs(self) -> int:
        """Runs of all rounds, if the design goes on to its cap."""
        return self.points * self.most

    @property
    def is_open(self) -> bool:
        """Whether the design may add rounds to the first."""
        return self.most > self.first

    def told(self) -> str:
        """Return it in words."""
        rounds = f"{self.runs:,} runs: {self.points:,} points, {self.first:,} replicates"
        if not self.is_open:
            return rounds
        return f"{rounds} in the first round; at most {self.most_runs:,} runs, {self.most:,} replicates"


@dataclass(frozen=True)
class Study:
    """What is swept: a design's points, each run with the same seeds.

    ``columns`` are the keys that vary; ``fixed`` are overrides common to all points; ``tables`` are kept of each run;
    ``notes`` are lines for people; ``config`` holds the settings of the first point, composed whole, as far as they
    change numbers. ``asked`` is the command line that it came from; ``vary`` holds the values of every column as they
    were written or, of a named axis, the overrides that each label stands for.
    """

    name: str
    title: str
    question: str
    hypotheses: tuple[str, ...]
    design: Design
    columns: tuple[str, ...]
    fixed: tuple[str, ...]
    points: tuple[Point, ...]
    inputs: tuple[Inputs, ...]
    seed: int
    replicates: int
    tables: tuple[str, ...]
    notes: tuple[str, ...]
    config: Mapping[str, Any]
    asked: tuple[str, ...]
    vary: Mapping[str, Any]

    @property
    def hash(self) -> str:
        """The identity of the design: the same worlds, chosen and seeded in the same way, by the same model."""
        worlds = [point.run_id(0) for point in self.points]
        return digest([worlds, self.columns, self.design.choice(), self.tables])

    def as_manifest(self) -> dict[str, Any]:
        """Return what a store says of itself; the number of replicates is not part of it, so that more can be added."""
        return {
            "study": self.name,
            "title": self.title,
            "question": self.question,
            "hypotheses": list(self.hypotheses),
            "design": self.design.choice(),
            "design_hash": self.hash,
            "columns": list(self.columns),
            "points": len(self.points),
            "asked": list(self.asked),
            "fixed": list(self.fixed),
            "vary": dict(self.vary),
            "config": self.config,
            "seed": self.seed,
            "tables": list(self.tables),
            "model_version": model_version(),
        }

    def wanted(self, made: int, runs: "Callable[[], pd.DataFrame]") -> int:
        """Return how many replicates of every point are wanted in all, when so many are made."""
        return self.design.wanted(made, self.replicates, runs)

    def plan(self) -> "Plan":
        """Return how many runs there will be, before any is made."""
        import pandas as pd

        first = self.wanted(0, pd.DataFrame)
        return Plan(len(self.points), first, max(first, self.design.most(self.replicates)))

    def rows(self) -> Iterator[Sequence[str]]:
        """Yield the points as rows of text: number, values."""
        for point in self.points:
            yield (str(point.number), *map(str, point.values))
