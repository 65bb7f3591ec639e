"""Messages as such: how good they are, how they appeal, and what a cheat makes of them."""

import math

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.state.posts import Posts

_MESSAGE = purpose("member.makes_message")
_JUNK = purpose("account.makes_junk")
# Most messages appeal little, whatever their quality: appeal a has density 5 (1 - a)^4.
# Source: Truong, Lou, Flammini & Menczer 2024 (SimSoM).
_ROOT = 1.0 / 5.0


@compiled_within
def quality_of(luck: float, rate: float) -> float:
    """Return the quality at quantile ``luck`` of a density proportional to e^(rate q) on [0, 1]; uniform at rate 0."""
    if rate <= 0.0:
        return luck
    # The same as ln(1 + u (e^rate - 1)) / rate, without the overflow.
    return 1.0 + math.log(luck + (1.0 - luck) * math.exp(-rate)) / rate


@compiled_within
def appeal_of(luck: float) -> float:
    """Return the appeal at quantile ``luck``: 1 - (1 - u)^(1/5)."""
    return 1.0 - math.pow(1.0 - luck, _ROOT)


@compiled
def messages_of(stream: Stream, tick: int, authors: np.ndarray, rate: float) -> np.ndarray:
    """Return quality and appeal [2, k] of the message that each author [k] makes in a tick."""
    made = np.empty((2, len(authors)), np.float64)
    for place in range(len(authors)):
        u = draws(stream, _MESSAGE, tick, authors[place], ALONE)
        made[0, place], made[1, place] = quality_of(u.first, rate), appeal_of(u.second)
    return made


@compiled
def make_junk(posts: Posts, rows: np.ndarray, deception: float, stream: Stream) -> None:
    """Make posts worthless in place; with chance ``deception`` each is made to appeal to the full, else as any other.

    Source: Truong et al. 2024 (SimSoM), the messages of inauthentic accounts.
    """
    for row in rows:
        u = draws(stream, _JUNK, AT_START, posts.key[row], ALONE)
        posts.quality[row] = 0.0
        posts.appeal[row] = 1.0 if u.first < deception else appeal_of(u.second)
