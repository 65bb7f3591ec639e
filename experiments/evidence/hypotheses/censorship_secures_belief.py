"""H5: does silencing rebuttals secure belief, and more so than enforcement takes away?"""

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Line, above, at_least, below
from experiments.evidence.lives import Lives

_SECURED, _BEYOND, _TAKEN = "belief(full) − belief(open)", "that, beyond what enforcement takes", "enforcement takes"
# The scenario's own home market is censored: what is chosen for all opens it as well.
_SETTINGS = {
    "open": ("censorship=open",),
    "full": ("censorship=full",),
    "maximal": ("censorship=open", "enforcement=maximal"),
}


class CensorshipSecuresBelief(WorldHypothesis):
    """Full censorship secures belief: it gains at least .2 on the open market, and more than enforcement costs there.

    Mean belief at the end among those who met a narrative of the operation, whose effort is steady; with a reactive one
    (a setting) the censor silences the rival that sets it off.
    """

    id: ClassVar[str] = "H5"
    expected: ClassVar[str] = (
        "belief(full) − belief(open) at least .2, and above belief(no enforcement) − belief(maximal)"
    )
    refuted_if: ClassVar[str] = "belief(full) − belief(open) below .05"
    source: ClassVar[str] = "expert conversation of 2019: only force secures dominance"
    speaks_to: ClassVar[str] = "guo_2017; censorship and enforcement in all markets"
    lines: ClassVar[tuple[Line, ...]] = (Line(_SECURED, at_least(0.2), below(0.05)), Line(_BEYOND, above(0.0)))
    seconds: ClassVar[float] = 20.0
    strategy: Literal["broadcast", "reactive"] = Field("broadcast", description="How the operation spends its effort.")

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return what the censor secures, what enforcement takes, and the one beyond the other."""
        belief = {name: self._belief(lives, replicate, rules) for name, rules in _SETTINGS.items()}
        if None in belief.values():
            return dict.fromkeys((_SECURED, _BEYOND, _TAKEN))
        secured = belief["full"] - belief["open"]  # type: ignore[operator]
        taken = belief["open"] - belief["maximal"]  # type: ignore[operator]
        return {_SECURED: secured, _TAKEN: taken, _BEYOND: secured - taken}

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return what enforcement takes."""
        return [f"{_TAKEN} {mean_of(measured, _TAKEN)}"]

    def _belief(self, lives: Lives, replicate: int, rules: tuple[str, ...]) -> float | None:
        record = lives.record(replicate, "guo_2017", f"strategy={self.strategy}", *self.size(), *rules)
        met = record.acquainted[:, record.campaign]
        return float(record.belief[:, record.campaign][met].mean()) if met.any() else None
