"""Choosing one thread among many to speak in."""

import math

import numpy as np

from sim.base.chance import Stream, first_draws
from sim.base.compiled import compiled
from sim.state.visits import NOTHING


@compiled
def choose(keys: np.ndarray, weights: np.ndarray, stream: Stream, moment: tuple[int, int, int]) -> int:
    """Return the place of the candidate that wins a race with chances in proportion to ``weights``, or ``NOTHING``.

    ``keys`` [k] are the identities of the candidates; ``moment`` is the decision's purpose, the tick and who chooses.
    A candidate that is missing in another world leaves the order of the others as it is.
    """
    winner, best = NOTHING, np.inf
    luck = first_draws(stream, moment[0], moment[1], keys, moment[2])
    for place in range(len(keys)):
        # As -log(u) > 1 - u, most are out of the race without a logarithm.
        if weights[place] > 0.0 and (1.0 - luck[place]) * _SURELY < best * weights[place]:
            finish = -math.log(luck[place]) / weights[place]
            if finish < best:
                winner, best = place, finish
    return winner


# A hair below 1, so that no rounding decides.
_SURELY = 1.0 - 1e-9
