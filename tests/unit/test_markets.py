"""Where people stand, which ties a firewall leaves open, and the campaign at home and abroad, by hand."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim.cast.audience import Reading
from sim.cast.markets import Markets, in_blocks
from sim.kernels.wiring import compress
from sim.metrics._contract import Undefined
from sim.metrics.markets import MarketSplit
from sim.state.ties import Ties
from tests import worlds
from tests.unit.hand_made import STREAM, fill, members, narratives, posts, scene

WALLED = {"overseas": {"audience": 3.0}, "home": {"audience": 1.0, "lets_in": 0.3, "circumvents": 0.1}}


def markets(settings: dict[str, Any], n_posters: int = 4) -> Markets:
    world = worlds.world(members=400, markets=settings)
    return Markets(world, np.arange(10) >= 4, n_posters, STREAM)


def pairs_of(ties: Ties) -> set[tuple[int, int]]:
    sources = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    return set(zip(sources.tolist(), ties.followers.tolist(), strict=True))


def ties_of(where: Markets, n_ties: int = 4000) -> Ties:
    luck = np.random.default_rng(5)
    followers, sources = luck.integers(0, 400, n_ties), luck.integers(0, len(where.of), n_ties)
    return compress(len(where.of), followers, sources)


def behind(settings: dict[str, Any]) -> tuple[Markets, Ties, Ties]:
    where = markets(settings)
    ties = ties_of(where)
    return where, ties, where.behind_walls(ties, np.arange(len(where.of), dtype=np.int64), STREAM)


def test_each_reads_by_the_ranking_of_the_own_market() -> None:
    """Of two posts the younger is without appeal: the newest comes first at home, and engagement never shows it."""
    still = {"kind": "engagement", "chatter": 0.0, "chatter_appeal": 0.0}
    apart = {"overseas": {}, "home": {"feed": {"kind": "newest", "chatter": 0.0}}}
    for settings, drawn in ((apart, [0, 1, 1, 0]), ({"overseas": {}, "home": {}}, [0, 0, 0, 0])):
        world = worlds.world(feed=still, markets=settings)
        reading = Reading(world, narratives((1,)), np.array([0, 1, 1, 0], np.int8))
        now = scene(members(4), posts(2, appeal=np.array([1.0, 0.0])), tick=9)
        for row in range(4):
            now.visits.n_items[row] = 1
            fill(now.feeds, row, [(0, 1.0, 3), (1, 1.0, 7)])
        reading.draw(now, 0, 4)
        assert now.visits.posts[:, 0].tolist() == drawn
        assert now.visits.n_items.tolist() == [1, 1, 1, 1], "and each still has the visit"


def test_rows_are_put_in_blocks_in_proportion_to_the_weights() -> None:
    assert in_blocks(6, np.array([1.0, 2.0])).tolist() == [0, 0, 1, 1, 1, 1]
    assert in_blocks(4, np.array([0.0, 1.0])).tolist() == [1, 1, 1, 1]
    assert in_blocks(4, np.array([1.0, 0.0])).tolist() == [0, 0, 0, 0]
    assert in_blocks(0, np.array([1.0, 1.0])).tolist() == []


def test_members_stand_where_chance_has_them_and_accounts_where_the_scenario_has_them() -> None:
    where = markets({"overseas": {"audience": 3.0, "overt": 1.0, "covert": 1.0}, "home": {"overt": 1.0, "covert": 0.0}})
    assert where.sizes.sum() == 400
    assert 260 < where.sizes[0] < 340
    assert where.of[400:404].tolist() == [0, 0, 1, 1]
    assert where.of[404:410].tolist() == [0] * 6
    assert where.home == 1


def test_a_larger_market_draws_members_and_loses_none_of_its_own() -> None:
    small, large = (markets({"a": {"audience": weight}, "b": {}}).of[:400] == 0 for weight in (1.0, 2.0))
    assert small.sum() < large.sum()
    assert (large | ~small).all()


def test_a_closed_wall_cuts_every_tie_across_and_none_within() -> None:
    where, ties, open_ties = behind({"overseas": {}, "home": {"lets_in": 0.0, "lets_out": 0.0}})
    within = {(source, reader) for source, reader in pairs_of(ties) if where.of[source] == where.of[reader]}
    assert pairs_of(open_ties) == within
    assert 0 < len(within) < len(pairs_of(ties))


def test_an_open_wall_cuts_nothing() -> None:
    _, ties, open_ties = behind({"overseas": {}, "home": {"lets_in": 1.0, "lets_out": 1.0}})
    assert pairs_of(open_ties) == pairs_of(ties)


def test_each_direction_is_closed_by_its_own_number() -> None:
    where, _, inward = behind({"overseas": {}, "home": {"lets_in": 0.0}})
    _, _, outward = behind({"overseas": {}, "home": {"lets_out": 0.0}})
    crossing = [
        {(where.of[s], where.of[r]) for s, r in pairs_of(ties)} - {(0, 0), (1, 1)} for ties in (inward, outward)
    ]
    assert crossing == [{(1, 0)}, {(0, 1)}]


def test_who_circumvents_keeps_all_ties() -> None:
    where, ties, open_ties = behind({"overseas": {}, "home": {"lets_in": 0.0, "circumvents": 0.5}})
    lost = {reader for _, reader in pairs_of(ties) - pairs_of(open_ties)}
    assert lost
    assert not where.circumvents[sorted(lost)].any()
    assert 0.3 < where.circumvents[where.of[:400] == 1].mean() < 0.7
    assert not where.circumvents[where.of[:400] == 0].any()


def test_a_more_open_wall_leaves_open_all_that_a_closer_one_does() -> None:
    kept = [pairs_of(behind({"overseas": {}, "home": {"lets_in": share}})[2]) for share in (0.1, 0.4)]
    assert kept[0] < kept[1]


def test_one_speaks_in_the_own_market_or_round_the_wall() -> None:
    where = markets(WALLED)
    home, abroad = (np.flatnonzero((where.of[:400] == market) & ~where.circumvents)[0] for market in (1, 0))
    round_the_wall = np.flatnonzero(where.circumvents)[0]
    speakers = np.array([home, home, abroad, round_the_wall])
    assert where.may_speak(speakers, np.array([home, abroad, abroad, abroad])).tolist() == [True, False, True, True]


def test_blocks_are_runs_of_rows_in_one_market_and_cover_any_range() -> None:
    where = markets({"a": {}, "b": {}}, n_posters=5)
    assert where.of[410:].tolist() == [0, 0, 1, 1, 1]
    assert list(where.blocks(410, 0, 5)) == [(0, 2, 0), (2, 5, 1)]
    assert list(where.blocks(410, 1, 3)) == [(1, 2, 0), (2, 3, 1)]
    assert list(where.blocks(410, 0, 0)) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"a": {"audience": 0.0}, "b": {"audience": 0.0}}, "audience=0"),
        ({"a": {"lets_in": 1.5}}, "lets_in"),
        ({"a": {"size": 1.0}}, "size"),
    ],
)
def test_markets_that_do_not_fit_are_refused(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        worlds.world(markets=settings)


def test_walls_need_ties_to_close() -> None:
    with pytest.raises(ValidationError, match="ties=complete"):
        worlds.world(markets=WALLED, ties={"kind": "complete"})


class Split:
    """Five members, three at home; one narrative of the campaign's and one rival; two ticks."""

    def __init__(self, belief: list[list[float]], belief_at: list[list[float]]) -> None:
        self.market_names = ("overseas", "home")
        self.market_of = np.array([0, 0, 1, 1, 1, 0], np.int8)
        self.segment = np.zeros(5, np.int16)
        self.campaign = np.array([True, False])
        self.belief = np.array(belief)
        self.acquainted = np.array([[1, 0], [0, 1], [1, 1], [1, 0], [0, 0]], np.bool_)
        self.steps = {
            "reach_at.overseas": np.array([0.5, 0.0]),
            "reach_at.home": np.array([0.0, 1 / 3]),
            "rivals_ever_at.overseas": np.array([0.5, 1.0]),
            "rivals_ever_at.home": np.array([0.0, 1 / 3]),
            "belief_at.overseas": np.array(belief_at[0]),
            "belief_at.home": np.array(belief_at[1]),
        }


