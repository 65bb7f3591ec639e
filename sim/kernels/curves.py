"""The few curves that rules are made of."""

import math

import numpy as np

from sim.base.compiled import compiled, compiled_within

# Beyond this many log-odds a probability is 0 or 1 to within 2e-9; a wall there keeps repeated reports finite.
FIRMEST_BELIEF = 20.0
LEAST_TRUST = 0.01


@compiled
def probability(log_odds: float) -> float:
    """Return the probability that corresponds to log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def probabilities(log_odds: np.ndarray) -> np.ndarray:
    """Return the probabilities that correspond to log-odds of any shape, in double precision."""
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds.astype(np.float64))))


@compiled
def within(value: float, low: float, high: float) -> float:
    """Return the value, or the nearer bound if it lies outside."""
    return min(max(value, low), high)


@compiled
def discount(n: float, exponent: float) -> float:
    """Return (1 + n)^-exponent: what the next repetition is still worth after n remembered ones."""
    if exponent == 0.0:
        return 1.0
    return math.pow(1.0 + n, -exponent)


@compiled
def place_of(cumulative: np.ndarray, value: float) -> int:
    """Return the first place whose cumulative sum [k], rising, exceeds a value; k if none does."""
    low, high = 0, len(cumulative)
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@compiled_within
def standard_normal(one: float, other: float) -> float:
    """Return a standard normal draw made of two uniform ones (Box & Muller 1958)."""
    return math.sqrt(-2.0 * math.log(one)) * math.cos(2.0 * math.pi * other)


def share_lost(half_life: float, hours: float) -> float:
    """Return the share that is lost within ``hours`` of what halves every ``half_life`` hours (infinite: nothing)."""
    return float(-np.expm1(-math.log(2.0) * hours / half_life))
