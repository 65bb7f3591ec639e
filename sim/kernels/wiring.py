"""Building ties: who follows whom, as compressed rows."""

import math

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.kernels.curves import standard_normal
from sim.state.ties import Followees, Ties

_DEGREE = purpose("member.number_of_followees")
_TIE = purpose("member.follows")
_POPULARITY = purpose("member.popularity")
_AUDIENCE = purpose("source.is_followed_by")
_MOST_ATTEMPTS = 16


def compress(n_sources: int, follower: np.ndarray, followee: np.ndarray) -> Ties:
    """Return ties from pairs (``follower`` [e], ``followee`` [e]), each source's followers in the order of rows."""
    follower, followee = np.asarray(follower, np.int32), np.asarray(followee, np.int32)
    if not rises(follower):
        follower, followee = sorted_by_follower(follower, followee)
    return Ties(*sorted_by_followee(n_sources, follower, followee))


def joined(ties: Ties, n_sources: int, follower: np.ndarray, followee: np.ndarray) -> Ties:
    """Return ties among ``n_sources`` with further pairs added."""
    return Ties(*merged(ties, compress(n_sources, follower, followee)), ties.unstored)


def among_members(ties: Ties, n_members: int) -> Ties:
    """Return the ties of the first ``n_members`` sources, which are the members (views, no copies)."""
    start = ties.start[: n_members + 1]
    return Ties(start, ties.followers[: start[-1]])


def followees_of(ties: Ties, n_members: int) -> Followees:
    """Return the same ties by member."""
    return Followees(*turned(n_members, ties.start, ties.followers))


@compiled
def rises(rows: np.ndarray) -> bool:
    """Return whether no row [k] is lower than the one before it."""
    for place in range(1, len(rows)):
        if rows[place] < rows[place - 1]:
            return False
    return True


@compiled_within
def tally(n: int, rows: np.ndarray) -> np.ndarray:
    """Return where each of ``n`` kinds begins [n + 1] once the ``rows`` [e] stand in order; rows below 0 are left out.

    One further number follows, so that whoever fills the places can count in it: [n + 2], and 0 comes twice.
    """
    start = np.zeros(n + 2, np.int64)
    for place in range(len(rows)):
        if rows[place] >= 0:
            start[rows[place] + 2] += 1
    for kind in range(2, n + 2):
        start[kind] += start[kind - 1]
    return start


