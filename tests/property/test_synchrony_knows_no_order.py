"""What the detector sees depends on who posted what and when, and on no order or numbering."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.coordination import Evidence, Trail, suspicion, synchrony

POSTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=40)


def _columns(posts: list[tuple[int, int, int]]) -> Trail:
    return Trail(*np.array(posts).T)


@given(POSTS)
def test_synchrony_lies_between_none_and_full(posts: list[tuple[int, int, int]]) -> None:
    found = synchrony(np.arange(10), _columns(posts))
    assert ((found >= 0) & (found <= 1)).all()
    silent = ~np.isin(np.arange(10), _columns(posts).authors)
    assert (found[silent] == 0).all()


@given(POSTS, st.permutations(range(10)), st.integers(0, 1000))
def test_renaming_accounts_and_moving_the_clock_change_no_sign(
    posts: list[tuple[int, int, int]], names: list[int], later: int
) -> None:
    trail, renamed = _columns(posts), np.array(names)
    other = Trail(renamed[trail.authors][::-1], trail.ticks[::-1] + later, trail.narratives[::-1])
    assert np.allclose(synchrony(np.arange(10), trail), synchrony(renamed, other))


@given(POSTS, st.lists(st.floats(-1e5, 0), min_size=10, max_size=10), st.integers(0, 2**31))
def test_the_order_of_accounts_changes_no_suspicion(
    posts: list[tuple[int, int, int]], created: list[float], seed: int
) -> None:
    order = np.random.default_rng(seed).permutation(10)
    hours, followers = np.array(created), np.arange(10.0)
    one = suspicion(Evidence(np.arange(10), hours, followers, _columns(posts)), 15.0, 0.0)
    other = suspicion(Evidence(order, hours[order], followers[order], _columns(posts)), 15.0, 0.0)
    assert np.allclose(one[order], other)
    assert ((one >= 0) & (one <= 1)).all()
