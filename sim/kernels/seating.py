"""Where members begin: priors drawn on the log-odds scale, and the way back to them."""

import numpy as np

from sim.base.chance import AT_START, Stream, draws, purpose
from sim.base.compiled import compiled, compiled_within
from sim.kernels.curves import LEAST_TRUST, probability, standard_normal, within
from sim.state.members import Members

_PRIOR = purpose("member.prior_belief")
_TRUST = purpose("member.prior_trust")


@compiled
def drifted(value: float, home: float, share: float) -> float:
    """Return a value that went back a share of its way home."""
    return value + (home - value) * share


@compiled_within
def drift(values: np.ndarray, homes: np.ndarray, share: float, start: int, stop: int) -> None:
    """Let the rows ``start`` to ``stop`` of ``values`` [n, ...] go back a share of their way home, in place."""
    a_row = values.size // values.shape[0]
    flat, at_home = values.reshape(-1)[start * a_row : stop * a_row], homes.reshape(-1)[start * a_row : stop * a_row]
    # One long loop from 0, of which the compiler does several steps at a time.
    for place in range(len(flat)):
        flat[place] = np.float32(drifted(np.float64(flat[place]), np.float64(at_home[place]), share))


@compiled
def seat_priors(
    members: Members, priors: np.ndarray, trust_medians: np.ndarray, spreads: np.ndarray, stream: Stream
) -> None:
    """Write prior and present belief and trust, normal on the log-odds scale, keyed by member."""
    for row in range(members.belief.shape[0]):
        for narrative in range(members.belief.shape[1]):
            u = draws(stream, _PRIOR, AT_START, row, narrative)
            belief = np.float32(priors[narrative] + spreads[0] * standard_normal(u.first, u.second))
            members.prior[row, narrative] = belief
            members.belief[row, narrative] = belief
        for voice in range(members.trust.shape[1]):
            u = draws(stream, _TRUST, AT_START, row, voice)
            trust = probability(trust_medians[voice] + spreads[1] * standard_normal(u.first, u.second))
            trust = within(trust, LEAST_TRUST, 1.0 - LEAST_TRUST)
            members.trust_prior[row, voice] = np.float32(trust)
            members.trust[row, voice] = np.float32(trust)
