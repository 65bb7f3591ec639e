"""H15: does a flood of cheer hurt the rival it drowns?"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Line, Side
from experiments.evidence.lives import Lives
from sim.state.record import Record

_MOVED, _REACHED = "rival's credibility, flood − silent", "share who ever met the rival's claim, flood − silent"
_RIVAL = 0


class FloodOfCheer(WorldHypothesis):
    """A flood of cheer changes how far the rival's claim reaches, and not how far it is believed.

    The operation floods with a narrative that answers nothing, or is silent. The rival's credibility is the mean
    belief at the end among those who met its claim.
    """

    id: ClassVar[str] = "H15"
    expected: ClassVar[str] = "difference in the rival's credibility within .02 of none"
    refuted_if: ClassVar[str] = ".05 or more, either way"
    source: ClassVar[str] = "King, Pan & Roberts 2017: posts of cheer distract and do not argue"
    speaks_to: ClassVar[str] = "guo_2017 with narratives=critic_in_exile_and_cheer, strategy=flood and silent"
    lines: ClassVar[tuple[Line, ...]] = (
        Line(_MOVED, Side(-0.02, 0.02, closed=False), Side(-0.05, 0.05, outside=True)),
    )
    seconds: ClassVar[float] = 10.0

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return how far the flood moves the rival's credibility and reach."""
        common = ("narratives=critic_in_exile_and_cheer", *self.size())
        silent = lives.record(replicate, "guo_2017", *common, "strategy=silent")
        flood = lives.record(replicate, "guo_2017", *common, "strategy=flood", "strategy.cheer=1")
        believed = [_credibility_of_rival(record) for record in (flood, silent)]
        met = [float(np.mean(record.acquainted[:, _RIVAL])) for record in (flood, silent)]
        moved = None if None in believed else believed[0] - believed[1]  # type: ignore[operator]
        return {_MOVED: moved, _REACHED: met[0] - met[1]}

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return how far the flood changes the rival's reach."""
        return [f"{_REACHED}: {mean_of(measured, _REACHED)}"]


def _credibility_of_rival(record: Record) -> float | None:
    met = record.acquainted[:, _RIVAL]
    return float(record.belief[met, _RIVAL].mean()) if met.any() else None
