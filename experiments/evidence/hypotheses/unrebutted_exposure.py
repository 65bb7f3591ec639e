"""H12: do state messages that nobody answers persuade?"""

from collections.abc import Sequence
from typing import ClassVar

from experiments.evidence.hypotheses._hypothesis import Hypothesis, Numbers, mean_of, ratio
from experiments.evidence.judgement import Line, above, at_most
from experiments.evidence.lives import Lives
from experiments.evidence.targets.unrebutted import siding

_GAINED, _PART = "points gained unrebutted", "part of it gained with a rebuttal"
_THIRD = 1.0 / 3.0


class UnrebuttedExposure(Hypothesis):
    """Forced exposure to state messages persuades where nobody answers, and with a rebuttal at most a third as much.

    Counter-evidence: a model in which propaganda never works is rigged. The virtual study is that of the target
    ``unrebutted``, which no calibration is ever shown; a replicate is another 2,000 participants.
    """

    id: ClassVar[str] = "H12"
    expected: ClassVar[str] = (
        "points gained unrebutted above 0 (published: +38), and of these at most 1/3 with a rebuttal"
    )
    refuted_if: ClassVar[str] = "0 points or fewer unrebutted"
    source: ClassVar[str] = (
        "Mattingly, Incerti, Ju, Moreshead, Tanaka & Yamagishi 2024, Am. Journal of Political Science"
    )
    speaks_to: ClassVar[str] = "the laboratory: four messages, each followed by the other side's in one arm"
    lines: ClassVar[tuple[Line, ...]] = (Line(_GAINED, above(0.0), at_most(0.0)), Line(_PART, at_most(_THIRD)))
    counter_evidence: ClassVar[bool] = True
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the points gained without an answer, what part of them is gained with one, and who sided before."""
        sided = siding(lives.worlds, lives.seed, replicate)
        return {
            _GAINED: 100.0 * sided.alone,
            _PART: ratio(sided.beside, sided.alone) if sided.alone > 0.0 else None,
            "before": 100.0 * sided.before,
        }

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return where the participants stood before."""
        return [f"{mean_of(measured, 'before').value:.1f} of 100 sided with the state before; published +38 and +6"]
