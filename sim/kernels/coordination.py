"""Signs of coordination that an outsider can see in data on accounts and posts.

One module for platform and researchers alike; it reads only the columns it is given.
"""

from typing import Final, NamedTuple

import numpy as np

from sim.kernels.crowding import crowds

HOURS_PER_DAY = 24.0
HOURS_PER_YEAR = HOURS_PER_DAY * 365.25

CREATION: Final = 0
YOUTH: Final = 1
BARENESS: Final = 2
SYNCHRONY: Final = 3
SIGNS: Final = ("creation_burst", "youth", "few_followers", "synchrony")


class Trail(NamedTuple):
    """Who posted what and when, one row a post: ``authors`` [m] source rows, ``ticks`` [m], ``narratives`` [m]."""

    authors: np.ndarray
    ticks: np.ndarray
    narratives: np.ndarray


class Known(NamedTuple):
    """Accounts of which it is known that they act together; a column that was withheld is None.

    ``sources`` [q] source rows; ``created_hour`` [q'] of those whose creation date is known, ``dated`` [q'] which they
    are; ``trail`` their posts; ``silent_from`` [q'] the tick from which each of these could not post any more.
    """

    sources: np.ndarray
    dated: np.ndarray
    created_hour: np.ndarray | None = None
    trail: Trail | None = None
    silent_from: np.ndarray | None = None


class Evidence(NamedTuple):
    """What is known of some accounts, one row an account; a column that was not given is None and is not asked for.

    ``sources`` [k] source rows; ``created_hour`` [k] before or after the start; ``followers`` [k]; ``trail`` the posts
    of these and perhaps of other accounts; ``known`` the accounts they are held against, None where they are held
    against each other.
    """

    sources: np.ndarray
    created_hour: np.ndarray | None = None
    followers: np.ndarray | None = None
    trail: Trail | None = None
    known: Known | None = None


def suspicion(evidence: Evidence, burst_window: float, now: float) -> np.ndarray:
    """Return how coordinated each account looks [k], in [0, 1]: the mean of the signs that the evidence allows.

    Without any column nobody is suspicious. ``burst_window`` in days, ``now`` in hours.
    """
    return mean_of_signs(signs(evidence, burst_window, now), len(evidence.sources))


def mean_of_signs(found: dict[int, np.ndarray], n: int) -> np.ndarray:
    """Return the mean [n] of what signs there are.

    Assumption: the signs weigh alike, as nobody has weighed them for this model.
    """
    return np.asarray(sum(found.values()) / len(found)) if found else np.zeros(n)


def standing_out(found: dict[int, np.ndarray], n: int, weights: np.ndarray | None = None) -> np.ndarray:
    """Return by how many standard deviations accounts [n] stand out from all of them, in the mean of their signs.

    ``weights`` [4] of ``SIGNS``; alike where None, or where they leave nothing of the signs that there are.
    Assumption: signs of unlike spread have to be put on one scale before they can be weighed against each other.
    """
    if not found or n == 0:
        return np.zeros(n)
    chosen = None if weights is None or weights[list(found)].sum() == 0.0 else weights[list(found)]
    return np.asarray(np.average([_standardised(values) for values in found.values()], axis=0, weights=chosen))


def _standardised(values: np.ndarray) -> np.ndarray:
    spread = float(values.std()) if len(values) else 0.0
    return np.asarray((values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values)))


def signs(evidence: Evidence, burst_window: float, now: float) -> dict[int, np.ndarray]:
    """Return each sign that the evidence allows [k], in [0, 1], by its place in ``SIGNS``.

    Crowded creation date and youth (by date of creation), bareness (by followers), synchrony (by posts). Held against
    known accounts, a sign is allowed where the same column of theirs was given: without it, nobody could say that it
    is a sign of these.
    """
    known, found = evidence.known, {}
    if evidence.created_hour is not None and (known is None or known.created_hour is not None):
        found[CREATION] = creation_burst(evidence.created_hour, burst_window, _others(evidence.sources, known))
        found[YOUTH] = youth(evidence.created_hour, now)
    if evidence.followers is not None and (known is None or known.created_hour is not None):
        found[BARENESS] = poor_hygiene(evidence.followers)
    if evidence.trail is not None and known is None:
        found[SYNCHRONY] = synchrony(evidence.sources, evidence.trail)
    elif evidence.trail is not None and known is not None and known.trail is not None:
        found[SYNCHRONY] = synchrony_with(known, known.trail, evidence.sources, evidence.trail)
    return found


