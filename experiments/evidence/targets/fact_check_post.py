"""What a fact-check that stands alone, as a post of its own, does to belief."""

from typing import ClassVar

from experiments.evidence.laboratory import Participants
from experiments.evidence.targets._fact_checked import FactChecked
from sim.state.voices import DENIES, PEER, PRESS


class FactCheckPost(FactChecked):
    """A fact-check in a post of its own lowers belief in the claim that was read before.

    As ``fact_check``, but the fact-check is an article: a post by press that denies the claim. The cited studies used
    both forms.
    """

    id: ClassVar[str] = "fact_check_post"

    def treat(self, treated: Participants) -> None:
        """Let them read the claim, and then the article."""
        treated.read(PEER)
        treated.read(PRESS, DENIES)
