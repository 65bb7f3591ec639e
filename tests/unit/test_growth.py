"""Networks of one's own making: who follows whom, by preference, at random, by walks."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.chance import stream
from sim.base.options import option_class
from sim.state.inputs import NO_INPUTS
from sim.state.ties import Ties
from tests.unit.hand_made import STREAM

KINDS = ("preferential", "poisson", "random_walk")
each_kind = pytest.mark.parametrize("kind", KINDS)


def wired(kind: str, n: int, luck: Any = STREAM, **numbers: float) -> Ties:
    rule: Any = option_class("ties", kind).model_validate(numbers)
    return rule.wire(np.zeros(n, np.int16), luck, NO_INPUTS)


def pairs(ties: Ties) -> list[tuple[int, int]]:
    """Return (follower, followee) of every tie."""
    followees = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    return list(zip(ties.followers.tolist(), followees.tolist(), strict=True))


def out_degrees(ties: Ties) -> np.ndarray:
    return np.bincount(ties.followers, minlength=len(ties.start) - 1)


@each_kind
@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 60), followees=st.floats(0, 70), seed=st.integers(0, 9))
def test_nobody_follows_the_self_or_anyone_twice(kind: str, n: int, followees: float, seed: int) -> None:
    found = pairs(wired(kind, n, stream(seed), followees=followees))
    assert len(set(found)) == len(found)
    assert all(follower != followee for follower, followee in found)
    assert all(0 <= follower < n and 0 <= followee < n for follower, followee in found)


@each_kind
def test_members_follow_as_many_as_declared_on_average(kind: str) -> None:
    # The number of the random graph has standard error √(12.5 / 4000) = .056; the founders' circle adds below .01.
    assert out_degrees(wired(kind, 4000, followees=12.5)).mean() == pytest.approx(12.5, abs=0.2)


@pytest.mark.limits("ties.preferential", "followees")
@pytest.mark.limits("ties.poisson", "followees")
@pytest.mark.limits("ties.random_walk", "followees")
@each_kind
def test_without_followees_nobody_follows_anybody(kind: str) -> None:
    assert pairs(wired(kind, 50, followees=0.0)) == []


@each_kind
@pytest.mark.parametrize("followees", [19.0, 400.0])
def test_with_all_others_as_followees_everyone_follows_everyone(kind: str, followees: float) -> None:
    assert len(set(pairs(wired(kind, 20, followees=followees)))) == 20 * 19


@each_kind
def test_the_same_chance_makes_the_same_ties_and_other_chance_others(kind: str) -> None:
    one, again, other = (wired(kind, 200, stream(seed)) for seed in (3, 3, 4))
    assert one.followers.tobytes() == again.followers.tobytes()
    assert one.followers.tobytes() != other.followers.tobytes()


@pytest.mark.parametrize("kind", ["preferential", "random_walk"])
def test_a_newcomer_follows_only_those_who_were_there_before(kind: str) -> None:
    found = pairs(wired(kind, 300, followees=5.0))
    assert all(followee < follower for follower, followee in found if follower > 5)


@pytest.mark.parametrize("kind", ["preferential", "random_walk"])
def test_growing_by_one_more_member_leaves_the_ties_of_the_others(kind: str) -> None:
    smaller, larger = set(pairs(wired(kind, 120))), set(pairs(wired(kind, 121)))
    assert smaller == {(follower, followee) for follower, followee in larger if follower < 120}


def test_numbers_of_followees_and_followers_are_poisson_at_random() -> None:
    ties = wired("poisson", 5000, followees=9.0)
    for numbers in (out_degrees(ties), np.diff(ties.start)):
        # The variance of a Poisson number is its mean; its estimate has standard error 9 √(2 / 5000) = .18.
        assert numbers.var() == pytest.approx(9.0, abs=0.6)
        assert (numbers == 9).mean() == pytest.approx(0.1318, abs=0.015)


def test_the_tail_of_follower_counts_has_the_declared_exponent() -> None:
    for exponent in (2.3, 3.0):
        counts = np.diff(wired("preferential", 60_000, followees=10.0, popularity_exponent=exponent).start)
        tail = counts[counts >= 60]
        hill = 1.0 + len(tail) / np.log(tail / 59.5).sum()
        assert hill == pytest.approx(exponent, abs=0.25)


def test_at_exponent_2_the_founders_have_all_followers_and_without_preference_nobody_stands_out() -> None:
    all_for_the_founders = np.diff(wired("preferential", 2000, followees=4.0, popularity_exponent=2.0).start)
    assert all_for_the_founders[:5].sum() == all_for_the_founders.sum()
    even = np.diff(wired("preferential", 2000, followees=4.0, popularity_exponent=1e6).start)
    assert even.max() < 60


@pytest.mark.limits("ties.random_walk", "closure")
def test_closure_makes_triangles_and_without_it_there_are_hardly_any() -> None:
    assert closed(wired("random_walk", 3000, followees=6.0, closure=0.0)) < 0.1
    assert closed(wired("random_walk", 3000, followees=6.0, closure=1.0)) == 1.0


def closed(ties: Ties) -> float:
    """Return the share of newcomers all of whose followees but one are followed by that one."""
    followed: dict[int, set[int]] = {}
    for follower, followee in pairs(ties):
        followed.setdefault(follower, set()).add(followee)
    newcomers = [row for row in followed if row > 500]
    return float(
        np.mean([any(followed[row] - {host} <= followed[host] for host in followed[row]) for row in newcomers])
    )


def test_infiltration_says_how_many_follow_each_covert_account() -> None:
    covert, figures = np.array([False, True, True]), np.array([0.3, 0.2, 0.0])
    rule: Any = option_class("ties", "poisson")
    assert rule().shares_following(covert, figures).tolist() == [0.3, 0.2, 0.0]
    assert rule(infiltration=0.01).shares_following(covert, figures).tolist() == [0.3, 0.01, 0.01]
    assert rule(infiltration=0.0).shares_following(covert, figures).tolist() == [0.3, 0.0, 0.0]
