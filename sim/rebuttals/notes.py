"""Notes: context that readers attach to a post once raters who otherwise disagree agree on it."""

import numpy as np

from sim.base.parameters import parameter
from sim.rebuttals._contract import RebuttalPart


class Notes(RebuttalPart):
    """Members propose and rate notes; one that disagreeing raters find helpful is shown under its post, after a delay.

    What a member believes is the only thing on which raters differ; the evidence is the same for all of them.

    Names: Community Notes, Birdwatch, bridging-based fact-checking by the crowd.
    Source: Wojcik et al. 2022, Birdwatch; the published ranking algorithm of Community Notes.
    """

    propose_rate: float = parameter(
        0.5,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.05, 1.0),
        meaning="Chance that a reader who fully disbelieves a post proposes a note, where there is none yet.",
        source="Assumption: a member stands for many people, of whom one suffices; about a tenth is then shown",
    )
    rate_rate: float = parameter(
        1.0,
        unit="probability",
        bounds=(0, 1),
        plausible=(0.2, 1.0),
        meaning="Chance that a reader of a post for which a note was proposed rates the note.",
        source="Assumption: a member stands for many people, of whom some are contributors",
    )
    scrutiny: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.9),
        meaning="How far a rating follows the evidence, the post's fragility, rather than the rater's disbelief.",
        source="Assumption: half; sides predict ratings far better than contents do (Allen, Martel & Rand 2022)",
    )
    least_ratings: int = parameter(
        5,
        unit="ratings",
        bounds=(1, 1000),
        plausible=(3, 20),
        meaning="How many ratings a note needs before it can be shown.",
        source="Community Notes, note ranking algorithm: at least 5",
    )
    threshold: float = parameter(
        0.4,
        unit="helpfulness",
        bounds=(-2, 2),
        plausible=(0.1, 0.5),
        meaning="Intercept of the note above which it is shown.",
        source="Community Notes, note ranking algorithm: 0.40, which less than a tenth of the notes reach",
    )
    delay: float = parameter(
        15.0,
        unit="hours",
        bounds=(0, 1000),
        plausible=(2.0, 36.0),
        meaning="Least age of a post at which its note is shown.",
        source="Assumption: early; the mean is 66 h (Razuvayevskaya et al. 2025), Chuai et al. 2024 consider 2 to 36 h",
    )
    recompute: float = parameter(
        1.0,
        unit="hours",
        bounds=(0.01, 1000),
        plausible=(1.0, 24.0),
        meaning="How often the ratings are weighed anew.",
        source="Community Notes, note ranking algorithm: re-trained every hour",
    )
    memory: float = parameter(
        336.0,
        unit="hours",
        bounds=(1, 1e6),
        plausible=(24.0, 720.0),
        meaning="How long a rating counts; older ones no longer tell where raters stand.",
        source="Assumption: two weeks",
    )
    force: float = parameter(
        1.0,
        unit="professional rebuttals",
        bounds=(0, 10),
        plausible=(0.3, 3.0),
        meaning="Force of a shown note.",
        source="Assumption: that of a professional's answer",
    )
    endorsement_cut: float = parameter(
        0.45,
        unit="share",
        bounds=(0, 1),
        plausible=(0.2, 0.62),
        meaning="Share of likes and shares that a post loses while its note is shown.",
        source="Slaughter et al. 2025, within 48 h: reposts -46 %, likes -44 %; Chuai et al. 2024: spread -62 %",
    )

    def proposes(self, believed: np.ndarray, luck: np.ndarray) -> np.ndarray:
        """Return which readings [k] lead to a proposal; ``believed`` is the reader's belief in what the post says."""
        return luck < self.propose_rate * (1.0 - believed)

    def rates(self, luck: np.ndarray) -> np.ndarray:
        """Return which readings [k] of a post with a proposed note lead to a rating of the note."""
        return luck < self.rate_rate

    def finds_helpful(self, believed: np.ndarray, fragility: np.ndarray, luck: np.ndarray) -> np.ndarray:
        """Return the ratings [k], 1 for helpful: chance (1 - scrutiny) x disbelief + scrutiny x fragility."""
        return (luck < (1.0 - self.scrutiny) * (1.0 - believed) + self.scrutiny * fragility).astype(np.float64)

    def shows(self, intercepts: np.ndarray, n_ratings: np.ndarray, ages: np.ndarray) -> np.ndarray:
        """Return which notes [k] are shown; ``ages`` of their posts in hours."""
        return (intercepts >= self.threshold) & (n_ratings >= self.least_ratings) & (ages >= self.delay)
