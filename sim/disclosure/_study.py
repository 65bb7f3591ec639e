"""What researchers do with a release."""

from typing import NamedTuple

import numpy as np

from sim.base.parameters import Declared, parameter
from sim.kernels.coordination import SIGNS, Evidence, Known, Trail, signs, standing_out
from sim.state.release import Release


class Findings(NamedTuple):
    """What a study found: ``sources`` [k + q], the public sample's first and the released ones after them, the
    ``scores`` and each sign of all of them, and which of the sample [k] are ``attributed``.
    """

    sources: np.ndarray
    scores: np.ndarray
    signs: dict[int, np.ndarray]
    attributed: np.ndarray


class Study(Declared):
    """How outside researchers look for further accounts beside those that were released.

    They hold a sample of the accounts that posted in public about the same topics against the released ones, with the
    platform's detector and no column more than was published. Whoever looks more like the state's than a set share of
    the released accounts themselves do is attributed to the state; that may be wrong.
    """

    sample: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.05, 1.0),
        meaning="Share of the accounts that posted in public about the released topics that researchers collect.",
        source="Assumption: topic-matched samples are the practice (Alizadeh et al. 2020), whole streams are not sold",
    )
    cutoff: float = parameter(
        0.5,
        unit="share",
        bounds=(0, 1),
        plausible=(0.1, 0.95),
        meaning="Share of the released accounts that an account has to outscore in order to be attributed.",
        source="Assumption: no less like the state's than the typical released account",
    )
    delay: float = parameter(
        3.0,
        unit="days",
        bounds=(0, 10_000),
        plausible=(0.5, 60.0),
        meaning="Time from a release to the attributions made from it.",
        source="Assumption: the first reports on the release of August 2019 came out within days",
    )
    burst_window: float = parameter(
        15.0,
        unit="days",
        bounds=(1, 365),
        plausible=(3.0, 60.0),
        meaning="How near to a released account's creation an account must be created to count as of one burst.",
        source="237 of 744 disclosed accounts were created in one month",
    )
    cost: float = parameter(
        1.0,
        unit="research cost units",
        bounds=(0, 1e6),
        plausible=(0.1, 10.0),
        meaning="Cost of examining one account.",
        source="Assumption: the unit of researchers' cost",
    )
    heed: float = parameter(
        0.3,
        unit="share",
        bounds=(0, 1),
        plausible=(0.0, 0.8),
        meaning="How far the platform's suspicion rises toward certainty for accounts like those attributed.",
        source="Assumption: platforms act on outsiders' findings, and not on all of them",
    )

    def findings(self, release: Release, sample: Evidence, hours: float) -> Findings:
        """Return what the released tables tell of a public sample; ``hours`` since the start.

        Released accounts are scored the same way, each held against the others. Where reasons were published, signs
        weigh as often as they were the reason.
        """
        evidence = with_released(sample, release)._replace(known=known_from(release))
        found = signs(evidence, self.burst_window, hours)
        scores = standing_out(found, len(evidence.sources), weights_of_signs(release))
        n = len(sample.sources)
        attributed = np.zeros(n, np.bool_)
        if found and len(scores) > n:
            attributed = scores[:n] > np.quantile(scores[n:], self.cutoff)
        return Findings(evidence.sources, scores, found, attributed)


def weights_of_signs(release: Release) -> np.ndarray | None:
    """Return how often each of ``SIGNS`` was the reason [4], None where no reasons were published."""
    users = release.users
    if users is None or users.reasons is None:
        return None
    return np.bincount(users.reasons, minlength=len(SIGNS)).astype(np.float64)


def known_from(release: Release) -> Known:
    """Return the released accounts as the detector takes them, with the columns that were published."""
    users, posts = release.users, release.posts
    dated = release.names[:0] if users is None else users.sources
    trail = None if posts is None else Trail(posts.authors, posts.ticks, posts.narratives)
    return Known(
        sources=release.names,
        dated=dated,
        created_hour=None if users is None else users.created_hour,
        trail=trail,
        silent_from=None if users is None else users.suspended,
    )


def with_released(sample: Evidence, release: Release) -> Evidence:
    """Return the evidence on a public sample followed by that on the released accounts that have a row of their own."""
    users, posts = release.users, release.posts
    if users is None and posts is None:
        return Evidence(sample.sources)
    made = sample
    if posts is not None and sample.trail is not None:
        own = (posts.authors, posts.ticks, posts.narratives)
        made = made._replace(trail=Trail(*(np.r_[one, other] for one, other in zip(sample.trail, own, strict=True))))
    if users is None:
        released = np.unique(posts.authors) if posts is not None else release.names[:0]
        return made._replace(sources=np.r_[sample.sources, released], created_hour=None, followers=None)
    created = None if sample.created_hour is None else np.r_[sample.created_hour, users.created_hour]
    followers = None if sample.followers is None else np.r_[sample.followers, users.followers]
    return made._replace(sources=np.r_[sample.sources, users.sources], created_hour=created, followers=followers)
