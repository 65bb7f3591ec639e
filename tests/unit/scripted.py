"""Scripted sightings: what an operation is shown in a test, tick by tick, and nothing else."""

from typing import Any

import numpy as np

from sim.strategies._contract import Returns, Sighting, Strength, no_returns

RIVAL, FIRST, SECOND, CHEER = range(4)
SEGMENTS = 2


def sighting(tick: int = 0, **parts: Any) -> Sighting:
    """Return a sighting of a rival narrative, two counters of it, and cheer; nobody has engaged with anything."""
    made = Sighting(
        hours=float(tick),
        tick_hours=1.0,
        engagement=np.zeros(4),
        own=np.array([False, True, True, True]),
        rivals=np.array([True, False, False, False]),
        n_active=30,
        n_reserve=0,
        tick=tick,
        counters=np.array([False, True, True, False]),
        returns=no_returns(SEGMENTS, 4),
        strength=Strength(n_overt=10, n_covert=20),
    )
    return made._replace(**parts)


def returns(*entries: tuple[int, int, int, float, float]) -> Returns:
    """Return what came in, by entries of (segment, voice, narrative, posts, engagements)."""
    made = no_returns(SEGMENTS, 4)
    for segment, voice, narrative, posts, engagements in entries:
        made.posts[segment, voice, narrative] += posts
        made.engagements[segment, voice, narrative] += engagements
    return made
