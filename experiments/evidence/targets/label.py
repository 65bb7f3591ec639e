"""What a label on state media does to likes, and what it does not do to belief."""

from typing import ClassVar

from experiments.evidence._contract import Check, Outcome, around
from experiments.evidence.effect_sizes import change, standardised_difference
from experiments.evidence.laboratory import Participants, claim
from experiments.evidence.targets._labelled import endorsements
from experiments.evidence.targets._target import Target
from experiments.evidence.worlds import Worlds
from sim.state.voices import STATE


class Label(Target):
    """Labelled state media draw a fifth to a third fewer likes, and a single post is believed as before.

    Two markets that share every draw, with and without labels: likes of the overt accounts' posts. In the laboratory,
    participants read a post of an overt voice with or without a label.
    """

    id: ClassVar[str] = "label"
    expected: ClassVar[str] = "20 to 31 % fewer likes; no effect on accuracy"
    tolerance: ClassVar[str] = "the range; d within ± .05"
    source: ClassVar[str] = (
        "Aguerri, Santisteban & Miró-Llinares 2024, Crime Science 13 (likes); HKS Misinformation Review 2023, "
        "State media tagging does not affect perceived tweet accuracy"
    )
    fast: ClassVar[bool] = False
    seconds: ClassVar[float] = 2.0

    def measure(self, worlds: Worlds, seed: int) -> Outcome:
        """Return by how much likes change under a label, and the difference in belief of a single post."""
        bare, labelled = endorsements(worlds, seed, {}), endorsements(worlds, seed, {"label": {}})
        world = worlds("guo_2017", changes={"narratives": claim(serves="state")})
        control, treated = Participants(world, seed), Participants(world, seed)
        control.read(STATE)
        treated.read(STATE, endorsement=1.0 - labelled.cut)
        accuracy = standardised_difference(treated.answers(), control.answers())
        likes = Check("likes", -0.255, change(labelled.likes, bare.likes), -0.31, -0.20)
        return Outcome((likes, around("d of belief", 0.0, accuracy, 0.05)), note=f"{bare.likes} likes without a label.")