@compiled
def sorted_by_follower(follower: np.ndarray, followee: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs (``follower`` [e], ``followee`` [e]) in the order of followers, equal ones as they stood."""
    highest = -1
    for place in range(len(follower)):
        highest = max(highest, follower[place])
    filled = tally(highest + 1, follower)
    rows, theirs = np.empty(len(follower), np.int32), np.empty(len(follower), np.int32)
    for place in range(len(follower)):
        kind = follower[place] + 1
        rows[filled[kind]], theirs[filled[kind]] = follower[place], followee[place]
        filled[kind] += 1
    return rows, theirs


@compiled
def sorted_by_followee(n_sources: int, follower: np.ndarray, followee: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each source's followers begin [n + 1] and their rows [e]; pairs come in the order of followers."""
    filled = tally(n_sources, followee)
    rows = np.empty(len(follower), np.int32)
    for place in range(len(follower)):
        kind = followee[place] + 1
        rows[filled[kind]] = follower[place]
        filled[kind] += 1
    # Filled up, each kind's count has become the place where the next one begins.
    return filled[:-1].copy(), rows


@compiled
def turned(n_kinds: int, start: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return compressed rows the other way round: who lists each kind, in the order of rows; kinds below 0 are none.

    ``start`` [n + 1] says where the ``kinds`` that each row lists begin. Returned are where each kind begins
    [n_kinds + 1], and the rows.
    """
    filled = tally(n_kinds, kinds)
    rows = np.empty(filled[-1], np.int32)
    for row in range(len(start) - 1):
        for place in range(start[row], start[row + 1]):
            if kinds[place] >= 0:
                kind = kinds[place] + 1
                rows[filled[kind]] = row
                filled[kind] += 1
    return filled[:-1].copy(), rows


@compiled
def merged(ties: Ties, more: Ties) -> tuple[np.ndarray, np.ndarray]:
    """Return where each source's followers begin and their rows, of two ties together; ``more`` has all the sources."""
    n_sources, n_known = len(more.start) - 1, len(ties.start) - 1
    start = np.zeros(n_sources + 1, np.int64)
    rows = np.empty(len(ties.followers) + len(more.followers), np.int32)
    place = 0
    for source in range(n_sources):
        one, last = (ties.start[source], ties.start[source + 1]) if source < n_known else (0, 0)
        other = more.start[source]
        while one < last or other < more.start[source + 1]:
            if one < last and (other == more.start[source + 1] or ties.followers[one] <= more.followers[other]):
                rows[place] = ties.followers[one]
                one += 1
            else:
                rows[place] = more.followers[other]
                other += 1
            place += 1
        start[source + 1] = place
    return start, rows


@compiled
def popularity(n_members: int, tail: float, stream: Stream) -> np.ndarray:
    """Return a Pareto weight [n] by which each member attracts followers; a small ``tail`` is unequal."""
    weights = np.empty(n_members, np.float64)
    for row in range(n_members):
        weights[row] = math.pow(draws(stream, _POPULARITY, AT_START, row, ALONE).first, -1.0 / tail)
    return weights


@compiled
def numbers_of_followees(n_members: int, mean: float, spread: float, stream: Stream) -> np.ndarray:
    """Return lognormal numbers of followees [n] with the given mean and spread of the logarithm, rounded."""
    numbers = np.empty(n_members, np.int64)
    median = mean * math.exp(-spread * spread / 2.0)
    for row in range(n_members):
        u = draws(stream, _DEGREE, AT_START, row, ALONE)
        number = median * math.exp(spread * standard_normal(u.first, u.second)) + u.third
        numbers[row] = min(int(number), n_members - 1)
    return numbers


@compiled
def follow_by_popularity(
    start: np.ndarray, bounds: np.ndarray, order: np.ndarray, mass: np.ndarray, homophily: float, stream: Stream
) -> np.ndarray:
    """Return followees for the rows that ``start`` [n + 1] leaves room for; -1 where none was found.

    ``order`` [n] lists members by segment, ``bounds`` [S + 1] says where each segment begins in it, and ``mass``
    [n + 1] cumulates popularity in that order. With probability ``homophily`` a tie stays within the segment, else it
    goes anywhere; nobody follows anyone twice.
    """
    followees = np.full(start[-1], -1, np.int32)
    segment = np.empty(len(order), np.int64)
    for place in range(len(bounds) - 1):
        segment[order[bounds[place] : bounds[place + 1]]] = place
    guide = guide_to(mass)
    for row in range(len(start) - 1):
        first, last = bounds[segment[row]], bounds[segment[row] + 1]
        for place in range(start[row], start[row + 1]):
            for attempt in range(_MOST_ATTEMPTS):
                u = draws(stream, _TIE, attempt, row, place - start[row])
                low, high = (mass[first], mass[last]) if u.first < homophily else (0.0, mass[-1])
                chosen = order[min(guided_place(mass, guide, low + u.second * (high - low)), len(order)) - 1]
                if chosen != row and not _is_among(followees, start[row], place, chosen):
                    followees[place] = chosen
                    break
    return followees


@compiled_within
def guide_to(cumulative: np.ndarray) -> np.ndarray:
    """Return a guide [k] to the places of a rising sum [k]: about where each of k equal steps of it is passed."""
    n = len(cumulative)
    guide, place = np.empty(n, np.int32), 0
    for step in range(n):
        while place < n and cumulative[place] <= step * cumulative[-1] / n:
            place += 1
        guide[step] = place
    return guide


@compiled_within
def guided_place(cumulative: np.ndarray, guide: np.ndarray, value: float) -> int:
    """Return what ``place_of`` does, the first place whose sum exceeds a value, by a look in a ``guide`` and few steps.

    A search by halves goes to twenty places of a sum of a million, far apart in memory; this one to two or three.
    Source: Chen & Asau 1974, On generating random variates from an empirical distribution.
    """
    n = len(cumulative)
    place = int(guide[min(int(value / cumulative[-1] * n), n - 1)])
    while place > 0 and cumulative[place - 1] > value:
        place -= 1
    while place < n and cumulative[place] <= value:
        place += 1
    return place


@compiled_within
def _is_among(followees: np.ndarray, start: int, stop: int, chosen: int) -> bool:
    for place in range(start, stop):
        if followees[place] == chosen:
            return True
    return False


@compiled
def followers_of(shares: np.ndarray, identities: np.ndarray, n_members: int, stream: Stream) -> np.ndarray:
    """Return pairs [e, 2] (member, k): each member follows the k-th source with probability ``shares[k]``.

    Keyed by ``identities`` [k], so that a further source leaves the followers of the others as they are.

    Walks from follower to follower by geometric steps, so that the cost is that of the ties and not of all pairs.
    """
    expected = 0.0
    for source in range(len(shares)):
        expected += min(shares[source], 1.0) * n_members
    pairs = np.empty((int(expected + 10.0 * math.sqrt(expected) + 64.0), 2), np.int64)
    n = 0
    for source in range(len(shares)):
        share = shares[source]
        member, step = -1, AT_START
        while share > 0.0 and n < len(pairs):
            luck = draws(stream, _AUDIENCE, step, identities[source], ALONE).first
            member += 1 if share >= 1.0 else 1 + int(min(math.log(luck) / math.log1p(-share), 1e15))
            step += 1
            if member >= n_members:
                break
            pairs[n, 0], pairs[n, 1] = member, source
            n += 1
    return pairs[:n]
