"""The shape of a decay: an exponential or a stretched exponential, and whether either is adequate."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np

from experiments.analysis.intervals import Floats

EXPONENTIAL = "exponential"
STRETCHED = "stretched exponential"
# A shape that leaves more than a twentieth of the variance unexplained is not adequate. Assumption: a convention.
ADEQUATE_R_SQUARED = 0.95
# Differences of AICc up to 2 leave both models with support. Source: Burnham & Anderson 2002, section 2.6.
DECISIVE_AICC = 2.0
FEWEST_POINTS = 6
SLOWEST_STRETCH, FASTEST_STRETCH = 0.05, 5.0
LN_2 = math.log(2)


@dataclass(frozen=True)
class DecayFit:
    """v(t) = start·exp(−(t/scale)^stretch), t in hours since the first point; stretch is 1 for the exponential.

    `half_life_hours` is the time in which the *fitted* curve falls to half; `r_squared` the share of variance that it
    explains; `aicc` its corrected Akaike criterion (lower is better, comparable between fits of the same points).
    """

    shape: str
    start: float
    scale_hours: float
    stretch: float
    half_life_hours: float
    r_squared: float
    aicc: float

    @property
    def adequate(self) -> bool:
        """Whether it explains enough of the variance to stand for the curve."""
        return self.r_squared >= ADEQUATE_R_SQUARED


@dataclass(frozen=True)
class DecayFits:
    """Both fits of one curve from `from_hours` on, or neither and the `reason`."""

    exponential: DecayFit | None = None
    stretched: DecayFit | None = None
    from_hours: float | None = None
    n_points: int = 0
    reason: str | None = None

    @property
    def best(self) -> DecayFit | None:
        """The adequate fit to report: the exponential unless the stretched one is decisively better; else None."""
        fits = [fit for fit in (self.exponential, self.stretched) if fit is not None and fit.adequate]
        if len(fits) == 2 and fits[0].aicc - fits[1].aicc <= DECISIVE_AICC:
            return fits[0]
        return min(fits, key=lambda fit: fit.aicc, default=None)


def fit_decay(hours: Floats, values: Floats, from_hours: float | None = None) -> DecayFits:
    """Fit both shapes to a curve from `from_hours` on (default: its first peak), by least squares.

    `hours` and `values` have shape (n,), hours ascending; NaN values are skipped. Estimator: nonlinear least squares
    with free start, scale and stretch; adequacy: R² ≥ .95; choice between adequate ones by AICc with normal residuals.
    Neighbouring points of a curve are correlated, so AICc is a guide and no test. Source: Kohlrausch 1854 (stretched
    exponential); Hurvich & Tsai 1989 (AICc).
    """
    defined = np.isfinite(values)
    hours, values = hours[defined], values[defined]
    if len(values) == 0:
        return DecayFits(reason="never measured")
    begin = float(hours[int(np.argmax(values))]) if from_hours is None else from_hours
    falling = hours >= begin
    hours, values = hours[falling] - begin, values[falling]
    if len(values) < FEWEST_POINTS:
        return DecayFits(from_hours=begin, n_points=len(values), reason=f"fewer than {FEWEST_POINTS} points to fit")
    if values[0] <= 0:
        return DecayFits(from_hours=begin, n_points=len(values), reason="the first point is not above zero")
    if np.ptp(values) == 0:
        return DecayFits(from_hours=begin, n_points=len(values), reason="the curve is flat: nothing decays")
    exponential = _fitted(EXPONENTIAL, hours, values, stretch=None)
    # The exponential is where the search for the stretched one begins: it can only be bettered.
    stretched = _fitted(STRETCHED, hours, values, stretch=exponential.scale_hours if exponential else hours[-1] / 2)
    if exponential is None and stretched is None:
        return DecayFits(from_hours=begin, n_points=len(values), reason="neither shape could be fitted")
    return DecayFits(exponential, stretched, begin, len(values))


def _fitted(shape: str, hours: Floats, values: Floats, stretch: float | None) -> DecayFit | None:
    """One fit, None where the search does not end; `stretch` is the scale at which the search for it begins."""
    from scipy.optimize import OptimizeWarning, curve_fit

    free = stretch is not None
    longest = 1e4 * float(hours[-1])
    begin = [float(values[0]), _crossing(hours, values) if stretch is None else stretch]
    lower, upper = [0.0, 1e-6 * longest], [np.inf, longest]
    if free:
        begin, lower, upper = [*begin, 1.0], [*lower, SLOWEST_STRETCH], [*upper, FASTEST_STRETCH]
    begin = list(np.clip(begin, np.add(lower, 1e-12), upper))

    def curve(at: Floats, start: float, scale: float, power: float = 1.0) -> Floats:
        return np.asarray(start * np.exp(-((at / scale) ** power)))

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OptimizeWarning)
            found, _ = curve_fit(curve, hours, values, p0=begin, bounds=(lower, upper), max_nfev=2_000)
    except (RuntimeError, ValueError):
        return None
    residual = float(((values - curve(hours, *found)) ** 2).sum())
    total = float(((values - values.mean()) ** 2).sum())
    power = float(found[2]) if free else 1.0
    half = float(found[1]) * LN_2 ** (1 / power)
    aicc = _aicc(residual, len(values), len(found))
    return DecayFit(shape, float(found[0]), float(found[1]), power, half, 1 - residual / total, aicc)


def _crossing(hours: Floats, values: Floats) -> float:
    """Where the curve first falls to 1/e of its start: near the scale of an exponential."""
    below = np.flatnonzero(values <= values[0] / math.e)
    return float(hours[below[0]]) if len(below) else float(hours[-1])


def _aicc(residual: float, n: int, n_free: int) -> float:
    """Akaike's criterion with Hurvich & Tsai's correction; the variance of the residuals is one more free number."""
    free = n_free + 1
    # A perfect fit has no residual, and still a finite criterion.
    likelihood = n * math.log(max(residual / n, np.finfo(float).tiny))
    return likelihood + 2 * free + 2 * free * (free + 1) / max(1, n - free - 1)
