"""H13: does repression that is seen raise dissent, and friction that is not, none?"""

from collections.abc import Sequence
from typing import Any, ClassVar

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Line, above, at_most, below
from experiments.evidence.lives import Lives
from experiments.evidence.targets.punishment import DissentLog
from experiments.evidence.watching import ONE_MARKET
from sim.base.parameters import parameter

_SEEN, _UNSEEN, _PUNISHED = "dissent of followers, visible repression", "the same, friction", "dissent of the punished"
_WISHED = "followers' wishes to answer per read of what serves the state"
_WISHED_FREE = "the same without punishment"
# Source: the target `punishment`: 2 % more under friction is chance.
_CHANCE = 0.02
# Of a few hundred, a handful dissent after they saw a punishment: the sign of the change would be luck.
_LEAST_MEMBERS = 1_000
_ENVIRONMENTS: tuple[tuple[str, ...], ...] = ((), ("fear",), ("friction",))


class VisibleRepression(WorldHypothesis):
    """Visible repression raises dissent among the followers of the punished; friction, which nobody sees, does not.

    Counter-evidence: a model in which force always silences is rigged. Three markets that share every draw: open, with
    punishment, with friction. Dissent is counted as in the target ``punishment``, which no calibration is ever shown:
    of followers from the first punishment of someone they follow on, the same people and hours in each market.
    """

    id: ClassVar[str] = "H13"
    expected: ClassVar[str] = "change in dissent among followers above 0 under punishment, at most .02 under friction"
    refuted_if: ClassVar[str] = "the opposite: less dissent among followers under punishment"
    source: ClassVar[str] = "Pan & Siegel 2020, American Political Science Review 114; Roberts 2018, Censored"
    speaks_to: ClassVar[str] = "guo_2017 as one market, steady effort; fear, or friction, or neither"
    lines: ClassVar[tuple[Line, ...]] = (Line(_SEEN, above(0.0), below(0.0)), Line(_UNSEEN, at_most(_CHANCE)))
    counter_evidence: ClassVar[bool] = True
    seconds: ClassVar[float] = 20.0
    members: int = parameter(
        2000,
        unit="members",
        bounds=(100, 100_000),
        meaning="Size of the audience.",
        source="Assumption: enough punished",
    )
    ticks: int = parameter(
        240, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: ten days"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the changes in dissent of followers under punishment and friction, and of the punished."""
        free, feared, slowed = (self._log(lives, replicate, {part: {} for part in parts}) for parts in _ENVIRONMENTS)
        return {
            _SEEN: feared.changed(free, feared.saw_at),
            _UNSEEN: slowed.changed(free, feared.saw_at),
            _PUNISHED: feared.changed(free, feared.punished_at),
            _WISHED: feared.wish(feared.saw_at),
            _WISHED_FREE: free.wish(feared.saw_at),
        }

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return what becomes of the punished, and of the wish to answer, whether or not fear lets it be said."""
        return [f"{name}: {mean_of(measured, name)}" for name in (_PUNISHED, _WISHED, _WISHED_FREE)]

    def measure_at_a_point(self, lives: Lives) -> dict[str, float | None]:
        """Return the changes of one replicate, in a world large enough for some to be punished and many to see it."""
        enough = self.model_copy(update={"members": max(self.members, _LEAST_MEMBERS)})
        numbers = enough.measure(lives, 0)
        return {line.of: numbers[line.of] for line in self.lines}

    def _log(self, lives: Lives, replicate: int, censorship: dict[str, Any]) -> DissentLog:
        design = {**ONE_MARKET} | {"ticks": self.ticks, "members": self.members, "censorship": censorship}
        world, log = lives.worlds("guo_2017", "strategy=broadcast", changes=design), DissentLog(self.members)
        lives.watched(world, replicate, log)
        return log.close()
