"""What state messages do to people who hear no answer, and to people who do."""

from typing import ClassVar, NamedTuple

import numpy as np

from experiments.evidence._contract import Outcome, between
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import CRITIC, DENIES, STATE

_MESSAGES = 4
# Median prior belief at which 16 % of a control group prefer the state's system, if a standard deviation is 1.
_PRIOR = -1.0


class Unrebutted(Target):
    """State messages that nobody answers persuade; side by side with answers they do far less.

    Held out of every calibration: it is the strongest published evidence against the source. Participants, of whom
    about one in six sides with the state, are made to read four messages of an overt state voice; in the other arm
    each is followed by a message of the other side. Counted is who finds the state's claim more likely than not. Four
    messages are an assumption.
    """

    id: ClassVar[str] = "unrebutted"
    expected: ClassVar[str] = "+38 points unanswered, +6 answered"
    tolerance: ClassVar[str] = "a ratio of at most 1/3, and more than 0 points unanswered"
    source: ClassVar[str] = (
        "Mattingly, Incerti, Ju, Moreshead, Tanaka & Yamagishi 2024, Am. Journal of Political Science"
    )
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0
    held_out: ClassVar[bool] = True

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return the points gained without an answer, and what part of them is gained with one."""
        sided = siding(worlds, seed)
        ratio = sided.beside / sided.alone if sided.alone > 0.0 else None
        note = (
            f"{sided.before:.0%} sided with the state unmoved, {sided.before + sided.alone:.0%} unanswered, "
            f"{sided.before + sided.beside:.0%} answered."
        )
        checks = (between("ratio", -np.inf, 1.0 / 3.0, ratio), between("points", 1e-9, 100.0, 100.0 * sided.alone))
        return Outcome(checks, note=note)


class Siding(NamedTuple):
    """The share who sided with the state ``before``, and what is added by messages ``alone`` and ``beside`` answers."""

    before: float
    alone: float
    beside: float


def siding(worlds: Worlds, seed: int, replicate: int = 0) -> Siding:
    """Repeat the study once, on the people of a replicate."""
    world = worlds("guo_2017", changes={"narratives": claim(serves="state", prior=_PRIOR)})
    control, alone, answered = (Participants(world, seed, replicate=replicate) for _ in range(3))
    for _ in range(_MESSAGES):
        alone.read(STATE)
        answered.read(STATE)
        answered.read(CRITIC, DENIES)
    before, unanswered, beside = (_siding(arm) for arm in (control, alone, answered))
    return Siding(before, unanswered - before, beside - before)


def _siding(arm: Participants) -> float:
    return float(np.mean(arm.answers() > 0.5))
