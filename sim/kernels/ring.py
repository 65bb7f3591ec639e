"""The ring: what each round of blows and parries leaves of a post's standing."""

import math
from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.state.posts import Posts


class Blows(NamedTuple):
    """Force of a single blow and of a single parry, in standings (a fresh post stands at 1)."""

    blow: float
    parry: float


class Landed(NamedTuple):
    """Force that became visible in this tick: rows of ``posts`` [k], each once, with ``rebuttals`` and ``defences``."""

    posts: np.ndarray
    rebuttals: np.ndarray
    defences: np.ndarray


@compiled_within
def standing_after(standing: float, fragility: float, rebuttals: float, defences: float, blows: Blows) -> float:
    """Return standing - blow f sqrt(rebuttal force) + parry sqrt(defence force), f the post's fragility.

    A blow is struck once, when it lands; a comment that stays visible goes on working on those who read the thread.
    """
    return standing - blows.blow * fragility * math.sqrt(rebuttals) + blows.parry * math.sqrt(defences)


def settle(posts: Posts, landed: Landed, blows: Blows, tick: int) -> np.ndarray:
    """Settle this tick's round in every thread where something landed, in place; return the rows knocked out now."""
    knocked_out: np.ndarray = settle_rounds(posts, landed, blows, tick)
    return landed.posts[knocked_out]


@compiled
def settle_rounds(posts: Posts, landed: Landed, blows: Blows, tick: int) -> np.ndarray:
    """Do what ``settle`` says; return a mask over ``landed.posts``."""
    knocked_out = np.zeros(len(landed.posts), np.bool_)
    for place in range(len(landed.posts)):
        post = landed.posts[place]
        rebuttals, defences = landed.rebuttals[place], landed.defences[place]
        posts.standing[post] = standing_after(posts.standing[post], posts.fragility[post], rebuttals, defences, blows)
        if posts.knocked_out[post] < 0:
            if rebuttals > 0.0:
                posts.rounds[post] += 1
            if posts.standing[post] < 0.0:
                posts.knocked_out[post] = tick
                knocked_out[place] = True
    return knocked_out
