"""H7: does a burst of new accounts give an operation away, and does patience hide it?"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

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
# The burst of August 2017 is over as the operation begins: a new account that has not spoken cannot be ranked.
_AFTER_IT = "2017-09-01"
_DETECTORS = ("all signs", "joint posting")


class CreationBurst(WorldHypothesis):
    """A detector of joint creation finds a burst like that of August 2017, and not accounts spread over two years.

    The covert accounts have the creation dates of the accounts disclosed in 2019, or dates drawn evenly from the months
    before the start; all else is the same. At the end, those who posted about the campaign's topics are ranked by how
    crowded their creation date is among all of these, as the platform's detector does: the area under the curve is the
    chance that a covert account ranks above an ordinary one. Covert accounts are a tenth of those disclosed and members
    many, so that the covert are a minority of those ranked; with all 936 (``covert``) they are most of the crowd.
    """

    id: ClassVar[str] = "H7"
    expected: ClassVar[str] = "AUC at least .9 with the dates of 2017, below .7 when creation is spread over 24 months"
    refuted_if: ClassVar[str] = "flat: the area does not fall"
    source: ClassVar[str] = "expert conversation of 2019: over 400 of 936 accounts were created in 2017"
    speaks_to: ClassVar[str] = (
        "guo_2017 from September on, steady effort, open in all markets; sign creation_burst, 15 days"
    )
    lines: ClassVar[tuple[Line, ...]] = (
        Line(_BURST, at_least(0.9)),
        Line(_SPREAD, below(0.7)),
        Line(_FALLS, above(0.0), at_most(0.0)),
    )
    not_audited: ClassVar[str | None] = "nothing that is varied acts on dates of creation"
    seconds: ClassVar[float] = 18.0
    months: float = parameter(
        24.0, unit="months", bounds=(1.0, 120.0), meaning="Over which creation is spread.", source="6-EVIDENCE: H7"
    )
    covert: int = parameter(
        94, unit="accounts", bounds=(10, 100_000), meaning="Covert accounts.", source="Assumption: a tenth of 936"
    )
    members: int = parameter(
        20_000,
        unit="members",
        bounds=(100, 100_000),
        meaning="Size of the audience.",
        source="Assumption: covert ones are few",
    )
    ticks: int = parameter(
        168, unit="ticks", bounds=(48, 10_000), meaning="Length of a run.", source="Assumption: a week"
    )

    def measure(self, lives: Lives, replicate: int) -> Numbers:
        """Return the area under the curve of the sign for either dates, and that of the other signs."""
        world = lives.worlds(
            "guo_2017",
            "strategy=broadcast",
            "censorship=open",
            *self.size(),
            changes={"operation.starts_on": _AFTER_IT, "operation.covert": self.covert},
        )
        burst = ranking(lives.watched(world, replicate))
        spread = ranking(lives.watched(self._spread(world, lives.seed, replicate), replicate))
        first, last = burst.areas[CREATION], spread.areas[CREATION]
        fell = None if first is None or last is None else first - last
        others: dict[str, float | None] = {
            f"{name}, {dates}": found.areas[sign]
            for dates, found in (("burst", burst), ("spread", spread))
            for name, sign in (("all signs", None), ("joint posting", SYNCHRONY))
        }
        ranked = {"covert": burst.covert, "ordinary": burst.ordinary}
        return {_BURST: burst.areas[CREATION], _SPREAD: spread.areas[CREATION], _FALLS: fell} | others | ranked

    def also(self, measured: Sequence[Numbers]) -> list[str]:
        """Return the areas of all signs together, and of joint posting."""
        covert, ordinary = (mean_of(measured, kind).value or 0.0 for kind in ("covert", "ordinary"))
        return [f"{covert:.0f} covert accounts ranked among {ordinary:.0f} ordinary ones"] + [
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


class Ranking(NamedTuple):
    """The ``areas`` under the curve by sign, under None that of their mean, and how many accounts of either kind."""

    areas: dict[int | None, float | None]
    covert: int
    ordinary: int


def ranking(market: Marketplace) -> Ranking:
    """Return how well each sign ranks covert accounts above ordinary ones, over all who posted on the topics."""
    posts, record = market.forum.posts.in_use(), PublicRecord(market)
    topics = market.operation.own | market.operation.rivals
    topical = (posts["stance"] != SAYS_NOTHING) & topics[posts["narrative"]]
    sources = np.unique(posts["author"][topical]).astype(np.int64)
    sources = sources[sources < market.first_desk]
    trail = Trail(posts["author"][topical], posts["born"][topical], posts["narrative"][topical])
    profiles, truth = record.profiles, record.covert(sources)
    evidence = Evidence(sources, profiles.created_hour[sources], profiles.followers[sources], trail)
    found = signs(evidence, market.world.enforcement.burst_window, market.hours)
    scores: dict[int | None, np.ndarray] = {sign: found[sign] for sign in found}
    scores[None] = mean_of_signs(found, len(sources))
    known = {sign: auc(score, truth) for sign, score in scores.items()}
    areas = {sign: None if np.isnan(area) else area for sign, area in known.items()}
    return Ranking(areas, int(truth.sum()), int((~truth).sum()))
