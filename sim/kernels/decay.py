"""How long a thing lasts: the half-life of a curve from its peak."""

from typing import NamedTuple

import numpy as np


class HalfLife(NamedTuple):
    """Time from the peak to half of it; if ``censored``, half was not reached within ``ticks`` (shown "> T")."""

    ticks: float
    censored: bool


def half_life(values: np.ndarray) -> HalfLife | None:
    """Return the time in ticks from a curve's (first) peak until it first falls to half the peak, or None without one.

    Between two measured ticks the curve is taken as straight; values that are not finite are skipped. A curve that
    never rises above 0 has no peak to fall from.
    """
    ticks = np.flatnonzero(np.isfinite(values))
    measured = values[ticks]
    if len(measured) == 0 or measured.max() <= 0.0:
        return None
    peak = int(np.argmax(measured))
    half = measured[peak] / 2.0
    below = np.flatnonzero(measured[peak:] <= half)
    if len(below) == 0:
        return HalfLife(float(ticks[-1] - ticks[peak]), censored=True)
    after = peak + int(below[0])
    fraction = (measured[after - 1] - half) / (measured[after - 1] - measured[after])
    crossed = ticks[after - 1] + fraction * (ticks[after] - ticks[after - 1])
    return HalfLife(float(crossed - ticks[peak]), censored=False)