def telling_signs(found: dict[int, np.ndarray], seats: np.ndarray) -> np.ndarray:
    """Return by which sign, as its place in ``SIGNS``, each of the accounts at ``seats`` [q] stands out most from all.

    ``found`` are the signs of all accounts that were looked at.
    """
    above = np.array([_standardised(values)[seats] for values in found.values()])
    return np.array(list(found), np.int8)[above.argmax(axis=0)]


class Others(NamedTuple):
    """Accounts beside which creation dates are crowded or not: their dates, and which accounts [k] are among them."""

    created_hour: np.ndarray
    among_them: np.ndarray


def _others(sources: np.ndarray, known: Known | None) -> Others | None:
    if known is None or known.created_hour is None:
        return None
    return Others(known.created_hour, np.isin(sources, known.dated))


def creation_burst(created_hour: np.ndarray, window_days: float, beside: Others | None = None) -> np.ndarray:
    """Return how crowded each account's creation date is [k]: 0 alone, 1 on the most crowded of all dates.

    Crowded means the number of others created no more than the window of whole days before or after: among all that
    are given, or among those ``beside`` them.
    """
    if len(created_hour) == 0:
        return np.zeros(0)
    window, day = int(window_days), _days(created_hour)
    dates = day if beside is None else _days(beside.created_hour)
    itself = np.ones(len(day), np.int64) if beside is None else beside.among_them.astype(np.int64)
    # Counted by day rather than sorted: there are fewer days than accounts, and this is asked in every tick.
    first, last = int(min(day.min(), dates.min(initial=day.min()))), int(day.max())
    born_before = np.concatenate([[0], np.cumsum(np.bincount(dates - first, minlength=last - first + 1))])
    days = np.arange(last - first + 1)
    until = np.minimum(days + window + 1, len(born_before) - 1)
    born_around = born_before[until] - born_before[np.maximum(days - window, 0)]
    others = born_around[day - first] - itself
    return np.asarray(others / max(int(others.max()), 1))


def _days(hours: np.ndarray) -> np.ndarray:
    return np.floor(hours / HOURS_PER_DAY).astype(np.int64)


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


def synchrony_with(known: Known, their_trail: Trail, sources: np.ndarray, trail: Trail) -> np.ndarray:
    """Return how much each account posts in step with known ones [k]: 0 never, 1 more than any other of those given.

    Of all the known accounts that it could have met at the moments at which it posted, the share that it did meet: on
    the same narrative in the same tick, itself left out. Who was suspended can be met no more, where that is known.
    Source: Pacheco et al. 2021 (co-activity); events over exposure is the usual estimate of a rate under censoring.
    """
    if len(trail.authors) == 0 or len(their_trail.authors) == 0:
        return np.zeros(len(sources))
    authors, author = np.unique(np.r_[trail.authors, their_trail.authors], return_inverse=True)
    n_narratives = int(max(trail.narratives.max(), their_trail.narratives.max())) + 1
    ticks = np.r_[trail.ticks, their_trail.ticks].astype(np.int64)
    first = int(ticks.min())
    moments = (ticks - first) * n_narratives + np.r_[trail.narratives, their_trail.narratives]
    acts = moments * len(authors) + author
    own, theirs = np.unique(acts[: len(trail.authors)]), np.unique(acts[len(trail.authors) :])
    crowded, crowd = np.unique(theirs // len(authors), return_counts=True)
    moment, author = own // len(authors), own % len(authors)
    place = np.minimum(np.searchsorted(crowded, moment), len(crowded) - 1)
    met = np.where(crowded[place] == moment, crowd[place], 0) - np.isin(own, theirs)
    could_meet = _at_large(known, moment // n_narratives + first) - np.isin(authors, known.sources)[author]
    rate = np.bincount(author, met, len(authors)) / np.maximum(np.bincount(author, could_meet, len(authors)), 1.0)
    seat = np.minimum(np.searchsorted(authors, sources), len(authors) - 1)
    rates = np.where(authors[seat] == sources, rate[seat], 0.0)
    return np.asarray(rates / max(float(rates.max(initial=0.0)), np.finfo(np.float64).tiny))


def _at_large(known: Known, ticks: np.ndarray) -> np.ndarray:
    """Return how many known accounts could post at each of the ticks [k]: all, unless it is known when they went."""
    if known.silent_from is None:
        return np.full(len(ticks), len(known.sources))
    gone = np.searchsorted(np.sort(known.silent_from), ticks, "right")
    return np.asarray(len(known.sources) - gone)


_FEW_FOLLOWERS = 10.0
