"""Who was there when others were: the company that authors have at the moments at which they post."""

from typing import NamedTuple

import numpy as np

from sim.base.compiled import compiled, compiled_within


class Crowds(NamedTuple):
    """By author [n]: ``company``, summed over the moments at which it was present, and how many these were, ``times``.

    ``largest`` is the largest company that anyone had at any moment.
    """

    company: np.ndarray
    times: np.ndarray
    largest: int


@compiled
def crowds(authors: np.ndarray, moments: np.ndarray, n_authors: int, n_moments: int) -> Crowds:
    """Return what company each author had: others present at the same of ``n_moments``, each counted once.

    ``authors`` [m] and ``moments`` [m] say who did something and when, in any order.
    """
    order, first = _by_moment(moments, n_moments)
    seen = np.full(n_authors, -1, np.int64)
    company, times, largest = np.zeros(n_authors, np.int64), np.zeros(n_authors, np.int64), 0
    for moment in range(n_moments):
        n_present = 0
        for place in range(first[moment], first[moment + 1]):
            author = authors[order[place]]
            n_present += seen[author] != 2 * moment
            seen[author] = 2 * moment
        largest = max(largest, n_present - 1)
        for place in range(first[moment], first[moment + 1]):
            author = authors[order[place]]
            if seen[author] == 2 * moment:
                seen[author] = 2 * moment + 1
                company[author] += n_present - 1
                times[author] += 1
    return Crowds(company, times, largest)


@compiled_within
def _by_moment(moments: np.ndarray, n_moments: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the places [m] in the order of moments, and where each moment begins in it [n_moments + 1]."""
    first = np.zeros(n_moments + 1, np.int64)
    for moment in moments:
        first[moment + 1] += 1
    for moment in range(n_moments):
        first[moment + 1] += first[moment]
    order, filled = np.empty(len(moments), np.int64), first[:-1].copy()
    for place in range(len(moments)):
        order[filled[moments[place]]] = place
        filled[moments[place]] += 1
    return order, first
