"""What every hypothesis promises: the lines that it draws, and the numbers of one replicate of its worlds."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from experiments.analysis.intervals import mean_interval
from experiments.evidence._contract import Item, Outcome
from experiments.evidence.deciding import what_decides
from experiments.evidence.judgement import Estimate, Line, check_of, judged, verdict_of
from experiments.evidence.lives import Lives
from experiments.evidence.worlds import Worlds
from sim.base.parameters import parameter

_RULE = "95% interval over replicates wholly on one side of each line"

type Numbers = Mapping[str, float | None]


class Hypothesis(Item):
    """A claim about the world that the model can support, refute, or leave open.

    ``lines`` settle it, by the rule of ``experiments.evidence.judgement``; ``refuted_if`` says in words what refutes
    it. ``speaks_to`` names the scenario and settings that its worlds are of. Where it is ``counter_evidence``, the
    model and not the claim is at fault if it fails.
    """

    lines: ClassVar[tuple[Line, ...]]
    refuted_if: ClassVar[str]
    speaks_to: ClassVar[str]
    counter_evidence: ClassVar[bool] = False
    fast: ClassVar[bool] = False
    replicates: int = parameter(
        8,
        unit="replicates",
        bounds=(2, 1_000),
        meaning="Paired repetitions.",
        source="Assumption: few",
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Say of every hypothesis that refutes something what its tolerance is."""
        super().__init_subclass__(**kwargs)
        if "refuted_if" in cls.__dict__:
            cls.tolerance = f"{_RULE}; refuted if: {cls.refuted_if}"

    @abstractmethod
    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the numbers of one replicate; its worlds share every draw but what the rule under test is about."""

    def examine(self, seed: int) -> Outcome:
        """Measure every replicate and return what their intervals say of each line."""
        lives, found = Lives(Worlds(), seed), []
        for replicate in range(self.replicates):
            found.append(self.measure(lives, replicate))
            lives.forget()
        return self.outcome(found)

    def outcome(self, measured: Sequence[Numbers]) -> Outcome:
        """Return the verdict on what was ``measured``, a row a replicate."""
        estimates = self.estimates(measured)
        verdict = judged(self.lines, estimates)
        told = [f"{line.of}: {estimates[line.of]}, {verdict_of(line, estimates[line.of])}" for line in self.lines]
        notes = [*told, *self.also(measured)]
        if self.counter_evidence and verdict != "supported":
            notes.append("this is published evidence: the model is at fault, and not the claim")
        checks = tuple(check_of(line, estimates[line.of]) for line in self.lines)
        open_lines = self.lines if verdict == "undecided" else ()
        asked = (what_decides(line, estimates[line.of], len(measured)) for line in open_lines)
        deciding = tuple(found for found in asked if found is not None)
        return Outcome(checks, verdict, f"{self.speaks_to}. {'; '.join(notes)}.", deciding=deciding)

    def estimates(self, measured: Sequence[Numbers]) -> dict[str, Estimate]:
        """Return the number of each line with its interval: the mean over replicates, where nothing else is said."""
        return {line.of: mean_of(measured, line.of) for line in self.lines}

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return what else is worth telling."""
        return []

    # The audit asks at single points of the parameter space: by these lines, and not where it says why not.
    lines_at_a_point: ClassVar[tuple[Line, ...] | None] = None
    not_audited: ClassVar[str | None] = None

    def measure_at_a_point(self, lives: Lives) -> dict[str, float | None]:
        """Return the number of each line from one replicate, at the parameter values of ``lives``."""
        estimates = self.estimates([self.measure(lives, 0)])
        return {line.of: estimates[line.of].value for line in self.lines}


class WorldHypothesis(Hypothesis):
    """A hypothesis whose worlds have a size and a length."""

    members: int = parameter(
        500, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: small"
    )
    ticks: int = parameter(
        480, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: 20 days"
    )

    def size(self) -> tuple[str, str]:
        """Return the overrides that say how large a world is and how long it lasts."""
        return f"members={self.members}", f"ticks={self.ticks}"


def mean_of(measured: Sequence[Numbers], name: str) -> Estimate:
    """Return the mean of a number over replicates, with its interval."""
    found = mean_interval([row[name] for row in measured])
    return Estimate(found.mean, found.low, found.high, found.reason)


def ratio(above: float | None, below: float | None) -> float | None:
    """Return a ratio, None where either is missing or there is nothing to divide by."""
    if above is None or below is None or below == 0.0:
        return None
    return above / below
