"""Rounds: how many a post lasts, where many leave the ring before anyone has beaten them."""

import math

import numpy as np
from scipy import stats

from sim.state.posts import Posts
from sim.state.voices import ASSERTS

FRAGILE = 0.8


def contested(posts: Posts, narratives: np.ndarray, fragility: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return ``rounds`` [k] of contested posts that assert one of ``narratives`` [J], and whether each ``fell`` [k].

    ``narratives`` is a mask; a post is contested once a visible rebuttal landed, and counts from ``fragility`` on.
    """
    chosen = narratives[posts.narrative] & (posts.stance == ASSERTS) & (posts.rounds > 0)
    chosen &= posts.fragility >= fragility
    return posts.rounds[chosen], posts.knocked_out[chosen] >= 0


def median_rounds(rounds: np.ndarray, fell: np.ndarray) -> float | None:
    """Return the round by which half of the posts [k] have fallen; infinite where half never do, None without posts.

    Kaplan-Meier: a post that was never knocked out is known to have lasted its ``rounds`` [k], and no more of it.
    """
    if len(rounds) == 0:
        return None
    if not fell.any():
        return math.inf
    curve = stats.ecdf(stats.CensoredData.right_censored(rounds, ~fell)).sf
    reached = np.flatnonzero(curve.probabilities <= 1.0 / 2.0)
    return float(curve.quantiles[reached[0]]) if len(reached) else math.inf


def mean_rounds(rounds: np.ndarray, fell: np.ndarray, within: int) -> float | None:
    """Return the mean number of rounds [k] that a post stands, counted up to ``within``; None without posts.

    The area under the Kaplan-Meier curve. Beyond the last round seen the curve goes on as it stands there.
    """
    if len(rounds) == 0:
        return None
    curve = stats.ecdf(stats.CensoredData.right_censored(rounds, ~fell)).sf
    # A post that falls in its k-th round has stood k rounds: it is counted in each up to that.
    return float(sum(curve.evaluate(np.arange(within))))
