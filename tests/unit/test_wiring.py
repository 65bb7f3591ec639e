"""Ties: who follows whom, by popularity and segment, by a list of edges, or not at all."""

from typing import Any

import numpy as np
import pytest

from sim.base.chance import stream
from sim.kernels.curves import place_of
from sim.kernels.wiring import (
    compress,
    followees_of,
    followers_of,
    guide_to,
    guided_place,
    joined,
    numbers_of_followees,
    popularity,
    turned,
)
from sim.state.inputs import NO_INPUTS, EdgeList, Inputs
from sim.state.ties import Ties
from sim.ties.complete import Complete
from sim.ties.edge_list import EdgeListTies
from sim.ties.segments import Segments
from tests.unit.hand_made import STREAM

N = 1000
THIRDS = np.arange(N, dtype=np.int16) % 3


def pairs_of(ties: Ties) -> np.ndarray:
    """Return (follower, followee) pairs."""
    followee = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    return np.stack([ties.followers, followee], axis=1)


def wired(segment: np.ndarray = THIRDS, **numbers: Any) -> np.ndarray:
    return pairs_of(Segments(**numbers).wire(segment, STREAM, NO_INPUTS))


def test_compressed_ties_list_each_sources_followers_in_order() -> None:
    ties = compress(4, np.array([5, 1, 3, 0]), np.array([2, 0, 2, 2]))
    assert ties.start.tolist() == [0, 1, 1, 4, 4]
    assert ties.followers.tolist() == [1, 0, 3, 5]


def test_joined_ties_are_those_of_all_pairs_together() -> None:
    follower, followee = np.array([5, 1, 3, 0]), np.array([2, 0, 2, 2])
    both = joined(compress(3, follower[:2], followee[:2]), 4, follower[2:], followee[2:])
    together = compress(4, follower, followee)
    assert both.start.tolist() == together.start.tolist()
    assert both.followers.tolist() == together.followers.tolist()
    assert both.unstored == together.unstored


def test_nobody_follows_themselves_or_anyone_twice() -> None:
    pairs = wired(followees=30.0, popularity_tail=1.05)
    assert (pairs[:, 0] != pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)


def test_members_follow_as_many_as_declared_on_average() -> None:
    # The standard error of a mean of 1,000 lognormal numbers with spread .6 is 20 x .66 / 32 = .4.
    assert len(wired(followees=20.0, popularity_tail=5.0)) / N == pytest.approx(20, abs=1.3)


@pytest.mark.parametrize("mean", [0.3, 1.7, 20.0])
def test_numbers_of_followees_have_their_mean_even_when_small(mean: float) -> None:
    assert numbers_of_followees(20_000, mean, 0.6, STREAM).mean() == pytest.approx(mean, rel=0.05)


@pytest.mark.limits("ties.segments", "followees_spread")
def test_without_spread_numbers_of_followees_are_the_mean() -> None:
    assert set(numbers_of_followees(500, 7.0, 0.0, STREAM).tolist()) == {7}


def test_nobody_can_follow_more_than_there_are() -> None:
    assert numbers_of_followees(5, 1000.0, 2.0, STREAM).max() == 4


@pytest.mark.limits("ties.segments", "followees")
def test_at_no_followees_nobody_follows() -> None:
    assert len(wired(followees=0.0, followees_spread=0.0)) == 0


@pytest.mark.limits("ties.segments", "homophily")
@pytest.mark.parametrize(("homophily", "within"), [(0.0, 1 / 3), (0.4, 0.6), (1.0, 1.0)])
def test_homophily_is_the_share_of_ties_that_look_within_the_own_segment(homophily: float, within: float) -> None:
    # At 0 a tie goes anywhere, a third of it within; at .4 it is .4 + .6 / 3 = .6.
    pairs = wired(homophily=homophily, popularity_tail=8.0)
    assert (THIRDS[pairs[:, 0]] == THIRDS[pairs[:, 1]]).mean() == pytest.approx(within, abs=0.02)


def test_a_member_who_is_alone_in_a_segment_follows_nobody_at_full_homophily() -> None:
    segment = np.zeros(50, np.int16)
    segment[7] = 1
    assert 7 not in wired(segment, homophily=1.0)


def test_popularity_is_as_unequal_as_its_tail_says() -> None:
    assert popularity(2000, 1.5, STREAM).min() >= 1
    # Of a Pareto law with exponent a the median is 2^(1/a).
    assert np.median(popularity(20_000, 2.0, STREAM)) == pytest.approx(2**0.5, rel=0.02)
    equal, unequal = (np.sort(np.bincount(wired(popularity_tail=tail)[:, 1], minlength=N)) for tail in (10.0, 1.2))
    assert unequal[-N // 100 :].sum() / unequal.sum() > 2 * equal[-N // 100 :].sum() / equal.sum()


def test_followers_lie_in_the_order_of_rows() -> None:
    ties = Segments().wire(THIRDS, STREAM, NO_INPUTS)
    for source in range(N):
        followers = ties.followers[ties.start[source] : ties.start[source + 1]]
        assert (np.diff(followers) > 0).all()


def test_another_stream_wires_other_ties_and_the_same_one_the_same() -> None:
    one, again, other = (Segments().wire(THIRDS, stream(seed), NO_INPUTS) for seed in (0, 0, 1))
    assert one.followers.tobytes() == again.followers.tobytes()
    assert one.followers.tobytes() != other.followers.tobytes()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_the_smallest_audiences_can_be_wired(n: int) -> None:
    ties = Segments().wire(np.zeros(n, np.int16), STREAM, NO_INPUTS)
    assert len(ties.start) == n + 1
    assert np.diff(ties.start).max() <= n - 1


@pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.9])
def test_a_source_is_followed_by_its_share_of_members_each_once_and_in_order(share: float) -> None:
    pairs = followers_of(np.array([share]), np.array([700]), 50_000, STREAM)
    assert len(pairs) / 50_000 == pytest.approx(share, abs=4 * (share * (1 - share) / 50_000) ** 0.5)
    assert (np.diff(pairs[:, 0]) > 0).all()
    assert set(pairs[:, 1].tolist()) == {0}
    assert pairs[:, 0].max() < 50_000
    # Nobody is favoured by position: the members of the first half are half of the followers.
    assert (pairs[:, 0] < 25_000).mean() == pytest.approx(0.5, abs=4 * (0.25 / len(pairs)) ** 0.5)


