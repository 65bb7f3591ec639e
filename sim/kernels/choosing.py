"""Choosing one thread among many to speak in."""

import math

import numpy as np

from sim.base.chance import Stream, draws
from sim.base.compiled import compiled
from sim.state.visits import NOTHING


@compiled
def choose(keys: np.ndarray, weights: np.ndarray, stream: Stream, moment: tuple[int, int, int]) -> int:
    """Return the place of the candidate that wins a race with chances in proportion to ``weights``, or ``NOTHING``.

    ``keys`` [k] are the identities of the candidates; ``moment`` is the decision's purpose, the tick and who chooses.
    A candidate that is missing in another world leaves the order of the others as it is.
    """
    winner, best = NOTHING, np.inf
    for place in range(len(keys)):
        if weights[place] > 0.0:
            finish = -math.log(draws(stream, moment[0], moment[1], keys[place], moment[2]).first) / weights[place]
            if finish < best:
                winner, best = place, finish
    return winner
