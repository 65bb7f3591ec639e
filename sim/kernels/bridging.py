"""Agreement across divides: what raters grant an item beyond what their viewpoint explains.

A rating is explained as mean + rater's intercept + item's intercept + rater's factor x item's factor. What people of
one viewpoint grant and those of the other deny goes into the factors; what both grant is left to the item's intercept.
"""

from typing import Final, NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within

_MOST_SWEEPS = 100
_CLOSE_ENOUGH = 1e-6


class Penalties(NamedTuple):
    """What each squared intercept and each squared factor costs, for every rating that it takes part in."""

    intercept: float
    factor: float


PUBLISHED: Final = Penalties(0.15, 0.03)
"""Source: Community Notes, note ranking algorithm: five times more on intercepts than on factors."""


class Ratings(NamedTuple):
    """Ratings [k]: places of ``raters`` and of ``items``, both from 0 on, and ``values`` in [0, 1]."""

    raters: np.ndarray
    items: np.ndarray
    values: np.ndarray


class Side(NamedTuple):
    """One side of the ratings: ``places`` [k] of each rating on it, ``intercepts`` and ``factors`` of its members."""

    places: np.ndarray
    intercepts: np.ndarray
    factors: np.ndarray


class Agreement(NamedTuple):
    """The fitted model: ``mean``; ``raters`` and ``items``; and what is left of the penalised ``loss`` per rating."""

    mean: float
    raters: Side
    items: Side
    loss: float


def agreement(ratings: Ratings, n_raters: int, start: np.ndarray, penalties: Penalties = PUBLISHED) -> Agreement:
    """Return the fit of one factor to ratings; ``start`` [items] are the items' factors before the first sweep.

    Minimises the sum over ratings of (value - mean - i_u - i_n - f_u f_n)^2 + p_i (mean^2 + i_u^2 + i_n^2)
    + p_f (f_u^2 + f_n^2) by alternating least squares: the mean, then all raters, then all items, each exactly.
    Turning the sign of ``start`` round turns that of all factors and leaves the intercepts.

    Source: Wojcik et al. 2022, Birdwatch; the published algorithm of Community Notes, there by gradient steps.
    """
    raters = Side(ratings.raters, np.zeros(n_raters), np.zeros(n_raters))
    items = Side(ratings.items, np.zeros(len(start)), start.astype(np.float64))
    if len(ratings.values) == 0:
        return Agreement(0.0, raters, items._replace(factors=np.zeros(len(start))), 0.0)
    values = ratings.values.astype(np.float64)
    mean, loss = fit(raters, items, values, penalties)
    return Agreement(float(mean), raters, items, float(loss))


@compiled
def fit(raters: Side, items: Side, values: np.ndarray, penalties: Penalties) -> tuple[float, float]:
    """Fit both sides in place; return the mean and the penalised loss per rating."""
    mean, loss = 0.0, np.inf
    for _ in range(_MOST_SWEEPS):
        mean = _mean_left(raters, items, values) / (1.0 + penalties.intercept)
        refit(raters, items, values - mean, penalties)
        refit(items, raters, values - mean, penalties)
        before, loss = loss, _loss(raters, items, values - mean, penalties) + penalties.intercept * mean * mean
        if before - loss < _CLOSE_ENOUGH * loss:
            break
    return mean, loss


@compiled_within
def refit(own: Side, other: Side, values: np.ndarray, penalties: Penalties) -> None:
    """Give each member of one side, in place, the intercept and factor that fit best while the other side stays."""
    sums = np.zeros((len(own.factors), 5))
    for k in range(len(values)):
        factor = other.factors[other.places[k]]
        left = values[k] - other.intercepts[other.places[k]]
        row = sums[own.places[k]]
        row[0] += 1.0
        row[1] += factor
        row[2] += factor * factor
        row[3] += left
        row[4] += factor * left
    for place in range(len(sums)):
        n, factors, squares, left, together = sums[place]
        weight, steepness = n * (1.0 + penalties.intercept), squares + penalties.factor * n
        determinant = weight * steepness - factors * factors
        if determinant > 0.0:
            own.intercepts[place] = (left * steepness - factors * together) / determinant
            own.factors[place] = (weight * together - factors * left) / determinant
        else:
            own.intercepts[place] = 0.0
            own.factors[place] = 0.0


@compiled_within
def _mean_left(raters: Side, items: Side, values: np.ndarray) -> float:
    total = 0.0
    for k in range(len(values)):
        rater, item = raters.places[k], items.places[k]
        explained = raters.intercepts[rater] + items.intercepts[item] + raters.factors[rater] * items.factors[item]
        total += values[k] - explained
    return total / len(values)


@compiled_within
def _loss(raters: Side, items: Side, values: np.ndarray, penalties: Penalties) -> float:
    total = 0.0
    for k in range(len(values)):
        rater, item = raters.places[k], items.places[k]
        i_u, i_n, f_u, f_n = (
            raters.intercepts[rater],
            items.intercepts[item],
            raters.factors[rater],
            items.factors[item],
        )
        left = values[k] - i_u - i_n - f_u * f_n
        total += left * left
        total += penalties.intercept * (i_u * i_u + i_n * i_n) + penalties.factor * (f_u * f_u + f_n * f_n)
    return total / len(values)
