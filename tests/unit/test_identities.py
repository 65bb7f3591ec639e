"""The identity of a source is told from its row, and does not shift when another source is added."""

import numpy as np

from sim.state.identities import Identities

ACCOUNT, POSTER, DESK = 1 << 30, 2 << 30, 3 << 30


def test_members_are_their_rows_and_the_others_count_within_their_kind() -> None:
    told = Identities(3, 2, 1, 2)[:]
    assert told.tolist() == [0, 1, 2, ACCOUNT, ACCOUNT + 1, POSTER, DESK, DESK + 1]
    assert told.dtype == np.int64


def test_a_further_account_leaves_the_identities_of_posters_as_they_are() -> None:
    fewer, more = Identities(3, 2, 2), Identities(3, 9, 2)
    assert fewer[np.array([5, 6])].tolist() == more[np.array([12, 13])].tolist() == [POSTER, POSTER + 1]


def test_a_kind_of_which_there_is_none_has_no_identity() -> None:
    assert Identities(2, 0, 0, 1)[:].tolist() == [0, 1, DESK]


def test_rows_are_told_as_they_are_asked_for() -> None:
    told = Identities(4, 2)
    assert told[np.array([5, 0, 5], np.int32)].tolist() == [ACCOUNT + 1, 0, ACCOUNT + 1]
    assert told[4:].tolist() == [ACCOUNT, ACCOUNT + 1]
    assert int(told[np.int64(4)]) == ACCOUNT
