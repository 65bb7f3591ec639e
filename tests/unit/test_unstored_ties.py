"""Ties that are worked out when asked for: a random graph like the stored one, whole or in parts, and its refusals."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import simulate
from sim.base.chance import stream
from sim.base.options import option_class
from sim.kernels.delivery import followers_within
from sim.kernels.unstored import counts_of_followers
from sim.state.inputs import NO_INPUTS
from sim.state.ties import Ties
from tests import worlds
from tests.unit.hand_made import told_out

N, MEAN = 3000, 12.0
IMPLICIT = {"kind": "implicit", "followees": 8.0}


def wired(kind: str, n: int = N, mean: float = MEAN, seed: int = 4) -> Ties:
    rule: Any = option_class("ties", kind)(kind=kind, followees=mean)
    ties = rule.wire(np.zeros(n, np.int16), stream(seed), NO_INPUTS)
    assert isinstance(ties, Ties)
    return ties


def spread(counts: np.ndarray) -> float:
    """Return how likely counts are to spread as they do, or further, if each of the others were one by chance alone."""
    share = MEAN / (N - 1)
    edges = np.arange(5, 21)
    found = np.bincount(np.digitize(counts, edges), minlength=len(edges) + 1)
    below = np.concatenate([[0.0], stats.binom.cdf(edges - 1, N - 1, share), [1.0]])
    return float(stats.chisquare(found, np.diff(below) * len(counts)).pvalue)


@pytest.mark.parametrize("kind", ["poisson", "implicit"])
def test_followers_and_followees_are_those_of_a_random_graph_stored_or_not(kind: str) -> None:
    listed = told_out(wired(kind))
    followees = np.bincount(listed.followers, minlength=N)
    assert 1e-3 < spread(np.diff(listed.start)) < 1.0
    assert 1e-3 < spread(followees) < 1.0
    followed = np.repeat(np.arange(N), np.diff(listed.start))
    pairs = set(zip(followed.tolist(), listed.followers.tolist(), strict=True))
    mutual = sum((follower, followee) in pairs for followee, follower in pairs) / 2
    fewest, most = stats.poisson.interval(0.999, MEAN * MEAN / 2)
    assert fewest <= mutual <= most
    # Who follows whom hangs on nobody's place: each tenth of the rows has its tenth of the followers.
    assert stats.chisquare(np.histogram(listed.followers, bins=10, range=(0, N))[0]).pvalue > 1e-3


def test_another_seed_and_another_member_have_followers_of_their_own() -> None:
    one, other = told_out(wired("implicit")), told_out(wired("implicit", seed=5))
    assert one.followers[:200].tolist() != other.followers[:200].tolist()
    assert one.followers[: one.start[1]].tolist() != one.followers[one.start[1] : one.start[2]].tolist()


WIRED = wired("implicit")


@given(st.integers(0, N - 1), st.integers(0, N), st.integers(0, N))
def test_a_range_of_rows_is_that_part_of_all(source: int, one: int, other: int) -> None:
    start, stop = sorted((one, other))
    whole = followers_within(WIRED, source, 0, N)
    assert followers_within(WIRED, source, start, stop).tolist() == [row for row in whole if start <= row < stop]


def test_followers_are_counted_as_they_are_listed_and_accounts_keep_theirs() -> None:
    assert counts_of_followers(WIRED).tolist() == np.diff(told_out(WIRED).start).tolist()
    assert counts_of_followers(WIRED, np.array([7, 2])).tolist() == counts_of_followers(WIRED)[[7, 2]].tolist()
    stored = wired("poisson")
    assert counts_of_followers(stored).tolist() == np.diff(stored.start).tolist()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"conduct": {"kind": "resharer"}, "belief": {"kind": "fixed"}}, "ties=implicit: with conduct=resharer"),
        ({"belief": {"kind": "voter"}}, "with belief=voter members ask those whom they follow"),
        ({"markets": {"overseas": {}, "home": {}}}, "ties=implicit: a firewall closes ties"),
    ],
)
def test_what_needs_a_list_of_ties_is_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        worlds.world(ties=IMPLICIT, **changed)


@pytest.mark.slow
def test_a_narrative_goes_through_a_network_that_is_not_stored_as_through_one_that_is() -> None:
    reached = {
        kind: [simulate(worlds.world(ties=IMPLICIT | {"kind": kind}, members=600), seed).summary for seed in range(24)]
        for kind in ("poisson", "implicit")
    }
    for key in ("reach_ever", "credibility_excess", "exposures"):
        one, other = ([summary[key] for summary in reached[kind]] for kind in reached)
        assert stats.ttest_ind(one, other, equal_var=False).pvalue > 1e-3, key
        assert np.ptp(one) > 0.0
