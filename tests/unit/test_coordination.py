"""The detector: signs of coordination, read from nothing but the columns that are given."""

import numpy as np
import pytest

from sim.kernels.coordination import Evidence, Trail, creation_burst, suspicion, synchrony
from sim.kernels.ranking import auc

HOURS = 24.0


def trail(*posts: tuple[int, int, int]) -> Trail:
    """Return posts given as (author, tick, narrative)."""
    return Trail(*(np.array(column) for column in zip(*posts, strict=True)))


def test_accounts_that_post_together_are_in_step_and_a_loner_is_not() -> None:
    posts = trail((4, 1, 0), (5, 1, 0), (6, 1, 0), (9, 2, 0))
    assert synchrony(np.array([4, 5, 6, 9]), posts).tolist() == [1, 1, 1, 0]


def test_company_counts_other_authors_on_the_same_narrative_in_the_same_tick() -> None:
    posts = trail((1, 3, 0), (2, 3, 1), (3, 3, 0), (1, 4, 0), (2, 5, 0), (1, 3, 0))
    # Account 1 has company once in two moments, 3 always, 2 never: it spoke of something else, and at another time.
    assert synchrony(np.array([1, 2, 3]), posts).tolist() == [0.5, 0, 1]


def test_who_never_posted_is_not_in_step_with_anybody() -> None:
    assert synchrony(np.array([0, 7]), trail((3, 1, 0), (4, 1, 0))).tolist() == [0, 0]
    nothing = np.zeros(0, np.int64)
    assert synchrony(np.array([0]), Trail(nothing, nothing, nothing)).tolist() == [0]


def test_suspicion_is_the_mean_of_the_signs_that_the_evidence_allows() -> None:
    sources, posts = np.array([1, 2]), trail((1, 0, 0), (9, 0, 0))
    assert suspicion(Evidence(sources), 15.0, 0.0).tolist() == [0, 0]
    assert suspicion(Evidence(sources, followers=np.array([0, 10])), 15.0, 0.0).tolist() == [1, 0.5]
    assert suspicion(Evidence(sources, trail=posts), 15.0, 0.0).tolist() == [1, 0]
    both = Evidence(sources, followers=np.array([0, 10]), trail=posts)
    assert suspicion(both, 15.0, 0.0).tolist() == [1, 0.25]


def test_a_column_that_is_not_given_makes_no_difference() -> None:
    luck = np.random.default_rng(2)
    sources, created = np.arange(50), luck.uniform(-1e4, 0, 50)
    known = suspicion(Evidence(sources, created), 15.0, 0.0)
    youth = np.exp2(created / (24 * 365.25))
    assert np.allclose(known, (creation_burst(created, 15.0) + youth) / 2)


def test_auc_by_hand() -> None:
    positive = np.array([True, True, False, False])
    assert auc(np.array([4, 3, 2, 1]), positive) == 1
    assert auc(np.array([1, 2, 3, 4]), positive) == 0
    assert auc(np.array([1, 1, 1, 1]), positive) == 0.5
    assert auc(np.array([4, 2, 3, 1]), positive) == 0.75
    assert np.isnan(auc(np.ones(2), np.array([True, True])))


def _campaign(n_covert: int = 200, n_ordinary: int = 400, seed: int = 3) -> tuple[Evidence, np.ndarray]:
    """Return evidence on accounts of a burst that post in step, among ordinary ones, and which they are."""
    luck = np.random.default_rng(seed)
    covert = np.arange(n_covert + n_ordinary) < n_covert
    n = len(covert)
    created = np.where(covert, luck.uniform(-30, 0, n), luck.uniform(-3650, 0, n)) * HOURS
    followers = np.where(covert, luck.geometric(0.3, n) - 1, luck.geometric(0.02, n))
    authors = np.repeat(np.arange(n), 5)
    ticks = np.where(covert[authors], luck.integers(0, 10, 5 * n), luck.integers(0, 500, 5 * n))
    return Evidence(np.arange(n), created, followers, Trail(authors, ticks, np.zeros(5 * n, np.int64))), covert


@pytest.mark.parametrize(
    "known", [("created_hour",), ("followers",), ("trail",), ("created_hour", "followers", "trail")]
)
def test_every_sign_tells_a_hasty_campaign_from_ordinary_accounts(known: tuple[str, ...]) -> None:
    evidence, covert = _campaign()
    partial = Evidence(evidence.sources, **{name: getattr(evidence, name) for name in known})
    assert auc(suspicion(partial, 15.0, 0.0), covert) > 0.9


@pytest.mark.parametrize("seed", range(5))
def test_on_shuffled_labels_the_detector_knows_nothing(seed: int) -> None:
    evidence, covert = _campaign(1000, 2000, seed)
    shuffled = np.random.default_rng(seed).permutation(covert)
    assert auc(suspicion(evidence, 15.0, 0.0), shuffled) == pytest.approx(0.5, abs=0.05)
