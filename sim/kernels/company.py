"""Arithmetic of company: who is matched with whom, what the neighbours hold on average, how many hold a thing."""

import numpy as np

from sim.base.chance import ALONE, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.state.meeting import NO_PARTNER, Meeting
from sim.state.ties import Followees

_ORDER = purpose("member.place_in_matching")
_PARTNER = purpose("member.looks_for_partner")
_NOBODY = -1


@compiled
def keyed_order_luck(n: int, stream: Stream, decision: int, tick: int, other: int) -> np.ndarray:
    """Return a uniform draw [n] a member, by which members can be put into a keyed random order."""
    luck = np.empty(n, np.float64)
    for row in range(n):
        luck[row] = draws(stream, decision, tick, row, other).first
    return luck


def in_keyed_order(n: int, stream: Stream, decision: int, tick: int, other: int) -> np.ndarray:
    """Return all rows [n] in a random order that depends on keys alone."""
    return np.argsort(keyed_order_luck(n, stream, decision, tick, other), kind="stable")


def matched(n: int, followees: Followees, everyone: bool, stream: Stream, tick: int) -> np.ndarray:
    """Return a keyed random matching: each member's partner [n], ``NO_PARTNER`` for those left over.

    With complete mixing all are matched but one of an odd number; else partners are tied to each other.
    """
    order = in_keyed_order(n, stream, _ORDER, tick, ALONE)
    if not everyone:
        return matched_along_ties(order, followees, stream, tick)
    partners = np.full(n, NO_PARTNER, np.int64)
    ones, others = order[0 : n - n % 2 : 2], order[1::2]
    partners[ones], partners[others] = others, ones
    return partners


@compiled
def matched_along_ties(order: np.ndarray, followees: Followees, stream: Stream, tick: int) -> np.ndarray:
    """Return the matching [n] in which, one after the other in ``order`` [n], members take a free followee.

    Each begins to look at a random place of its list.
    """
    partners = np.full(len(order), NO_PARTNER, np.int64)
    for row in order:
        first, n_known = followees.start[row], followees.start[row + 1] - followees.start[row]
        if partners[row] != NO_PARTNER or n_known == 0:
            continue
        begin = int(draws(stream, _PARTNER, tick, row, ALONE).first * n_known)
        for step in range(n_known):
            other = followees.sources[first + (begin + step) % n_known]
            if other != row and partners[other] == NO_PARTNER:
                partners[row], partners[other] = other, row
                break
    return partners


@compiled
def sums_of(before: np.ndarray) -> np.ndarray:
    """Return the sum [J] of a column [n, J] in double precision, added up in the order of rows."""
    sums = np.zeros(before.shape[1], np.float64)
    for row in range(before.shape[0]):
        for narrative in range(before.shape[1]):
            sums[narrative] += np.float64(before[row, narrative])
    return sums


@compiled
def numbers_at(before: np.ndarray, level: float) -> np.ndarray:
    """Return how many members [J] stand exactly at a level."""
    numbers = np.zeros(before.shape[1], np.int64)
    for row in range(before.shape[0]):
        for narrative in range(before.shape[1]):
            numbers[narrative] += np.float64(before[row, narrative]) == level
    return numbers


@compiled_within
def mean_around(meeting: Meeting, sums: np.ndarray, row: int, narrative: int, self_included: bool) -> float:
    """Return the mean of what a member's neighbours held when the tick began; its own where it has none.

    ``sums`` [J] are those of all members, and are used with complete mixing.
    """
    own, total, n = np.float64(meeting.before[row, narrative]), 0.0, 0
    if meeting.everyone:
        total, n = sums[narrative] - own, meeting.before.shape[0] - 1
    else:
        for place in range(meeting.followees.start[row], meeting.followees.start[row + 1]):
            total += np.float64(meeting.before[meeting.followees.sources[place], narrative])
            n += 1
    if self_included:
        total, n = total + own, n + 1
    return total / n if n > 0 else own


@compiled_within
def number_around(meeting: Meeting, numbers: np.ndarray, row: int, narrative: int, level: float) -> int:
    """Return how many of a member's neighbours stood at a level when the tick began, itself left out.

    ``numbers`` [J] are those among all members, and are used with complete mixing.
    """
    if meeting.everyone:
        return int(numbers[narrative]) - int(np.float64(meeting.before[row, narrative]) == level)
    found = 0
    for place in range(meeting.followees.start[row], meeting.followees.start[row + 1]):
        found += np.float64(meeting.before[meeting.followees.sources[place], narrative]) == level
    return found


@compiled_within
def someone(row: int, n: int, luck: float) -> int:
    """Return a random member of n other than ``row``; -1 if there is no other."""
    if n == 1:
        return _NOBODY
    other = min(int(luck * (n - 1)), n - 2)
    return other + (other >= row)


@compiled_within
def some_followee(meeting: Meeting, row: int, luck: float) -> int:
    """Return a random one of those whom a member follows, of all others with complete mixing; -1 if there is none."""
    if meeting.everyone:
        return someone(row, meeting.before.shape[0], luck)
    return _one_of(meeting.followees.start, meeting.followees.sources, row, luck)


@compiled_within
def some_follower(meeting: Meeting, row: int, luck: float) -> int:
    """Return a random one of a member's followers, of all others with complete mixing; -1 if there is none."""
    if meeting.everyone:
        return someone(row, meeting.before.shape[0], luck)
    return _one_of(meeting.followers.start, meeting.followers.followers, row, luck)


@compiled_within
def _one_of(start: np.ndarray, rows: np.ndarray, row: int, luck: float) -> int:
    n_known = start[row + 1] - start[row]
    return rows[start[row] + int(luck * n_known)] if n_known > 0 else _NOBODY
