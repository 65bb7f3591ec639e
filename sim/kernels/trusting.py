"""How far a member trusts a voice now: what experience taught, and what the news about that voice takes from it."""

from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.kernels.curves import LEAST_TRUST, probability, within
from sim.state.doubts import Doubts
from sim.state.scene import Scene


class Opinions(NamedTuple):
    """What members think of voices: ``trust`` [n, V], and ``belief`` and ``prior`` [n, J] in narratives.

    ``doubts`` says which of the narratives are news about a voice, ``log_odds`` on which scale beliefs are kept.
    """

    trust: np.ndarray
    belief: np.ndarray
    prior: np.ndarray
    doubts: Doubts
    log_odds: bool


@compiled_within
def opinions_in(scene: Scene) -> Opinions:
    """Return what the members of a scene think of voices; handed on, it is a fifth of a scene."""
    members = scene.members
    return Opinions(members.trust, members.belief, members.prior, scene.doubts, scene.log_odds)


@compiled_within
def shifted_trust(trust: float, doubt: float, doubt_before: float, weight: float) -> float:
    """Return trust r after the chance that the voice is unreliable moved from p0 to p: r (1 - w p) / (1 - w p0).

    A voice of which the news is true is reliable with 1 - w of the chance it otherwise has; r is what those two
    chances came to at p0. Where p stays at p0, trust stays as it is.

    Source: Jeffrey 1965, The Logic of Decision (probability kinematics).
    """
    return within(trust * (1.0 - weight * doubt) / (1.0 - weight * doubt_before), 0.0, 1.0 - LEAST_TRUST)


@compiled_within
def doubt_of(held: float, log_odds: bool) -> float:
    """Return a belief column's entry as a probability."""
    return probability(held) if log_odds else held


@compiled_within
def trust_in(opinions: Opinions, row: int, voice: int) -> float:
    """Return a member's present trust in a voice; without news about the voice it is the column's entry."""
    trust = np.float64(opinions.trust[row, voice])
    narrative = opinions.doubts.narratives[voice]
    if narrative < 0:
        return trust
    doubt, before = _doubts_now_and_before(opinions, row, narrative)
    return shifted_trust(trust, doubt, before, opinions.doubts.weight)


@compiled_within
def doubt_raised(opinions: Opinions, row: int, voice: int) -> float:
    """Return by how much news raised a member's belief that a voice is unreliable above its prior, at least 0."""
    narrative = opinions.doubts.narratives[voice]
    if narrative < 0:
        return 0.0
    doubt, before = _doubts_now_and_before(opinions, row, narrative)
    return max(doubt - before, 0.0)


@compiled_within
def _doubts_now_and_before(opinions: Opinions, row: int, narrative: int) -> tuple[float, float]:
    doubt = doubt_of(np.float64(opinions.belief[row, narrative]), opinions.log_odds)
    return doubt, doubt_of(np.float64(opinions.prior[row, narrative]), opinions.log_odds)


@compiled
def trust_after_news(opinions: Opinions) -> np.ndarray:
    """Return present trust [n, V] of all members in all voices."""
    n, n_voices = opinions.trust.shape
    trusted = np.empty((n, n_voices), np.float32)
    for row in range(n):
        for voice in range(n_voices):
            trusted[row, voice] = np.float32(trust_in(opinions, row, voice))
    return trusted
