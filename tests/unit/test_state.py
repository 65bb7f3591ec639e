"""Tables that grow, the ledger, and accounts at the start."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.state.accounts import ACTIVE, RESERVE, accounts_from
from sim.state.comments import no_comments
from sim.state.feeds import LAST_NARROW_TICK, empty_feeds, widened
from sim.state.ledger import Event, Ledger
from sim.state.posts import no_posts
from sim.state.table import Table


@given(st.lists(st.integers(0, 700), max_size=8), st.sampled_from([1, 3, 1024]))
def test_a_table_that_grows_keeps_every_row_and_its_number(batches: list[int], capacity: int) -> None:
    table = Table(no_posts(capacity))
    written: list[int] = []
    for n in batches:
        rows = table.append(n, key=np.arange(len(written), len(written) + n))
        assert rows.tolist() == list(range(len(written), len(written) + n))
        written += rows.tolist()
    assert table.n_rows == len(written)
    assert table.in_use()["key"].tolist() == written


def test_rows_born_after_a_growth_begin_as_rows_always_do() -> None:
    table = Table(no_posts(2))
    table.append(2, standing=-5.0, removed=7, rebuttal_force=3.0)
    rows = table.append(1000)
    fresh = table.in_use()[rows]
    assert set(fresh["standing"].tolist()) == {1}
    assert set(fresh["removed"].tolist()) == {-1}
    assert set(fresh["quotes"].tolist()) == {-1}
    assert not fresh["rebuttal_force"].any()


def test_the_records_for_kernels_are_the_columns() -> None:
    table = Table(no_comments(1))
    for _ in range(3):
        table.append(400, force=1.0)
        table.columns["force"][0] = 9.0
        assert table.records["force"][0] == 9.0
        assert len(table.records) == len(table.columns) >= table.n_rows


def test_rows_in_use_are_a_view_and_no_more_than_those_in_use() -> None:
    table = Table(no_posts(8))
    table.append(3)
    table.in_use()["likes"] += 1
    assert table.columns["likes"].tolist() == [1, 1, 1, 0, 0, 0, 0, 0]


def test_adding_nothing_adds_nothing() -> None:
    table = Table(no_posts(1))
    assert table.append(0, key=np.zeros(0)).tolist() == []
    assert len(table.in_use()) == 0


def test_a_table_that_could_not_know_how_its_rows_begin_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Table(no_posts(0))


def test_the_ledger_keeps_dates_in_their_order_and_counts_by_event() -> None:
    ledger = Ledger()
    ledger.record(3, "knocked_out", "post", np.array([9, 4]))
    ledger.record(3, "suspended", "member", [])
    ledger.record(5, "knocked_out", "post", [1])
    assert ledger.events == [
        Event(3, "knocked_out", "post", 9),
        Event(3, "knocked_out", "post", 4),
        Event(5, "knocked_out", "post", 1),
    ]
    assert [ledger.count(event) for event in ("knocked_out", "suspended")] == [3, 0]
    assert all(type(event.row) is int for event in ledger.events)


def test_two_ledgers_do_not_share_a_page() -> None:
    Ledger().record(1, "punished", "source", [1])
    assert Ledger().events == []


def test_accounts_created_after_the_start_wait_in_reserve_and_overt_ones_are_known() -> None:
    accounts = accounts_from(np.array([0, 1, 1, 1]), np.array([-9, 0, 0.001, 50]), np.array([7, 0, 3, 1]))
    assert accounts.status.tolist() == [ACTIVE, ACTIVE, RESERVE, RESERVE]
    assert accounts.exposed.tolist() == [True, False, False, False]
    assert accounts.covert.tolist() == [False, True, True, True]
    assert accounts.publishes.tolist() == accounts.replies_to.tolist() == [-1] * 4
    assert accounts.followers.dtype == np.float64


def test_accounts_of_nobody_are_none() -> None:
    assert len(accounts_from(np.zeros(0), np.zeros(0), np.zeros(0)).status) == 0


def test_feeds_begin_empty() -> None:
    feeds = empty_feeds(3, 15)
    assert feeds.shape == (3, 15)
    assert (feeds["posts"] == -1).all()


@pytest.mark.parametrize("capacity", [1, 5])
def test_a_new_post_stands_at_1_in_full_sight_and_nothing_happened_to_it(capacity: int) -> None:
    post = no_posts(capacity)[-1]
    assert [post[name] for name in ("stance", "standing", "visibility", "friction", "fate")] == [1, 1, 1, 0, 0]
    assert [post[name] for name in ("quotes", "removed", "knocked_out", "fate_tick")] == [-1] * 4


def test_widened_feeds_hold_what_narrow_ones_held() -> None:
    feeds = empty_feeds(2, 3)
    feeds["posts"][0, 1], feeds["shares"][0, 1], feeds["since"][0, 1] = 7, 2.5, LAST_NARROW_TICK + 1
    wide = widened(feeds)
    assert wide.dtype.itemsize > feeds.dtype.itemsize
    for field in ("posts", "shares", "since"):
        assert wide[field].tolist() == feeds[field].tolist()
    wide["since"][0, 0] = LAST_NARROW_TICK + 2
    assert wide["since"][0, 0] == 65_536
