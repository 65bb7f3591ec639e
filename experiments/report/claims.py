"""The claims of the source as hypotheses, each with the line that refutes it."""

from __future__ import annotations

from typing import NamedTuple


class Claim(NamedTuple):
    """A hypothesis and the line that refutes it."""

    says: str
    refuted_if: str


CLAIMS = {
    "H1": Claim(
        "Belief gained per exposure from a distrusted source is less than a quarter of that from a neutral one",
        "a half or more",
    ),
    "H2": Claim(
        "Buzz is not soft power: across campaigns reach and belief gained are uncorrelated where comments are open",
        "a correlation above .2 with comments open",
    ),
    "H3": Claim(
        "Fragile contested posts last 4 to 9 rounds (median) in the open",
        "more than half of the plausible range of blow and parry lies outside 3 to 12",
    ),
    "H4": Claim(
        (
            "The restricted mean time to knock-out of contested fragile posts is at least 5 times longer where "
            "rebuttals are censored"
        ),
        "less than 2 times",
    ),
    "H5": Claim(
        (
            "Suppressing rebuttals secures belief: full censorship adds at least .2, and more than the strictest "
            "enforcement takes away"
        ),
        "less than .05",
    ),
    "H6": Claim(
        "Persuasion per cost falls with disclosure by at least 10%",
        "it does not fall with every step, or by less than 10%",
    ),
    "H7": Claim(
        "Synchrony detection finds a burst of new accounts (AUC .9) and not one spread over two years (below .7)",
        "the same in both",
    ),
    "H8": Claim(
        "Segment-matched attacks beat one message at equal budget, unless segments see each other's threads",
        "no advantage, or it stays",
    ),
    "H9": Claim(
        "A block at home that shows lowers later belief gained abroad by at least 10%",
        "none",
    ),
    "H10": Claim(
        "Speaking first wins only the continued-influence remainder over a late rebuttal",
        "late equals early",
    ),
    "H11": Claim(
        "An exported removal quota well below full control reproduces 80% of censored survival",
        "only above .8 of full control",
    ),
    "H12": Claim(
        "Unrebutted, forced exposure persuades strongly; with a rebuttal at most a third of it",
        "nothing unrebutted",
    ),
    "H13": Claim(
        "Visible repression raises dissent among followers, friction does not",
        "the opposite",
    ),
    "H14": Claim(
        "Narratives that survived unopposed last fewer rounds abroad than those that survived in the open",
        "no difference",
    ),
    "H15": Claim(
        "A flood of cheer changes reach, not standing: the rival's credibility moves by less than .02",
        ".05 or more",
    ),
}
