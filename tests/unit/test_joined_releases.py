"""Releases put together: all that both tell, and nothing that one of them withholds."""

from __future__ import annotations

import numpy as np

from sim.kernels.release_tables import joined_releases
from sim.state.release import PostTable, Release, UserTable


def users(sources: list[int], *, told: bool = True) -> UserTable:
    numbers = np.array(sources)
    when = numbers + 50 if told else None
    return UserTable(numbers, numbers * 10, numbers - 100.0, numbers + 0.5, when, when)


def posts(rows: list[int]) -> PostTable:
    numbers = np.array(rows)
    return PostTable(numbers, numbers + 1, numbers + 2, numbers + 3, numbers % 2)


def release(tick: int, names: list[int], users_: UserTable | None, posts_: PostTable | None) -> Release:
    return Release(tick, np.array(names), np.array([tick % 2, 7]), users_, posts_)


def test_the_first_release_is_all_there_is() -> None:
    only = release(5, [3], users([3]), posts([1]))
    assert joined_releases(None, only) is only


def test_two_releases_tell_what_both_tell_as_of_the_later() -> None:
    both = joined_releases(release(5, [3, 4], users([3, 4]), posts([1])), release(8, [9], users([9]), posts([2, 6])))
    assert both.tick == 8
    assert both.names.tolist() == [3, 4, 9]
    assert both.topics.tolist() == [0, 1, 7]
    assert both.users is not None
    assert both.posts is not None
    assert both.users.suspended is not None
    assert both.users.sources.tolist() == [3, 4, 9]
    assert both.users.followers.tolist() == [3.5, 4.5, 9.5]
    assert both.users.suspended.tolist() == [53, 54, 59]
    assert both.posts.rows.tolist() == [1, 2, 6]
    assert both.posts.narratives.tolist() == [1, 0, 0]


def test_a_column_that_either_withholds_is_withheld_from_the_whole() -> None:
    for earlier, later in ((True, False), (False, True)):
        both = joined_releases(
            release(5, [3], users([3], told=earlier), posts([1])), release(8, [9], users([9], told=later), posts([2]))
        )
        assert both.users is not None
        assert both.users.suspended is None
        assert both.users.reasons is None
        assert both.users.identities.tolist() == [30, 90]


def test_a_table_that_either_withholds_is_withheld_from_the_whole() -> None:
    whole, headline = release(5, [3], users([3]), posts([1])), release(8, [9], None, None)
    for one, other in ((whole, headline), (headline, whole)):
        both = joined_releases(one, other)
        assert (both.users, both.posts) == (None, None)
        assert sorted(both.names.tolist()) == [3, 9]