@pytest.mark.transcript("metrics.markets")
def test_the_split_is_what_one_counts_by_hand() -> None:
    world = Split([[0.9, 0], [0.1, 0], [0.6, 0], [0.2, 0], [0.5, 0]], [[0.4, 0.5], [0.3, 0.5]])
    quiet = Split([[0.2, 0]] * 5, [[0.2, 0.2], [0.3, 0.3]])
    measured = MarketSplit().measure(world, quiet)  # type: ignore[arg-type]
    assert measured == {
        "reach_peak_home": pytest.approx(1 / 3),
        "reach_peak_abroad": 0.5,
        "credibility_final_home": pytest.approx(0.4),
        "credibility_final_abroad": pytest.approx(0.9),
        "credibility_excess_home": pytest.approx(0.1),
        "credibility_excess_abroad": pytest.approx(0.25),
        "rivals_ever_home": pytest.approx(1 / 3),
    }


@pytest.mark.limits("metrics.markets")
def test_one_market_has_no_split_and_says_so() -> None:
    world = Split([[0.0, 0.0]] * 5, [[0.0], [0.0]])
    world.market_names = ()
    measured = MarketSplit().measure(world, world)  # type: ignore[arg-type]
    assert all(isinstance(value, Undefined) for value in measured.values())
    assert set(measured) == set(MarketSplit.keys)
