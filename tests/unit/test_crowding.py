"""Crowds: who had company when, each author counted once a moment."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.crowding import crowds

acts = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=40)


def test_company_is_the_others_at_the_same_moment_each_counted_once() -> None:
    """Moment 0: authors 0, 1 (twice), 2. Moment 1: author 1 alone. Moment 2: authors 1 and 2."""
    authors, moments = np.array([0, 1, 1, 2, 1, 2, 1]), np.array([0, 0, 0, 0, 1, 2, 2])
    found = crowds(authors, moments, 4, 3)
    assert found.company.tolist() == [2, 3, 3, 0]
    assert found.times.tolist() == [1, 3, 2, 0]
    assert found.largest == 2


@given(acts)
def test_crowds_are_what_sets_of_authors_say(did: list[tuple[int, int]]) -> None:
    found = crowds(np.array([who for who, _ in did], int), np.array([when for _, when in did], int), 7, 5)
    present = [{who for who, when in did if when == moment} for moment in range(5)]
    for author in range(7):
        there = [len(others) - 1 for others in present if author in others]
        assert (found.company[author], found.times[author]) == (sum(there), len(there))
    assert found.largest == max([len(others) - 1 for others in present if others], default=0)
