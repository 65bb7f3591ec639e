"""Whose fate frightens those who follow them."""

from typing import NamedTuple

import numpy as np


class Alarms(NamedTuple):
    """The ``sources`` [k], rising, that were punished or threatened in sight in one tick; ``fear`` [k] for a follower.

    A source that several parts of a censor strike in one tick alarms as the loudest of them does.
    """

    sources: np.ndarray
    fear: np.ndarray


def no_alarms() -> Alarms:
    """Return the alarms of a tick in which nobody was struck in sight of others."""
    return Alarms(np.zeros(0, np.int64), np.zeros(0, np.float64))


def raised(alarms: Alarms, sources: np.ndarray, fear: float) -> Alarms:
    """Return the alarms with ``sources`` [k] struck too, by what adds ``fear`` to each follower of theirs."""
    every = np.union1d(alarms.sources, sources).astype(np.int64)
    loudest = np.zeros(len(every), np.float64)
    loudest[np.searchsorted(every, alarms.sources)] = alarms.fear
    struck = np.searchsorted(every, sources)
    loudest[struck] = np.maximum(loudest[struck], fear)
    return Alarms(every, loudest)


def joined(each: list[Alarms]) -> Alarms:
    """Return the alarms of several censors as one; none strikes a source of another's market."""
    sources, fear = (np.concatenate(parts) for parts in zip(*each, strict=True))
    order = np.argsort(sources)
    return Alarms(sources[order], fear[order])
