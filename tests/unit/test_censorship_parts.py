"""What each part of a censor does to items of criticism."""

import math

import numpy as np
import pytest

from sim.base.chance import purpose
from sim.cast.forum import half_lives
from sim.censorship._contract import CensorshipPart, Criticism, found_by_now
from sim.censorship.fear import Fear
from sim.censorship.filter import Filter
from sim.censorship.friction import Friction
from sim.kernels.luck import keyed_luck
from tests.unit.hand_made import STREAM

N = 4000
SEARCHES = (Friction(half_life=6.0), Fear(half_life=24.0))


def items(age: float = 0.0, n: int = N, tick_hours: float = 1.0, found_after: np.ndarray | None = None) -> Criticism:
    # Evenly spread luck: the k-th of n items has luck (k + .5) / n.
    even = -np.log2((np.arange(n) + 0.5) / n)
    return Criticism(np.arange(n), np.full(n, age), even if found_after is None else found_after, tick_hours)


def found_by(part: CensorshipPart, hours: float, tick_hours: float = 1.0) -> np.ndarray:
    """Return which items were found within so many hours, searched tick by tick."""
    found = np.zeros(N, np.bool_)
    for tick in range(round(hours / tick_hours) + 1):
        now = part.finds(items(tick * tick_hours, tick_hours=tick_hours), STREAM)
        assert not (now & found).any()
        found |= now
    return found


@pytest.mark.limits("censorship.filter", "catch")
@pytest.mark.parametrize(("catch", "share"), [(0.0, 0.0), (1.0, 1.0), (0.9, 0.9), (0.3, 0.3)])
def test_a_filter_catches_its_share_of_new_items(catch: float, share: float) -> None:
    caught = Filter(catch=catch).screens(items(), STREAM).mean()
    assert caught == pytest.approx(share, abs=0.03)
    assert (caught in {0, 1}) == (catch in {0, 1})


def test_a_stricter_filter_catches_whatever_a_laxer_one_does() -> None:
    lax, strict = (Filter(catch=catch).screens(items(), STREAM) for catch in (0.3, 0.6))
    assert not (lax & ~strict).any()


def test_a_filter_finds_nothing_later_and_punishes_nobody() -> None:
    assert not Filter().finds(items(5.0), STREAM).any()
    assert not Filter().punishes(items(5.0), STREAM).any()
    assert Filter().slows() == 0


@pytest.mark.parametrize("part", SEARCHES, ids=lambda part: type(part).__name__)
@pytest.mark.parametrize("tick_hours", [1.0, 0.5, 6.0])
def test_a_search_finds_half_within_its_half_life(part: CensorshipPart, tick_hours: float) -> None:
    # Friction goes by the luck given here, which lies evenly; fear draws its own: four standard errors of 4,000 draws.
    tolerance = 0.0 if isinstance(part, Friction) else 0.032
    half_life = part.half_life  # type: ignore[attr-defined]
    for lives, share in ((1, 0.5), (2, 0.75), (3, 0.875)):
        assert found_by(part, lives * half_life, tick_hours).mean() == pytest.approx(share, abs=tolerance)


@pytest.mark.parametrize("part", SEARCHES, ids=lambda part: type(part).__name__)
def test_a_search_screens_nothing_at_birth(part: CensorshipPart) -> None:
    assert not part.screens(items(), STREAM).any()
    assert not part.finds(items(0.0), STREAM).any()


def test_a_search_that_never_ends_finds_nothing_and_an_instant_one_all_but_at_once() -> None:
    assert not found_by(Friction(half_life=1e9), 48).any()
    assert found_by(Friction(half_life=0.01), 1).all()


def test_an_item_is_found_in_the_one_tick_in_which_its_time_comes() -> None:
    # A half-life of 6 hours and an item that outlasts 1.5 of them: hour 9.
    one = [bool(found_by_now(items(age, 1, 1.0), 6.0, np.array([1.5]))[0]) for age in range(20)]
    assert [age for age in range(20) if one[age]] == [9]


@pytest.mark.parametrize("part", SEARCHES, ids=lambda part: type(part).__name__)
def test_what_nobody_looked_at_is_found_at_the_first_look_after_its_time(part: CensorshipPart) -> None:
    late = part.finds(items(20.0)._replace(unseen=np.inf), STREAM)
    assert (late == found_by(part, 20.0)).all()
    assert 0 < late.sum() < N


def test_items_outlast_searches_by_keyed_exponential_luck() -> None:
    lives = half_lives(STREAM, np.arange(20_000))
    assert (lives > 1).mean() == pytest.approx(0.5, abs=0.015)
    assert (lives > 3).mean() == pytest.approx(0.125, abs=0.01)
    assert half_lives(STREAM, np.arange(20_000)[::-1]).tolist() == lives[::-1].tolist()


@pytest.mark.limits("censorship.friction", "slowdown")
@pytest.mark.parametrize("slowdown", [0.0, 0.4, 1.0])
def test_friction_slows_as_declared_and_punishes_nobody(slowdown: float) -> None:
    part = Friction(slowdown=slowdown)
    assert part.slows() == slowdown
    assert not part.punishes(items(), STREAM).any()


@pytest.mark.limits("censorship.fear", "punish")
@pytest.mark.parametrize(("punish", "share"), [(0.0, 0.0), (1.0, 1.0), (0.2, 0.2)])
def test_fear_punishes_its_share_of_those_who_are_found(punish: float, share: float) -> None:
    punished = Fear(punish=punish).punishes(items(), STREAM).mean()
    assert punished == pytest.approx(share, abs=0.03)
    assert (punished in {0, 1}) == (punish in {0, 1})


def test_whether_an_author_is_punished_is_independent_of_whether_the_filter_caught_it() -> None:
    caught, punished = Filter(catch=0.5).screens(items(), STREAM), Fear(punish=0.5).punishes(items(), STREAM)
    assert (caught & punished).mean() == pytest.approx(0.25, abs=0.03)


def test_luck_belongs_to_the_item_and_to_the_decision() -> None:
    keys = np.arange(100)
    one, other = purpose("test.one"), purpose("test.other")
    luck = keyed_luck(STREAM, one, keys)
    assert keyed_luck(STREAM, one, keys[::-1]).tolist() == luck[::-1].tolist()
    assert not np.isclose(keyed_luck(STREAM, other, keys), luck).any()


def test_of_nothing_nothing_is_found() -> None:
    nothing = items(n=0)
    for part in (Filter(), Friction(), Fear()):
        assert part.screens(nothing, STREAM).tolist() == part.finds(nothing, STREAM).tolist() == []
        assert part.punishes(nothing, STREAM).tolist() == []


def test_two_searches_are_independent_so_that_the_slower_one_is_sometimes_first() -> None:
    """Half-lives of 6 and 24 hours: independent searches find an item first in 4 to 1 proportion."""
    searches = {name: found_when(part) for name, part in (("friction", SEARCHES[0]), ("fear", SEARCHES[1]))}
    fear_first = (searches["fear"] <= searches["friction"]).mean()
    assert fear_first == pytest.approx(0.2, abs=0.05)


def found_when(part: CensorshipPart) -> np.ndarray:
    lives = half_lives(STREAM, np.arange(N))
    when = np.full(N, math.inf)
    for age in range(200):
        when[part.finds(items(float(age), found_after=lives), STREAM)] = age
    return when
