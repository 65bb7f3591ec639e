"""Exported censorship: a quota of demands that the platform obeys, and threats against critics abroad."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, simulate
from sim.base.chance import stream
from sim.censorship._contract import Standing, longest_fear
from sim.censorship.exported import Exported
from sim.censorship.fear import Fear
from sim.state.voices import STATE
from tests import worlds

STREAM = stream(5)


def standing(reads: list[float], *, tick: int = 1, n_members: int = 24_000, tick_hours: float = 1.0) -> Standing:
    """Items of which so many were read; by default one a day and 1,000 members is one a tick."""
    return Standing(100 + np.arange(len(reads)), np.array(reads), n_members, tick, tick_hours)


def market(ticks: int = 40, **exported: float) -> Marketplace:
    return worlds.lived(worlds.world(ticks=ticks, censorship={"exported": exported}))


@pytest.mark.transcript("censorship.exported")
def test_the_most_read_are_demanded_first_and_a_platform_that_obeys_takes_them_down() -> None:
    part = Exported(quota=2.0, obedience=1.0)
    assert part.demands(standing([3, 9, 1, 7]), STREAM).tolist() == [False, True, False, True]
    assert part.demands(standing([5, 5, 5]), STREAM).tolist() == [True, True, False], "of equals, by identity"
    assert part.demands(standing([4]), STREAM).tolist() == [True], "no more than there is"
    assert part.demands(standing([]), STREAM).tolist() == []


@pytest.mark.limits("censorship.exported", "obedience")
@pytest.mark.parametrize(("obedience", "share"), [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0)])
def test_obedience_is_the_share_of_demands_that_is_obeyed(obedience: float, share: float) -> None:
    part = Exported(quota=400.0, obedience=obedience)
    taken = part.demands(standing([1.0] * 400), STREAM).mean()
    assert taken == pytest.approx(share, abs=0 if share in (0.0, 1.0) else 4 * np.sqrt(share * (1 - share) / 400))


def test_a_small_quota_is_kept_on_average_over_the_ticks() -> None:
    part = Exported(quota=0.3, obedience=1.0)
    n = sum(int(part.demands(standing([1.0] * 9, tick=tick), STREAM).sum()) for tick in range(1000))
    assert n == pytest.approx(300, abs=4 * np.sqrt(1000 * 0.3 * 0.7))


def test_a_longer_tick_and_a_larger_market_have_more_demands() -> None:
    part = Exported(quota=1.0, obedience=1.0)
    many = [1.0] * 99
    assert part.demands(standing(many, tick_hours=24.0), STREAM).sum() == 24
    assert part.demands(standing(many, n_members=72_000), STREAM).sum() == 3


def test_the_widely_read_are_threatened_more_often() -> None:
    part = Exported(threats=1.0)
    hits = sum(part.threatens(standing([1, 3], tick=tick), STREAM).astype(int) for tick in range(2000))
    assert hits.sum() == 2000
    assert hits[1] / 2000 == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 2000))


def test_of_two_parts_that_frighten_the_longest_fear_counts() -> None:
    assert longest_fear([Fear(fear_half_life=100.0), Exported(fear_half_life=400.0)]) == 400.0
    assert longest_fear([]) == 0.0


@pytest.mark.limits("censorship.exported", "quota", "threats")
def test_without_quota_and_threats_the_market_is_open_to_the_last_bit() -> None:
    plain = worlds.bytes_of(worlds.lived(worlds.world()))
    idle = worlds.bytes_of(worlds.lived(worlds.world(censorship={"exported": {"quota": 0.0, "threats": 0.0}})))
    assert [name for name in plain if plain[name] != idle[name]] == []


@pytest.mark.parametrize("refused", [{"quota": 0.0}, {"obedience": 0.0}])
def test_no_demand_or_no_obedience_takes_nothing_down(refused: dict[str, float]) -> None:
    made = market(**{"quota": 500.0, "threats": 0.0, "obedience": 1.0} | refused)
    assert made.observer.steps()["hidden"].sum() == 0


def test_a_boundless_quota_that_is_obeyed_leaves_no_criticism_standing_for_a_tick() -> None:
    made = market(quota=1e6, obedience=1.0, threats=0.0)
    posts, comments = made.forum.posts.in_use(), made.forum.comments.in_use()
    critical = made.forum.serves(np.arange(len(posts))) < 0
    old = posts["born"] < made.tick - 1
    # What nobody looks at any more has met its fate and is out of reach.
    assert (posts["removed"][critical & old] == posts["born"][critical & old] + 1).all()
    assert critical.sum() > 5
    assert (posts["removed"][~critical] < 0).all()
    hidden = comments["hidden"] >= 0
    assert (comments["hidden"][hidden] == comments["born"][hidden] + 1).all()


def test_what_is_taken_down_counts_as_removed_and_as_silenced_speech() -> None:
    run = simulate(worlds.world(censorship={"exported": {"quota": 1e6, "obedience": 1.0, "threats": 0.0}}), 7)
    posts = run.posts
    gone = posts[(posts["serves"] == "critic") & (posts["removed"] >= 0)]
    assert len(gone) > 5
    assert set(gone["fate"]) == {"removed"}
    hidden = (run.comments["hidden"] >= 0).sum()
    assert run.summary["wrongly_removed_rebuttals"] == len(gone) + hidden
    assert run.summary["speech_silenced"] == len(gone) + hidden


def test_a_threat_frightens_the_threatened_and_those_who_follow_and_takes_nothing_down() -> None:
    made = market(quota=0.0, threats=200.0, deterrence=3.0, contagion=0.5)
    threatened = {event.row for event in made.ledger.events if event.event == "threatened"}
    assert threatened
    assert not made.is_state_account(np.array(sorted(threatened))).any()
    assert made.observer.steps()["hidden"].sum() == 0
    posters = np.array(sorted(row - made.first_poster for row in threatened if row >= made.first_poster))
    fear = made.posters.columns.fear
    others = np.setdiff1d(np.arange(len(fear)), posters)
    assert len(posters)
    assert fear[posters].min() > fear[others].max(initial=0.0)
    assert not made.posters.columns.silenced.any(), "there is no jail abroad"
    assert made.members.columns.fear.max() > 0


def test_threats_alone_make_people_speak_less() -> None:
    quiet, plain = (market(60, quota=0.0, threats=threats, deterrence=5.0) for threats in (500.0, 0.0))
    assert quiet.observer.steps()["comments"].sum() < plain.observer.steps()["comments"].sum()


def kinds(made: Marketplace) -> set[Any]:
    return {event.event for event in made.ledger.events}


def test_who_follows_the_threatened_reads_of_it_and_nobody_else_is_told() -> None:
    made = market(threats=200.0)
    assert {"threatened", "seen"} <= kinds(made)
    assert not {"reported", "punished", "silenced"} & kinds(made)
    told = made.forum.posts.in_use()["narrative"] == made.doubts.narratives[STATE]
    assert told.sum() > 1
    assert made.forum.posts.in_use()["reads"][told].sum() > 0


def test_threats_that_nobody_learns_of_frighten_the_threatened_alone() -> None:
    made = market(threats=200.0, seen=0.0)
    struck = {event.row for event in made.ledger.events if event.event == "threatened"}
    afraid = set(np.flatnonzero(made.members.columns.fear).tolist())
    assert "seen" not in kinds(made)
    assert made.world.n_desks == 0
    assert afraid
    assert afraid == {row for row in struck if row < made.world.members}
