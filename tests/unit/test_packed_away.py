"""Records packed away come back as they were; rows close up and feeds follow them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cast.docket import Docket
from sim.cast.history import History
from sim.kernels.reach import mark_in_feeds, renumber_feeds
from sim.state.comments import no_comments
from sim.state.feeds import EMPTY, empty_feeds
from sim.state.packed import packed
from sim.state.posts import no_posts
from sim.state.removers import BY_NOBODY, BY_PLATFORM
from sim.state.renumbering import GONE, Renumbering
from sim.state.table import Table
from sim.state.voices import ASSERTS, DENIES


@pytest.mark.parametrize("n", [0, 1, 300])
def test_packed_records_come_back_field_by_field(n: int) -> None:
    table, luck = Table(no_posts()), np.random.default_rng(1)
    table.append(n, key=luck.integers(0, 1 << 62, n), standing=luck.normal(size=n), rebuttal_force=luck.random((n, 4)))
    kept = packed(table.in_use())
    again = kept.records()
    assert again.dtype == table.columns.dtype
    assert all(np.array_equal(again[name], table.in_use()[name]) for name in again.dtype.names)
    assert np.array_equal(kept.column("rebuttal_force"), table.in_use()["rebuttal_force"])


def test_opened_records_keep_what_was_changed_and_pack_nothing_else_anew() -> None:
    table, luck = Table(no_posts()), np.random.default_rng(1)
    table.append(300, key=luck.integers(0, 1 << 62, 300), rebuttal_force=luck.random((300, 4)))
    kept, expected = packed(table.in_use()), table.in_use().copy()
    opened = kept.opened()
    assert len(opened["removed"]) == 300
    assert opened.closed() is kept, "what is only looked at stays as it is"
    expected["removed"][7], expected["rebuttal_force"][9] = 5, 0.25
    opened["removed"][7], opened["rebuttal_force"][9] = 5, 0.25
    again = opened.closed()
    assert again.records().tobytes() == expected.tobytes()
    assert kept.records().tobytes() == table.in_use().tobytes(), "what was opened stays as it was packed"
    unchanged = set(kept.columns) - {"removed", "rebuttal_force"}
    assert all(again.columns[name] is kept.columns[name] for name in unchanged)


def test_settled_posts_take_a_third_of_their_room_when_packed() -> None:
    posts = no_posts(5000)
    posts["key"] = np.random.default_rng(1).integers(0, 1 << 62, 5000)
    assert sum(map(len, packed(posts).columns.values())) < posts.nbytes / 3


@given(st.lists(st.booleans(), max_size=40))
def test_rows_that_stay_close_up_in_their_order(gone: list[bool]) -> None:
    mask = np.array(gone, np.bool_)
    renumbering, kept = Renumbering(mask), [row for row, is_gone in enumerate(gone) if not is_gone]
    assert renumbering.of(np.arange(len(gone))).tolist() == list(range(len(kept)))
    assert [renumbering.places[row] for row in kept] == list(range(len(kept)))
    assert set(renumbering.places[mask].tolist()) <= {GONE}
    assert [renumbering.below(row) for row in range(len(gone) + 1)] == [
        sum(old < row for old in kept) for row in range(len(gone) + 1)
    ]


def test_a_table_closes_up_and_goes_on_counting() -> None:
    table = Table(no_posts(4))
    table.append(4, likes=np.array([10, 11, 12, 13]))
    taken = table.take_out(np.array([True, False, True, False]))
    assert taken["likes"].tolist() == [10, 12]
    assert table.in_use()["likes"].tolist() == [11, 13]
    assert table.append(1).tolist() == [2]
    assert table.in_use()["number"].tolist() == [1, 3, 4]
    assert table.in_use()["likes"][2] == 0, "a row that is free again begins as every row does"
    assert table.in_use()["standing"][2] == 1


def test_a_row_that_is_used_again_keeps_its_number() -> None:
    table = Table(no_posts(4))
    table.append(3)
    table.refill(np.array([1]), likes=5)
    assert table.in_use()["number"].tolist() == [0, 1, 2]


def test_feeds_reach_what_they_can_show_and_no_more() -> None:
    feeds, posts = empty_feeds(2, 3), Table(no_posts(5))
    posts.append(5)
    posts.columns["removed"][3] = 7
    feeds["posts"] = [[0, 1, EMPTY], [3, 4, EMPTY]]
    feeds["since"] = [[5, 9, 0], [9, 9, 0]]
    reached = np.zeros(5, np.bool_)
    mark_in_feeds(reached, feeds, posts.records, 8, 1.0)
    assert reached.tolist() == [False, True, False, False, True]
    renumber_feeds(feeds, Renumbering(~reached).places)
    assert feeds["posts"].tolist() == [[EMPTY, 0, EMPTY], [EMPTY, 1, EMPTY]]


def test_a_docket_names_what_waits_by_its_new_rows() -> None:
    docket = Docket()
    docket.put(4, np.array([3, 1]))
    docket.put(9, np.array([3]))
    assert sorted(docket.rows().tolist()) == [1, 3, 3]
    docket.renumber(Renumbering(np.array([True, False, True, False])))
    assert (docket.take(4).tolist(), docket.take(9).tolist()) == ([0, 1], [1])


def chapter_of(history: History, first: int) -> None:
    """Pack two posts by 5 and 6, and a rebuttal by 6 and a defence by 5 on the second of them."""
    posts, comments = no_posts(2), no_comments(2)
    posts["author"], posts["number"] = [5, 6], [first, first + 2]
    posts["rebuttal_force"][1, 0], posts["defence_force"][1] = 2.0, 3.0
    comments["author"], comments["post"], comments["stance"] = [6, 5], [1, 1], [DENIES, ASSERTS]
    comments["force"], comments["number"] = [2.0, 3.0], [first, first + 1]
    history.add(posts, comments)


def test_the_history_is_told_by_number_with_what_is_still_in_the_table() -> None:
    history, still, said = History(), no_posts(1), no_comments(1)
    chapter_of(history, 0)
    still["number"], still["author"], said["number"] = [1], [9], [2]
    posts = history.all_posts(still)
    assert posts.dtype == still.dtype
    assert posts["author"].tolist() == [5, 9, 6]
    assert history.all_posts(still, ("author", "born")).dtype.names == ("author", "born")
    assert history.all_comments(said, still)["post"].tolist() == [2, 2, 1]


def test_what_an_author_said_is_taken_down_in_every_chapter() -> None:
    history = History()
    chapter_of(history, 0)
    chapter_of(history, 10)
    assert history.take_down(40, np.array([6, 77])).tolist() == [2, 12]
    posts = history.all_posts(no_posts(1)[:0])
    comments = history.all_comments(no_comments(1)[:0], no_posts(1)[:0])
    assert posts["removed"].tolist() == [-1, 40, -1, 40]
    assert posts["rebuttals_silenced"].tolist() == [0.0, 2.0, 0.0, 2.0]
    assert posts["rebuttal_force"][:, 0].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert posts["defence_force"].tolist() == [0.0, 3.0, 0.0, 3.0]
    assert comments["hidden"].tolist() == [40, -1, 40, -1]
    suspended = [BY_NOBODY, BY_PLATFORM] * 2
    assert posts["removed_by"].tolist() == suspended
    assert comments["hidden_by"].tolist() == suspended[::-1]
    assert history.take_down(50, np.array([6])).tolist() == [], "what is down keeps its date"


def test_authors_who_were_reported_are_remembered() -> None:
    history, posts = History(), no_posts(3)
    posts["author"], posts["reports"] = [8, 4, 2], [1, 2, 0]
    history.add(posts, no_comments(1)[:0])
    assert history.reported.tolist() == [4, 8]
