"""What a fact-check that stands alone, as a post of its own, does to belief."""

from typing import ClassVar

from experiments.evidence._contract import Outcome, around
from experiments.evidence.effect_sizes import standardised_difference
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import DENIES, PEER, PRESS


class FactCheckPost(Target):
    """A fact-check in a post of its own lowers belief in the claim that was read before.

    As ``fact_check``, but the fact-check is an article: a post by press that denies the claim. The cited studies used
    both forms.
    """

    id: ClassVar[str] = "fact_check_post"
    expected: ClassVar[str] = "d = .29"
    tolerance: ClassVar[str] = "± .10"
    source: ClassVar[str] = "Walter, Cohen, Holbert & Morag 2020, Political Communication 37, political beliefs"
    fast: ClassVar[bool] = True
    seconds: ClassVar[float] = 1.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return how much lower belief is among those who read the fact-check, in standard deviations."""
        world = worlds("guo_2017", changes={"narratives": claim()})
        control, treated = Participants(world, seed), Participants(world, seed)
        control.read(PEER)
        treated.read(PEER)
        treated.read(PRESS, DENIES)
        lowered = -standardised_difference(treated.answers(), control.answers())
        return Outcome((around("d", 0.29, lowered, 0.10),))
