"""H10: what does who speaks first win?"""

from collections.abc import Sequence
from typing import ClassVar

from experiments.evidence.effect_sizes import standardised_difference
from experiments.evidence.hypotheses._hypothesis import Hypothesis, Numbers, mean_of
from experiments.evidence.judgement import Line, Side, at_most
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.lives import Lives
from sim.base.parameters import parameter
from sim.state.voices import DENIES, PEER, PRESS

_WON, _LEFT = "won over a late rebuttal", "left of the claim after it"
# r = -.05 with an interval of ±.049 (p = .045) as a standardised difference, 2r / sqrt(1 - r²).
# Source: Walter & Tukachinsky 2020; conversion: Borenstein, Hedges, Higgins & Rothstein 2009, eq. 7.5.
_LEAST_REMAINDER, _MOST_REMAINDER = 0.002, 0.199


class LateRebuttal(Hypothesis):
    """Who speaks first wins over a late rebuttal no more than the remainder that corrections leave.

    Participants read a claim of another member, and press that denies it: at once, or late. What speaking first wins
    is how much more the claim is believed where the rebuttal was late, in standard deviations of answers, everyone
    asked the same time after the late rebuttal. The remainder is the published continued influence, d = .002 to .199.
    """

    id: ClassVar[str] = "H10"
    expected: ClassVar[str] = "belief with a late rebuttal above that with one at once by d = .002 to .199"
    refuted_if: ClassVar[str] = "late equals early: not above 0"
    source: ClassVar[str] = "remainder: Walter & Tukachinsky 2020, Communication Research 47 (r = -.05 ± .049)"
    speaks_to: ClassVar[str] = "the laboratory: one claim, one rebuttal of its own post"
    lines: ClassVar[tuple[Line, ...]] = (Line(_WON, Side(_LEAST_REMAINDER, _MOST_REMAINDER), at_most(0.0)),)
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0
    late: float = parameter(
        24.0, unit="hours", bounds=(1.0, 2_000.0), meaning="How late is late.", source="Assumption: the next day"
    )
    asked: float = parameter(
        24.0, unit="hours", bounds=(0.0, 2_000.0), meaning="How long after it one is asked.", source="Assumption: a day"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return what speaking first wins, and what the claim leaves after either rebuttal."""
        world = lives.worlds("guo_2017", changes={"narratives": claim()})
        control, early, late = (Participants(world, lives.seed, replicate=replicate) for _ in range(3))
        early.read(PEER)
        early.read(PRESS, DENIES)
        late.read(PEER)
        for arm in (control, early, late):
            arm.wait(self.late)
        late.read(PRESS, DENIES)
        for arm in (control, early, late):
            arm.wait(self.asked)
        answers = {name: arm.answers() for name, arm in (("control", control), ("early", early), ("late", late))}
        return {
            _WON: standardised_difference(answers["late"], answers["early"]),
            f"{_LEFT}, late": standardised_difference(answers["late"], answers["control"]),
            f"{_LEFT}, at once": standardised_difference(answers["early"], answers["control"]),
        }

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return what is left of the claim after either rebuttal."""
        return [f"{_LEFT}, {when}: {mean_of(measured, f'{_LEFT}, {when}')}" for when in ("late", "at once")]
