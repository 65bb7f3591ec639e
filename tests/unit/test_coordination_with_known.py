"""The detector held against known accounts: what a release lets outsiders see, and what it does not."""

import numpy as np
import pytest

from sim.kernels.coordination import (
    BARENESS,
    CREATION,
    SYNCHRONY,
    YOUTH,
    Evidence,
    Known,
    Others,
    Trail,
    creation_burst,
    signs,
    standing_out,
    suspicion,
    synchrony_with,
    telling_signs,
)
from sim.kernels.ranking import auc
from tests.unit.test_coordination import HOURS, trail


def known(*sources: int, **columns: object) -> Known:
    """Return known accounts of which only the named columns were published."""
    return Known(np.array(sources), np.array(sources), **columns)


def test_company_is_kept_with_known_accounts_alone_and_not_with_oneself() -> None:
    posts = trail((1, 1, 0), (2, 1, 0), (8, 1, 0), (9, 1, 0), (8, 2, 0), (9, 3, 1), (1, 3, 0))
    theirs = trail((1, 1, 0), (2, 1, 0), (1, 3, 0))
    # 8 posted twice and could have met two known accounts each time, so four: it met two. 9 the same, at another
    # time on another narrative. 1 posted twice and could have met the one other known account each time: once it did.
    found = synchrony_with(known(1, 2), theirs, np.array([8, 9, 1, 2]), posts)
    assert found.tolist() == [0.5, 0.5, 0.5, 1]


def test_who_is_suspended_can_be_met_no_more_where_that_is_known() -> None:
    posts = trail((8, 1, 0), (9, 5, 0), (1, 1, 0), (2, 1, 0), (3, 5, 0))
    theirs = trail((1, 1, 0), (2, 1, 0), (3, 5, 0))
    both = np.array([8, 9])
    # Without dates 8 met two of three and 9 one of three. 1 and 2 went at tick 4: 9 met the only one left.
    assert synchrony_with(known(1, 2, 3), theirs, both, posts).tolist() == [1, 0.5]
    dated = known(1, 2, 3, silent_from=np.array([4, 4, 9]))
    assert synchrony_with(dated, theirs, both, posts) == pytest.approx([2 / 3, 1])


def test_a_creation_date_is_crowded_by_known_accounts_only() -> None:
    days = np.array([0.0, 3.0, 100.0]) * HOURS
    beside = Others(np.array([1.0, 2.0, 101.0, 3.0]) * HOURS, np.array([False, True, False]))
    # Within two days: of the first account the known days 1 and 2; of the second, itself known, 1, 2; of the third 101.
    assert creation_burst(days, 2.0, beside).tolist() == [1, 1, 0.5]


def test_a_sign_needs_the_same_column_of_the_known_accounts() -> None:
    posts = trail((5, 1, 0), (1, 1, 0))
    seen = Evidence(np.array([5]), np.array([0.0]), np.array([3.0]), posts)
    assert signs(seen._replace(known=known(1)), 15.0, 0.0) == {}
    assert suspicion(seen._replace(known=known(1)), 15.0, 0.0).tolist() == [0]
    with_accounts, with_posts = known(1, created_hour=np.array([0.0])), known(1, trail=trail((1, 1, 0)))
    assert set(signs(seen._replace(known=with_accounts), 15.0, 0.0)) == {CREATION, YOUTH, BARENESS}
    assert set(signs(seen._replace(known=with_posts), 15.0, 0.0)) == {SYNCHRONY}


def test_standing_out_puts_signs_on_one_scale_and_weighs_them_by_reasons() -> None:
    found = {CREATION: np.array([0.0, 2.0]), SYNCHRONY: np.array([0.002, 0.0])}
    assert standing_out(found, 2).tolist() == [0, 0]
    reasons = np.array([3.0, 0.0, 0.0, 1.0])
    assert standing_out(found, 2, reasons).tolist() == [-0.5, 0.5]
    # Reasons for signs that nobody can look at say nothing.
    assert standing_out({SYNCHRONY: found[SYNCHRONY]}, 2, np.array([1.0, 0, 0, 0])).tolist() == [1, -1]
    assert standing_out({}, 2).tolist() == [0, 0]


def test_where_there_is_no_account_nobody_stands_out() -> None:
    assert standing_out({SYNCHRONY: np.zeros(0), CREATION: np.zeros(0)}, 0).shape == (0,)


def test_the_telling_sign_is_the_one_by_which_an_account_stands_out_most() -> None:
    found = {CREATION: np.array([1.0, 0.0, 0.0, 0.0]), SYNCHRONY: np.array([0.1, 0.2, 0.1, 0.1])}
    assert telling_signs(found, np.array([0, 1])).tolist() == [CREATION, SYNCHRONY]


def _released(in_step: bool, seed: int, n: int = 300) -> tuple[Evidence, np.ndarray]:
    """Return evidence on hidden covert and ordinary accounts beside released ones; covert post in step or by chance."""
    luck = np.random.default_rng(seed)
    covert = np.arange(3 * n) < 2 * n
    authors = np.repeat(np.arange(3 * n), 6)
    ticks = luck.integers(0, 300, 6 * 3 * n)
    volleys = luck.integers(0, 300, 10)
    if in_step:
        ticks = np.where(covert[authors], volleys[luck.integers(0, 10, len(ticks))], ticks)
    posts = Trail(authors, ticks, np.zeros(len(authors), np.int64))
    released = authors < n
    theirs = Trail(*(column[released] for column in posts))
    evidence = Evidence(np.arange(n, 3 * n), trail=posts, known=known(*range(n), trail=theirs))
    return evidence, covert[n:]


@pytest.mark.parametrize("seed", range(4))
def test_synchrony_finds_who_posts_in_step_and_nobody_who_posts_by_chance(seed: int) -> None:
    in_step, covert = _released(True, seed)
    by_chance, same = _released(False, seed)
    assert auc(suspicion(in_step, 15.0, 0.0), covert) > 0.95
    assert auc(suspicion(by_chance, 15.0, 0.0), same) == pytest.approx(0.5, abs=0.07)


def test_on_average_synchrony_of_independent_accounts_is_chance() -> None:
    areas = [
        auc(suspicion(evidence, 15.0, 0.0), covert) for evidence, covert in (_released(False, s) for s in range(20))
    ]
    assert np.mean(areas) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("seed", range(4))
def test_on_shuffled_labels_a_release_tells_nothing(seed: int) -> None:
    evidence, covert = _released(True, seed, 800)
    shuffled = np.random.default_rng(seed + 100).permutation(covert)
    assert auc(suspicion(evidence, 15.0, 0.0), shuffled) == pytest.approx(0.5, abs=0.05)
