"""H7: does a burst of new accounts give an operation away, and does patience hide it?"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from experiments.evidence.hypotheses._hypothesis import Numbers, WorldHypothesis, mean_of
from experiments.evidence.judgement import Line, above, at_least, at_most, below
from experiments.evidence.lives import Lives
from sim import Marketplace, Scenario
from sim.base.chance import purpose, stream
from sim.base.parameters import parameter
from sim.cast.public_record import PublicRecord
from sim.cast.seating import seat_accounts
from sim.kernels.coordination import CREATION, SYNCHRONY, Evidence, Trail, mean_of_signs, signs
from sim.kernels.luck import keyed_luck
from sim.kernels.ranking import auc
from sim.state.inputs import Inputs, ReleasedAccounts
from sim.state.voices import SAYS_NOTHING

_BURST, _SPREAD, _FALLS = "AUC, burst", "AUC, spread", "AUC, burst − spread"
_DATES = purpose("evidence.spreads_account_creation")
_HOURS_PER_DAY, _DAYS_PER_MONTH = 24.0, 365.25 / 12.0
_DETECTORS = ("all signs", "joint posting")


class CreationBurst(WorldHypothesis):
    """A detector of joint creation finds a burst like that of August 2017, and not accounts spread over two years.

    The covert accounts have the creation dates of the accounts disclosed in 2019, or dates drawn evenly from the months
    before the start; all else is the same. At the end, those who posted about the campaign's topics are ranked by how
    crowded their creation date is among all of these, as the platform's detector does: the area under the curve is the
    chance that a covert account ranks above an ordinary one.
    """

    id: ClassVar[str] = "H7"
    expected: ClassVar[str] = "AUC at least .9 with the dates of 2017, below .7 when creation is spread over 24 months"
    refuted_if: ClassVar[str] = "flat: the area does not fall"
    source: ClassVar[str] = "expert conversation of 2019: over 400 of 936 accounts were created in 2017"
    speaks_to: ClassVar[str] = "guo_2017, steady effort, open market; sign creation_burst of the detector, 15 days"
    lines: ClassVar[tuple[Line, ...]] = (
        Line(_BURST, at_least(0.9)),
        Line(_SPREAD, below(0.7)),
        Line(_FALLS, above(0.0), at_most(0.0)),
    )
    seconds: ClassVar[float] = 8.0
    months: float = parameter(
        24.0, unit="months", bounds=(1.0, 120.0), meaning="Over which creation is spread.", source="6-EVIDENCE: H7"
    )
    members: int = parameter(
        1000, unit="members", bounds=(100, 100_000), meaning="Size of the audience.", source="Assumption: enough talk"
    )
    ticks: int = parameter(
        168, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: a week"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the area under the curve of the sign for either dates, and that of the other signs."""
        world = lives.worlds("guo_2017", "strategy=broadcast", *self.size())
        burst = areas(lives.watched(world, replicate))
        spread = areas(lives.watched(self._spread(world, lives.seed, replicate), replicate))
        fell = None if burst[CREATION] is None or spread[CREATION] is None else burst[CREATION] - spread[CREATION]
        others = {
            f"{name}, {dates}": found[sign]
            for dates, found in (("burst", burst), ("spread", spread))
            for name, sign in (("all signs", None), ("joint posting", SYNCHRONY))
        }
        return {_BURST: burst[CREATION], _SPREAD: spread[CREATION], _FALLS: fell} | others

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return the areas of all signs together, and of joint posting."""
        return [
            f"AUC of {name}, {dates}: {mean_of(measured, f'{name}, {dates}')}"
            for name in _DETECTORS
            for dates in ("burst", "spread")
        ]

    def _spread(self, world: Scenario, seed: int, replicate: int) -> Scenario:
        """Return the world with the same followers on accounts whose dates are spread evenly."""
        luck = stream(seed, replicate)
        seated = seat_accounts(world, luck)
        followers = seated.followers[seated.covert]
        span = self.months * _DAYS_PER_MONTH * _HOURS_PER_DAY
        created = -span * keyed_luck(luck, _DATES, np.arange(len(followers)))
        return world.model_copy(update={"inputs": Inputs(accounts=ReleasedAccounts(created, followers))})


def areas(market: Marketplace) -> dict[int | None, float | None]:
    """Return the area under the curve of each sign, and under None that of their mean, over all who posted."""
    posts, record = market.forum.posts.in_use(), PublicRecord(market)
    own = market.operation.own | market.operation.rivals
    topical = (posts["stance"] != SAYS_NOTHING) & own[posts["narrative"]]
    sources = np.unique(posts["author"][topical]).astype(np.int64)
    sources = sources[sources < market.first_desk]
    trail = Trail(posts["author"][topical], posts["born"][topical], posts["narrative"][topical])
    profiles = record.profiles
    evidence = Evidence(sources, profiles.created_hour[sources], profiles.followers[sources], trail)
    found = signs(evidence, market.world.enforcement.burst_window, market.hours)
    scores: dict[int | None, np.ndarray] = {None: mean_of_signs(found, len(sources)), **found}
    truth = record.covert(sources)
    known = {sign: auc(score, truth) for sign, score in scores.items()}
    return {sign: None if np.isnan(area) else area for sign, area in known.items()}
