"""Chance of items: one keyed draw an item, the same in every world that has the item."""

import numpy as np

from sim.base.chance import ALONE, AT_START, Stream, draws
from sim.base.compiled import compiled


@compiled
def keyed_luck(stream: Stream, decision: int, keys: np.ndarray) -> np.ndarray:
    """Return one uniform draw [k] an item, keyed by its identity."""
    luck = np.empty(len(keys), np.float64)
    for place in range(len(keys)):
        luck[place] = draws(stream, decision, AT_START, keys[place], ALONE).first
    return luck


@compiled
def luck_now(stream: Stream, decision: int, tick: int, keys: np.ndarray) -> np.ndarray:
    """Return one uniform draw [k] an identity, made anew in every tick."""
    luck = np.empty(len(keys), np.float64)
    for place in range(len(keys)):
        luck[place] = draws(stream, decision, tick, keys[place], ALONE).first
    return luck