def test_a_share_of_0_has_no_followers_and_of_1_or_more_has_all() -> None:
    pairs = followers_of(np.array([0.0, 1.0, 7.5]), np.array([50, 51, 52]), 40, STREAM)
    assert pairs.tolist() == [[member, source] for source in (1, 2) for member in range(40)]


def test_a_sources_followers_do_not_depend_on_the_other_sources() -> None:
    alone = followers_of(np.array([0.2]), np.array([51]), 500, STREAM)
    together = followers_of(np.array([0.5, 0.2]), np.array([50, 51]), 500, STREAM)
    assert together[together[:, 1] == 1, 0].tolist() == alone[:, 0].tolist()


def test_the_followers_of_nobody_are_none() -> None:
    assert followers_of(np.zeros(0), np.zeros(0, np.int64), 500, STREAM).shape == (0, 2)


@pytest.mark.transcript("ties.complete")
@pytest.mark.limits("ties.complete")
def test_complete_mixing_stores_nothing() -> None:
    assert Complete.everyone
    assert not Segments.everyone
    ties = Complete().wire(np.zeros(6, np.int16), STREAM, NO_INPUTS)
    assert (len(ties.start), len(ties.followers)) == (7, 0)


EDGES = EdgeList(4, np.array([0, 1, 3]), np.array([1, 0, 2]))


def listed(**settings: Any) -> list[list[int]]:
    made = EdgeListTies(path="edges.txt", **settings).wire(np.zeros(4, np.int16), STREAM, Inputs(edges=EDGES))
    return sorted(pairs_of(made).tolist())


@pytest.mark.transcript("ties.edge_list")
def test_a_directed_edge_list_is_taken_as_it_is() -> None:
    assert listed() == [[0, 1], [1, 0], [3, 2]]


def test_an_undirected_edge_list_goes_both_ways_and_counts_each_pair_once() -> None:
    assert listed(directed=False) == [[0, 1], [1, 0], [2, 3], [3, 2]]


def test_an_edge_list_that_nobody_read_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ties.path=edges\.txt: the edge list was not read"):
        EdgeListTies(path="edges.txt").wire(np.zeros(4, np.int16), STREAM, NO_INPUTS)


def test_pairs_in_any_order_make_the_same_ties() -> None:
    luck = np.random.default_rng(4)
    follower, followee = luck.integers(0, 50, 800), luck.integers(0, 60, 800)
    order = np.lexsort((follower, followee))
    ties = compress(60, follower, followee)
    assert ties.followers.tolist() == follower[order].tolist()
    assert np.diff(ties.start).tolist() == np.bincount(followee, minlength=60).tolist()


def test_ties_turned_round_are_the_same_pairs_and_turned_again_the_same_ties() -> None:
    luck = np.random.default_rng(5)
    ties = compress(40, luck.integers(0, 30, 300), luck.integers(0, 40, 300))
    followees = followees_of(ties, 30)
    back = Ties(*turned(40, followees.start, followees.sources))
    assert sorted(pairs_of(ties).tolist()) == sorted(pairs_of(back).tolist())
    assert back.followers.tolist() == ties.followers.tolist()


def test_a_place_that_is_none_is_left_out_when_ties_are_turned() -> None:
    start, rows = turned(3, np.array([0, 2, 3]), np.array([2, -1, 0], np.int32))
    assert (start.tolist(), rows.tolist()) == ([0, 1, 1, 2], [1, 0])


def test_further_pairs_stand_among_the_known_in_the_order_of_rows() -> None:
    ties = compress(2, np.array([0, 4, 9]), np.array([1, 1, 1]))
    both = joined(ties, 3, np.array([5, 2, 7]), np.array([1, 1, 2]))
    assert (both.start.tolist(), both.followers.tolist()) == ([0, 0, 5, 6], [0, 2, 4, 5, 9, 7])


@pytest.mark.parametrize("tail", [0.3, 1.5, 50.0])
def test_a_guide_leads_to_the_place_that_a_search_by_halves_finds(tail: float) -> None:
    sums = np.concatenate([[0.0], np.cumsum(popularity(500, tail, STREAM))])
    guide = guide_to(sums)
    values = np.concatenate([np.linspace(0.0, sums[-1], 2_000), sums, np.nextafter(sums, np.inf), [sums[-1] * 1.1]])
    found = [guided_place(sums, guide, value) for value in values]
    assert found == [place_of(sums, value) for value in values]
