"""What a fact-check under a claim does to belief in it."""

from typing import ClassVar

from experiments.evidence.laboratory import Participants
from experiments.evidence.targets._fact_checked import FactChecked
from sim.state.voices import PEER, PRESS


class FactCheck(FactChecked):
    """A fact-checker's answer under a claim lowers belief in it.

    All participants read a fragile claim from someone like themselves; the treated also read, under it, the answer of
    a fact-checker (press, the force of one professional). Both arms are asked at once.
    """

    id: ClassVar[str] = "fact_check"

    def treat(self, treated: Participants) -> None:
        """Let them read the claim with the answer in its thread."""
        treated.read(PEER, answered_by=PRESS)
