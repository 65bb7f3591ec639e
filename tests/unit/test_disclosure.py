"""Disclosure options: when a release comes, what is left in it, and what researchers make of it, worked out by hand."""

import math
from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class
from sim.disclosure._contract import Disclosure
from sim.disclosure._study import Study
from sim.disclosure.full import Full
from sim.disclosure.headline import Headline
from sim.disclosure.none import NoDisclosure
from sim.disclosure.partial import Partial
from sim.kernels.coordination import CREATION, SYNCHRONY, Evidence, Trail
from sim.kernels.release_tables import joined_releases
from sim.state.release import PostTable, Release, UserTable
from sim.state.voices import STATE
from tests.unit.hand_made import STREAM

LONG_AGO = math.inf


def release(*names: int, suspended: int = 300) -> Release:
    """Return a complete release: each account posted on narrative 2 at ticks 0, 100, … 290, and was born on day 0."""
    sources, ticks = np.array(names), np.array([0, 100, 200, 290])
    n, m = len(names), len(names) * len(ticks)
    users = UserTable(sources, sources, np.zeros(n), np.zeros(n), np.full(n, suspended), np.full(n, SYNCHRONY, np.int8))
    posts = PostTable(np.arange(m), 50 + np.arange(m), np.repeat(sources, len(ticks)), np.tile(ticks, n), np.full(m, 2))
    return Release(301, sources, np.array([2]), users, posts)


def redacted(option: Disclosure, complete: Release) -> Release:
    return option.redacted(complete, STREAM, 1.0)


@pytest.mark.transcript("disclosure.headline")
def test_a_release_comes_once_enough_accounts_have_waited_long_enough() -> None:
    option = Headline(wave=2, every=7.0, delay=2.0)
    assert option.names(np.array([48.0]), LONG_AGO).tolist() == [False]
    assert option.names(np.array([48.0, 47.0]), LONG_AGO).tolist() == [False, False]
    assert option.names(np.array([48.0, 47.0, 90.0]), LONG_AGO).tolist() == [True, False, True]
    assert option.names(np.array([48.0, 90.0]), 7 * 24 - 1.0).tolist() == [False, False]
    assert option.names(np.array([48.0, 90.0]), 7 * 24.0).tolist() == [True, True]


def test_without_delay_and_wave_whoever_is_taken_down_is_named_at_once() -> None:
    assert Full(wave=1, every=0.0, delay=0.0).names(np.array([0.0]), 0.0).tolist() == [True]


@pytest.mark.transcript("disclosure.none")
@pytest.mark.limits("disclosure.none")
def test_none_names_nobody_and_has_nothing_to_study() -> None:
    option = NoDisclosure()
    assert option.names(np.array([1e9]), LONG_AGO).tolist() == [False]
    assert (option.researchers, option.reports_about()) == (None, ())
    assert len(redacted(option, release(3, 4)).names) == 0


def test_a_headline_says_names_and_topics_and_no_more() -> None:
    left = redacted(Headline(), release(3, 4))
    assert (left.names.tolist(), left.topics.tolist(), left.users, left.posts) == ([3, 4], [2], None, None)
    assert Headline().researchers is None
    assert Headline().reports_about() == (STATE,)


@pytest.mark.transcript("disclosure.partial")
def test_the_release_of_2019_lacked_history_dates_and_reasons() -> None:
    left = redacted(Partial(snapshot=7.0), release(3))
    assert left.users is not None
    assert left.posts is not None
    assert (left.users.suspended, left.users.reasons) == (None, None)
    # A week before hour 300 begins at hour 132.
    assert left.posts.ticks.tolist() == [200, 290]


@pytest.mark.transcript("disclosure.full")
def test_a_full_release_is_complete() -> None:
    complete, left = release(3, 4), redacted(Full(), release(3, 4))
    for one, other in ((complete.users, left.users), (complete.posts, left.posts)):
        assert one is not None
        assert other is not None
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("dial", ["content_history", "suspension_dates", "reasons"])
def test_partial_and_full_are_one_policy_with_other_dials(dial: str) -> None:
    off = {"content_history": False, "suspension_dates": False, "reasons": False}
    one, other = redacted(Full(**(off | {dial: True})), release(3)), redacted(Partial(**{dial: True}), release(3))
    assert str(one) == str(other)
    assert str(one) != str(redacted(Partial(), release(3)))


