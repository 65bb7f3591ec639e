"""Every disclosure keeps its family's promise: it names the taken down, and leaves less than everything, never more."""

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.disclosure._contract import Disclosure
from sim.disclosure._study import Study
from sim.kernels.coordination import SYNCHRONY
from sim.state.release import PostTable, Release, UserTable
from sim.state.voices import VOICES
from tests.unit.hand_made import STREAM

each_option = pytest.mark.parametrize("name", option_names("disclosure"))


def option_of(name: str) -> Disclosure:
    made = option_class("disclosure", name).model_validate({"kind": name})
    assert isinstance(made, Disclosure)
    return made


def release(n: int) -> Release:
    """Return a complete release of n accounts that posted twice each."""
    names, authors = np.arange(n), np.repeat(np.arange(n), 2)
    users = UserTable(names, names, np.zeros(n), np.zeros(n), np.full(n, 300), np.full(n, SYNCHRONY, np.int8))
    posts = PostTable(np.arange(2 * n), np.arange(2 * n), authors, np.tile([5, 290], n), np.full(2 * n, 1))
    return Release(301, names, np.array([1]), users, posts)


@each_option
@pytest.mark.parametrize("n", [0, 1, 500])
def test_each_account_taken_down_is_named_or_not(name: str, n: int) -> None:
    for since_last in (0.0, 50.0, np.inf):
        found = option_of(name).names(np.linspace(0.0, 1e4, n), since_last)
        assert (found.shape, found.dtype) == ((n,), np.dtype(np.bool_))


@each_option
def test_nobody_is_named_before_those_who_have_waited_longer(name: str) -> None:
    named = option_of(name).names(np.linspace(0.0, 1e4, 500), np.inf)
    assert (np.diff(named.astype(int)) >= 0).all()


@each_option
@pytest.mark.parametrize("n", [0, 1, 60])
def test_what_is_left_of_a_release_was_in_it(name: str, n: int) -> None:
    complete, left = release(n), option_of(name).redacted(release(n), STREAM, 1.0)
    assert set(left.names.tolist()) <= set(complete.names.tolist())
    assert set(left.topics.tolist()) <= set(complete.topics.tolist())
    if left.users is not None:
        assert set(left.users.sources.tolist()) <= set(complete.names.tolist())
    if left.posts is not None:
        assert complete.posts is not None
        assert set(left.posts.rows.tolist()) <= set(complete.posts.rows.tolist())


@each_option
def test_where_there_is_something_to_study_somebody_studies_it(name: str) -> None:
    option = option_of(name)
    left = option.redacted(release(60), STREAM, 1.0)
    assert isinstance(option.researchers, Study | None)
    assert (option.researchers is not None) == (left.users is not None or left.posts is not None)
    assert set(option.reports_about()) <= set(range(len(VOICES)))
