"""How belief grows when a claim is repeated again and again."""

from typing import ClassVar

import numpy as np

from experiments.evidence._contract import Outcome, around
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import PEER

_FEW, _MORE, _MANY = 3, 9, 27


class Repetition(Target):
    """Belief grows with the logarithm of repetitions: each tripling adds the same.

    Mean belief after 3, 9 and 27 meetings within the hour. The statistic is what the second tripling adds over what the
    first added: 1 where growth is logarithmic, 3 where every meeting adds the same, 0 where belief is sated. Half as
    much on either side is accepted, as the study tells the logarithm from a line and from satiation, and no finer.
    """

    id: ClassVar[str] = "repetition"
    expected: ClassVar[str] = "a ratio of 1: logarithmic growth"
    tolerance: ClassVar[str] = "± .5"
    source: ClassVar[str] = "Hassan & Barber 2021, Cognitive Research 6: up to 27 repetitions, logarithmic in shape"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return what the tripling from 9 to 27 meetings adds over what that from 3 to 9 adds."""
        arm = Participants(worlds("guo_2017", changes={"narratives": claim()}), seed)
        means = {}
        for n_met in range(1, _MANY + 1):
            arm.read(PEER)
            if n_met in (_FEW, _MORE, _MANY):
                means[n_met] = float(np.mean(arm.answers()))
        first = means[_MORE] - means[_FEW]
        ratio = (means[_MANY] - means[_MORE]) / first if first else None
        return Outcome((around("ratio", 1.0, ratio, 0.5),))
