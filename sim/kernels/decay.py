"""How long a thing lasts: the half-life of a curve from its peak."""

from typing import NamedTuple

import numpy as np


class HalfLife(NamedTuple):
    """Time from the peak to half of it; if ``censored``, half was not reached within ``ticks`` (shown "> T")."""

    ticks: float
    censored: bool


def half_life(values: np.ndarray) -> HalfLife | None:
    """Return the time in ticks from a curve's (first) peak until it first falls to half the peak, or None without one.

    Between two ticks the curve is taken as straight. A curve that never rises above 0 has no peak to fall from.
    """
    finite = np.where(np.isfinite(values), values, -np.inf)
    if len(finite) == 0 or finite.max() <= 0.0:
        return None
    peak = int(np.argmax(finite))
    half = finite[peak] / 2.0
    below = np.flatnonzero(finite[peak:] <= half)
    if len(below) == 0:
        return HalfLife(float(len(finite) - 1 - peak), censored=True)
    after = peak + int(below[0])
    before_value, after_value = finite[after - 1], finite[after]
    fraction = (before_value - half) / (before_value - after_value) if np.isfinite(after_value) else 1.0
    return HalfLife(float(after - 1 - peak + fraction), censored=False)
