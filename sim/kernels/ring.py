"""The ring: what the blows and parries that are visible leave of a post's standing, tick by tick."""

import math
from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.state.posts import Posts


class Blows(NamedTuple):
    """Force of a single blow and of a single parry, in standings an hour (a fresh post stands at 1).

    ``lasting`` is the share of a comment's work that is done anew in every hour in which it is visible; the rest is
    done once, when it lands. ``hours`` is the length of a tick.
    """

    blow: float
    parry: float
    lasting: float = 1.0
    hours: float = 1.0


class Landed(NamedTuple):
    """Force that became visible in this tick: rows of ``posts`` [k], ascending; ``rebuttals`` and ``defences`` [k]."""

    posts: np.ndarray
    rebuttals: np.ndarray
    defences: np.ndarray


@compiled_within
def force_at_work(visible: float, fresh: float, blows: Blows) -> float:
    """Return what force does in a tick: the root of all that is ``visible``, or as far as it does not last of the new.

    Source: the ring's equation works with all visible force in each hour (``lasting`` 1). Assumption: the other end
    (``lasting`` 0), where each comment strikes once, is kept beside it, because nobody has measured which holds.
    """
    return blows.lasting * blows.hours * math.sqrt(visible) + (1.0 - blows.lasting) * math.sqrt(fresh)


@compiled_within
def standing_after(standing: float, fragility: float, struck: float, parried: float, blows: Blows) -> float:
    """Return standing - blow f struck + parry parried: f the post's fragility, the others force at work."""
    return standing - blows.blow * fragility * struck + blows.parry * parried


def settle(posts: Posts, fought: np.ndarray, landed: Landed, blows: Blows, tick: int) -> np.ndarray:
    """Settle this tick in the threads of the posts ``fought`` over (rows, ascending), in place.

    Adds what landed to ``rounds``; the force of ``landed`` is already in the posts' visible force. Returns the rows
    knocked out now.
    """
    knocked_out: np.ndarray = settle_rounds(posts, fought, landed, blows, tick)
    return fought[knocked_out]


@compiled
def settle_rounds(posts: Posts, fought: np.ndarray, landed: Landed, blows: Blows, tick: int) -> np.ndarray:
    """Do what ``settle`` says; return a mask over ``fought``."""
    knocked_out = np.zeros(len(fought), np.bool_)
    place = 0
    for nth in range(len(fought)):
        post = fought[nth]
        while place < len(landed.posts) and landed.posts[place] < post:
            place += 1
        rebuttals, defences = 0.0, 0.0
        if place < len(landed.posts) and landed.posts[place] == post:
            rebuttals, defences = landed.rebuttals[place], landed.defences[place]
        if rebuttals > 0.0:
            posts.rounds[post] += 1
        against = 0.0
        for voice in range(posts.rebuttal_force.shape[1]):
            against += posts.rebuttal_force[post, voice]
        struck = force_at_work(against, rebuttals, blows)
        parried = force_at_work(posts.defence_force[post], defences, blows)
        posts.standing[post] = standing_after(posts.standing[post], posts.fragility[post], struck, parried, blows)
        if posts.standing[post] < 0.0:
            posts.knocked_out[post] = tick
            knocked_out[nth] = True
    return knocked_out
