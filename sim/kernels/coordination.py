"""Signs of coordination that an outsider can see in data on accounts and posts.

One module for platform and researchers alike; it reads only the columns it is given.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.crowding import crowds

HOURS_PER_DAY = 24.0
HOURS_PER_YEAR = HOURS_PER_DAY * 365.25


class Trail(NamedTuple):
    """Who posted what and when, one row a post: ``authors`` [m] source rows, ``ticks`` [m], ``narratives`` [m]."""

    authors: np.ndarray
    ticks: np.ndarray
    narratives: np.ndarray


class Evidence(NamedTuple):
    """What is known of some accounts, one row an account; a column that was not given is None and is not asked for.

    ``sources`` [k] source rows; ``created_hour`` [k] before or after the start; ``followers`` [k]; ``trail`` the posts
    of these and perhaps of other accounts.
    """

    sources: np.ndarray
    created_hour: np.ndarray | None = None
    followers: np.ndarray | None = None
    trail: Trail | None = None


def suspicion(evidence: Evidence, burst_window: float, now: float) -> np.ndarray:
    """Return how coordinated each account looks [k], in [0, 1]: the mean of the signs that the evidence allows.

    Signs: crowded creation date and youth (by date of creation), bareness (by followers), synchrony (by posts);
    without any column nobody is suspicious. ``burst_window`` in days, ``now`` in hours.
    Assumption: the signs weigh alike, as nobody has weighed them for this model.
    """
    signs = []
    if evidence.created_hour is not None:
        signs += [creation_burst(evidence.created_hour, burst_window), youth(evidence.created_hour, now)]
    if evidence.followers is not None:
        signs.append(poor_hygiene(evidence.followers))
    if evidence.trail is not None:
        signs.append(synchrony(evidence.sources, evidence.trail))
    return np.mean(signs, axis=0) if signs else np.zeros(len(evidence.sources))


def creation_burst(created_hour: np.ndarray, window_days: float) -> np.ndarray:
    """Return how crowded each account's creation date is [k]: 0 alone, 1 on the most crowded of all dates.

    Crowded means the number of others created no more than the window of whole days before or after.
    """
    day = np.floor(created_hour / HOURS_PER_DAY).astype(np.int64)
    if len(day) == 0:
        return np.zeros(0)
    window = int(window_days)
    day -= day.min()
    born_before = np.concatenate([[0], np.cumsum(np.bincount(day))])
    last = np.minimum(day + window + 1, len(born_before) - 1)
    others = born_before[last] - born_before[np.maximum(day - window, 0)] - 1
    return np.asarray(others / max(int(others.max()), 1))


def youth(created_hour: np.ndarray, now: float) -> np.ndarray:
    """Return how young each account is [k]: 1 at birth, halved with every year of age."""
    return np.asarray(np.exp2(-np.maximum(now - created_hour, 0.0) / HOURS_PER_YEAR))


def poor_hygiene(followers: np.ndarray) -> np.ndarray:
    """Return how bare each account is [k]: 1 without followers, 1/2 with ten, toward 0 with many.

    Assumption: ten followers are about what an idle personal account has.
    """
    return np.asarray(1.0 / (1.0 + followers / _FEW_FOLLOWERS))


def synchrony(sources: np.ndarray, trail: Trail) -> np.ndarray:
    """Return how much each account posts in step with others [k]: 0 always alone, 1 always in the largest company.

    Company is the number of other authors who post on the same narrative in the same tick; an account has the mean
    over the moments at which it posted, relative to the largest company of all. Who never posted has 0.
    Source: Pacheco et al. 2021, Uncovering coordinated networks (co-activity within a time window).
    """
    if len(trail.authors) == 0:
        return np.zeros(len(sources))
    first, n_narratives = int(trail.ticks.min()), int(trail.narratives.max()) + 1
    moments = (trail.ticks.astype(np.int64) - first) * n_narratives + trail.narratives
    n_authors = int(max(trail.authors.max(), sources.max(initial=0))) + 1
    found = crowds(trail.authors.astype(np.int64), moments, n_authors, int(moments.max()) + 1)
    company, times = found.company[sources], found.times[sources]
    return np.asarray(company / np.maximum(times, 1) / max(float(found.largest), 1.0))


_FEW_FOLLOWERS = 10.0
