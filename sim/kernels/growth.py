"""Networks that grow member by member, and the one that is drawn at a blow.

The growing ones begin with a small circle of members who all follow each other; each newcomer then follows members who
were there before. They return who is followed, row by row, in the room that ``start`` [n + 1] leaves for each member.
"""

import math

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within

_NUMBER = purpose("newcomer.number_of_followees")
_PREFERS = purpose("newcomer.prefers")
_WALKS = purpose("newcomer.walks_to")
_MEETS = purpose("member.follows_at_random")
_MOST_ATTEMPTS = 64


@compiled
def room_for_followees(n_members: int, mean: float, stream: Stream) -> np.ndarray:
    """Return ``start`` [n + 1]: the founders follow each other, a newcomer ``mean`` others, rounded up or down."""
    start = np.zeros(n_members + 1, np.int64)
    n_founders = min(math.ceil(mean) + 1, n_members)
    for row in range(n_members):
        number = n_founders - 1
        if row >= n_founders:
            number = int(mean + draws(stream, _NUMBER, AT_START, row, ALONE).first)
        start[row + 1] = start[row] + number
    return start


@compiled
def grow_by_preference(start: np.ndarray, copying: float, stream: Stream) -> np.ndarray:
    """Return followees: with chance ``copying`` the one at the end of a random earlier tie, else any earlier member.

    To copy a random tie is to choose in proportion to the number of followers, without keeping count of it.
    Source: Krapivsky & Redner 2001, Organization of growing random networks.
    """
    n_founders, followees = _founded(start)
    follower_of = np.full(len(start) - 1, -1, np.int32)
    for row in range(n_founders, len(start) - 1):
        for place in range(start[row], start[row + 1]):
            chosen = row
            for attempt in range(_MOST_ATTEMPTS):
                u = draws(stream, _PREFERS, attempt, row, place - start[row])
                chosen = int(u.second * row)
                if u.first < copying and start[row] > 0:
                    chosen = int(followees[int(u.third * start[row])])
                if follower_of[chosen] != row:
                    break
            followees[place] = _next_to_follow(follower_of, row, chosen)
    return followees


@compiled
def grow_by_walks(start: np.ndarray, closure: float, stream: Stream) -> np.ndarray:
    """Return followees: first any earlier member, then with chance ``closure`` one that this member follows, else any.

    Source: Vazquez 2003, Growing network with local rules, as in the networks of Truong et al. 2024.
    """
    n_founders, followees = _founded(start)
    follower_of = np.full(len(start) - 1, -1, np.int32)
    for row in range(n_founders, len(start) - 1):
        host = int(draws(stream, _WALKS, AT_START, row, ALONE).fourth * row)
        n_friends = start[host + 1] - start[host]
        for place in range(start[row], start[row + 1]):
            chosen = host
            for attempt in range(_MOST_ATTEMPTS if place > start[row] else 0):
                u = draws(stream, _WALKS, attempt, row, place - start[row])
                chosen = int(u.second * row)
                if u.first < closure and n_friends > 0:
                    chosen = int(followees[start[host] + int(u.second * n_friends)])
                if follower_of[chosen] != row:
                    break
            followees[place] = _next_to_follow(follower_of, row, chosen)
    return followees


@compiled_within
def _founded(start: np.ndarray) -> tuple[int, np.ndarray]:
    """Return how many founders there are, and followees of which only theirs are filled in."""
    followees = np.full(start[-1], -1, np.int32)
    n_founders = min(start[1] + 1, len(start) - 1)
    for row in range(n_founders):
        for place in range(start[row], start[row + 1]):
            other = place - start[row]
            followees[place] = other + (other >= row)
    return n_founders, followees


@compiled_within
def _next_to_follow(follower_of: np.ndarray, row: int, chosen: int) -> int:
    """Return the chosen member, or the next earlier one whom the newcomer does not follow yet; note it in place.

    ``follower_of`` [n] is the newcomer that each member was last followed by: nobody is followed twice by one.
    """
    while follower_of[chosen] == row:
        chosen = (chosen + 1) % row
    follower_of[chosen] = row
    return chosen


@compiled
def follow_at_random(n_members: int, mean: float, stream: Stream) -> np.ndarray:
    """Return pairs [e, 2] (follower, followee): each member follows each other one with the same chance.

    Goes from followee to followee by geometric steps, so that the cost is that of the ties and not of all pairs.
    """
    others = n_members - 1
    share = min(mean / others, 1.0) if others > 0 else 0.0
    expected = share * others * n_members
    pairs = np.empty((int(expected + 10.0 * math.sqrt(expected) + 64.0), 2), np.int32)
    n = 0
    for row in range(n_members if share > 0.0 else 0):
        other, step = -1, 0
        while n < len(pairs):
            luck = draws(stream, _MEETS, step, row, ALONE).first
            other += 1 if share >= 1.0 else 1 + int(min(math.log(luck) / math.log1p(-share), 1e15))
            step += 1
            if other >= others:
                break
            pairs[n, 0], pairs[n, 1] = row, other + (other >= row)
            n += 1
    return pairs[:n]
