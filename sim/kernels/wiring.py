"""Building ties: who follows whom, as compressed rows."""

import math

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.kernels.curves import place_of, standard_normal
from sim.state.ties import Followees, Ties

_DEGREE = purpose("member.number_of_followees")
_TIE = purpose("member.follows")
_POPULARITY = purpose("member.popularity")
_AUDIENCE = purpose("source.is_followed_by")
_MOST_ATTEMPTS = 16


def compress(n_sources: int, follower: np.ndarray, followee: np.ndarray) -> Ties:
    """Return ties from pairs (``follower`` [e], ``followee`` [e]), each source's followers in the order of rows."""
    order = np.lexsort((follower, followee))
    start = np.zeros(n_sources + 1, np.int64)
    np.cumsum(np.bincount(followee, minlength=n_sources), out=start[1:])
    return Ties(start, follower[order].astype(np.int32))


def joined(ties: Ties, n_sources: int, follower: np.ndarray, followee: np.ndarray) -> Ties:
    """Return ties among ``n_sources`` with further pairs added."""
    known = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    return compress(n_sources, np.concatenate([ties.followers, follower]), np.concatenate([known, followee]))


def among_members(ties: Ties, n_members: int) -> Ties:
    """Return the ties of the first ``n_members`` sources, which are the members (views, no copies)."""
    start = ties.start[: n_members + 1]
    return Ties(start, ties.followers[: start[-1]])


def followees_of(ties: Ties, n_members: int) -> Followees:
    """Return the same ties by member."""
    sources = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    turned = compress(n_members, sources, ties.followers)
    return Followees(turned.start, turned.followers)


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
    for row in range(len(start) - 1):
        first, last = bounds[segment[row]], bounds[segment[row] + 1]
        for place in range(start[row], start[row + 1]):
            for attempt in range(_MOST_ATTEMPTS):
                u = draws(stream, _TIE, attempt, row, place - start[row])
                low, high = (mass[first], mass[last]) if u.first < homophily else (0.0, mass[-1])
                chosen = order[min(place_of(mass, low + u.second * (high - low)), len(order)) - 1]
                if chosen != row and not _is_among(followees, start[row], place, chosen):
                    followees[place] = chosen
                    break
    return followees


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