def test_shares_of_rows_are_drawn_and_nothing_and_all_are_what_they_say() -> None:
    complete = release(*range(400))
    nothing = redacted(Full(accounts=0.0, posts=0.0), complete)
    assert (nothing.users, nothing.posts, len(nothing.names)) == (None, None, 400)
    half = redacted(Full(accounts=0.5, posts=0.25), complete)
    assert half.users is not None
    assert half.posts is not None
    assert len(half.users.sources) == pytest.approx(200, abs=40)
    assert len(half.posts.rows) == pytest.approx(400, abs=70)
    # Who has a row does not depend on who else is in the release.
    alone = redacted(Full(accounts=0.5), release(*range(100, 200)))
    assert alone.users is not None
    assert alone.users.sources.tolist() == [name for name in half.users.sources.tolist() if 100 <= name < 200]


def test_releases_add_up_and_what_one_of_them_withheld_stays_withheld() -> None:
    one, other = redacted(Full(), release(3)), redacted(Full(), release(8))
    both = joined_releases(one, other)
    assert both.users is not None
    assert both.posts is not None
    assert (both.names.tolist(), both.users.sources.tolist(), len(both.posts.rows)) == ([3, 8], [3, 8], 8)
    mixed = joined_releases(one, redacted(Partial(), release(8)))
    assert mixed.users is not None
    assert (mixed.users.suspended, mixed.users.reasons) == (None, None)
    assert joined_releases(None, one) is one


def sample(**columns: Any) -> Evidence:
    """Return three public accounts: 20 posts whenever the released ones do, 21 sometimes, 22 never."""
    ticks = np.array([0, 100, 200, 290, 0, 50, 7])
    posts = Trail(np.array([20, 20, 20, 20, 21, 21, 22]), ticks, np.full(7, 2))
    made = Evidence(np.array([20, 21, 22]), np.full(3, -9e4), np.full(3, 50.0), posts)
    return made._replace(**columns)


def test_who_looks_more_like_the_released_than_they_do_is_attributed() -> None:
    # On synchrony alone: the released met each other always, 20 both of them always, 21 half the time, 22 never.
    found = Study(cutoff=0.0).findings(redacted(Full(accounts=0.0), release(3, 4)), sample(), 301.0)
    assert found.sources.tolist() == [20, 21, 22, 3, 4]
    assert found.signs[SYNCHRONY].tolist() == [1, 0.5, 0, 1, 1]
    assert found.attributed.tolist() == [False, False, False]
    some = Trail(*(np.r_[column, more] for column, more in zip(sample().trail or (), ([3], [5], [2]), strict=True)))
    # Now the released account 3 has posted once by itself, and looks less like the others than 20 does.
    lonely = redacted(Full(accounts=0.0), release(3, 4))
    assert lonely.posts is not None
    lonely = lonely._replace(
        posts=PostTable(*(np.r_[column, [value]] for column, value in zip(lonely.posts, (9, 9, 3, 5, 2), strict=True)))
    )
    found = Study(cutoff=0.0).findings(lonely, sample(trail=some), 301.0)
    assert found.attributed.tolist() == [True, False, False]
    strict = Study(cutoff=1.0).findings(lonely, sample(trail=some), 301.0)
    assert strict.attributed.tolist() == [False, False, False]


@pytest.mark.parametrize("kind", ["none", "headline"])
def test_where_no_table_is_published_nobody_can_be_attributed(kind: str) -> None:
    option = option_class("disclosure", kind).model_validate({"kind": kind})
    assert isinstance(option, Disclosure)
    found = Study(cutoff=0.0).findings(redacted(option, release(3, 4)), sample(), 301.0)
    assert found.signs == {}
    assert not found.attributed.any()
    assert found.scores.tolist() == [0, 0, 0]


def test_a_detector_sees_only_the_columns_that_were_published() -> None:
    seen = {
        name: set(Study().findings(redacted(Full(**dials), release(3, 4)), sample(), 301.0).signs)
        for name, dials in {"no posts": {"posts": 0.0}, "no accounts": {"accounts": 0.0}}.items()
    }
    assert SYNCHRONY not in seen["no posts"]
    assert CREATION in seen["no posts"]
    assert seen["no accounts"] == {SYNCHRONY}
