"""How far a member trusts a voice now: what experience taught, and what the news about that voice takes from it."""

from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within
from sim.kernels.curves import LEAST_TRUST, probability, within
from sim.state.scene import Scene


class Opinions(NamedTuple):
    """What members think of voices and of news about them: ``trust`` [n, V], ``belief`` and ``prior`` [n, J]."""

    trust: np.ndarray
    belief: np.ndarray
    prior: np.ndarray


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
def trust_in(scene: Scene, row: int, voice: int) -> float:
    """Return a member's present trust in a voice; without news about the voice it is the column's entry."""
    trust = np.float64(scene.members.trust[row, voice])
    narrative = scene.doubts.narratives[voice]
    if narrative < 0:
        return trust
    doubt = doubt_of(np.float64(scene.members.belief[row, narrative]), scene.log_odds)
    before = doubt_of(np.float64(scene.members.prior[row, narrative]), scene.log_odds)
    return shifted_trust(trust, doubt, before, scene.doubts.weight)


@compiled_within
def doubt_raised(scene: Scene, row: int, voice: int) -> float:
    """Return by how much news raised a member's belief that a voice is unreliable above its prior, at least 0."""
    narrative = scene.doubts.narratives[voice]
    if narrative < 0:
        return 0.0
    doubt = doubt_of(np.float64(scene.members.belief[row, narrative]), scene.log_odds)
    before = doubt_of(np.float64(scene.members.prior[row, narrative]), scene.log_odds)
    return max(doubt - before, 0.0)


@compiled
def trust_after_news(opinions: Opinions, narratives: np.ndarray, weight: float, log_odds: bool) -> np.ndarray:
    """Return present trust [n, V] of all members in all voices, as ``trust_in`` has it.

    ``narratives`` [V] is which narrative is news about each voice, negative where none is.
    """
    n, n_voices = opinions.trust.shape
    trusted = np.empty((n, n_voices), np.float32)
    for row in range(n):
        for voice in range(n_voices):
            trust, narrative = float(np.float64(opinions.trust[row, voice])), narratives[voice]
            if narrative >= 0:
                doubt = doubt_of(np.float64(opinions.belief[row, narrative]), log_odds)
                before = doubt_of(np.float64(opinions.prior[row, narrative]), log_odds)
                trust = shifted_trust(trust, doubt, before, weight)
            trusted[row, voice] = np.float32(trust)
    return trusted
