"""Effect sizes as the cited studies report them, from the beliefs of participants.

What a participant answers is the probability that it gives to the claim, on a scale from 0 to 1, plus noise of
measurement: one question asked twice does not get one answer. The noise is not drawn but counted in: of the variance
of answers between people a share ``RELIABILITY`` is between minds, the rest is noise. An effect in units of the
standard deviation of answers is therefore smaller than one in units of the standard deviation of minds.
"""

import math

import numpy as np

# Share of the variance of answers to a single question that is not noise.
# Source: Wanous & Reichers 1996: .70 is a realistic and yet conservative estimate for a single item.
RELIABILITY = 0.7


def standardised_difference(treated: np.ndarray, control: np.ndarray) -> float:
    """Return Cohen's d of two arms' beliefs [n], positive where the treated believe more.

    The difference of means over the pooled standard deviation of answers, sqrt((var + var) / 2 / reliability). With
    thousands of participants Hedges' g is the same number to three digits.
    Source: Cohen 1988, Statistical Power Analysis, ch. 2; attenuation by unreliability: Hunter & Schmidt 2004, ch. 3.
    """
    pooled = (np.var(treated, ddof=1) + np.var(control, ddof=1)) / 2.0
    return float((treated.mean() - control.mean()) / math.sqrt(pooled / RELIABILITY))


def correlation_of(difference: float) -> float:
    """Return the point-biserial r of arms of equal size that corresponds to a standardised difference d.

    r = d / sqrt(d^2 + 4). Source: Borenstein, Hedges, Higgins & Rothstein 2009, eq. 7.7.
    """
    return difference / math.sqrt(difference**2 + 4.0)


def share_of_top(counts: np.ndarray, top: float) -> float | None:
    """Return the part of all that falls to the ``top`` share of those with any, at least one; None where all is 0.

    ``counts`` [n] a person. As studies of amplifiers count: who never did it is not among them.
    """
    active = np.sort(counts[counts > 0])
    if len(active) == 0:
        return None
    return float(active[-max(1, math.ceil(top * len(active))) :].sum() / active.sum())


def change(treated: float, control: float) -> float | None:
    """Return by which share something changed, -.25 for a quarter less; None where there was nothing to change."""
    return float(treated / control - 1.0) if control else None
