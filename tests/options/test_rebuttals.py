"""Each way of rebutting in a scripted market, hour by hour, and what it does at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.rebuttals.inoculation import Inoculation, warns_now
from sim.rebuttals.notes import Notes
from sim.rebuttals.professionals import Professionals
from sim.state.market import Market
from sim.state.visits import DEFENDS, HUSHED, READ, REBUTS, SWALLOWS
from sim.state.voices import CRITIC, PRESS
from tests import worlds
from tests.unit.hand_made import STREAM, hand, narratives, posts

READERS = {0: REBUTS, 1: DEFENDS, 2: HUSHED | SWALLOWS, 3: 0}
"""What each of four readers of one post would do: rebut it, defend it, rebut it if not for fear, nothing."""


def spoken(**rebuttals: Any) -> Marketplace:
    """Return a market in which four members have just read the campaign's post, and said what they wished to."""
    made = Marketplace(worlds.world(members=6, rebuttals=rebuttals), 1)
    made.forum.begin_tick()
    made.forum.publish(0, np.array([made.first_account]), np.array([1]))
    for row, wish in READERS.items():
        hand(made.visits, row, [0], READ | wish)
    made.speech.of_members()
    return made


def said(made: Marketplace) -> list[tuple[int, int, float]]:
    """Return author, stance and force of each comment."""
    return [(int(one["author"]), int(one["stance"]), float(one["force"])) for one in made.forum.comments.in_use()]


@pytest.mark.transcript("rebuttals.crowd")
def test_of_four_readers_one_rebuts_one_defends_one_is_afraid_and_one_says_nothing() -> None:
    made = spoken(crowd={"force": 0.4})
    assert said(made) == [(0, -1, pytest.approx(0.4)), (1, 1, pytest.approx(0.4))]
    post = made.forum.posts.in_use()[0]
    assert (post["rebuttals_aimed"], post["rebuttals_silenced"]) == (pytest.approx(0.8), pytest.approx(0.4))
    assert said(spoken()) == [], "without a crowd, wishes stay wishes"


@pytest.mark.limits("rebuttals.crowd", "force")
def test_a_crowd_of_force_0_speaks_and_strikes_no_blow() -> None:
    for force, standing in ((0.0, 1.0), (1.0, 0.8)):
        made = spoken(crowd={"force": force}, parry=0.0, blow=0.2)
        assert [(author, stance) for author, stance, _ in said(made)] == [(0, -1), (1, 1)]
        made.forum.posts.columns["fragility"] = 1.0
        made.forum.settle_ring(0, made.blows)
        assert made.forum.posts.in_use()["standing"][0] == pytest.approx(standing)


@pytest.mark.limits("rebuttals.shared", "blow", "parry")
def test_a_blow_of_0_takes_nothing_and_a_parry_of_0_gives_nothing_back() -> None:
    for blow, parry, standing in ((0.0, 0.0, 1.0), (0.5, 0.0, 0.5), (0.5, 0.2, 0.7), (1.0, 1.0, 1.0)):
        made = spoken(crowd={"force": 1.0}, blow=blow, parry=parry)
        made.forum.posts.columns["fragility"] = 1.0
        made.forum.settle_ring(0, made.blows)
        assert made.forum.posts.in_use()["standing"][0] == pytest.approx(standing)


@pytest.mark.limits("rebuttals.shared", "lasting")
def test_of_comments_that_do_not_last_0_each_strikes_once_and_of_those_that_do_1_again_every_hour() -> None:
    for lasting, standing in ((0.0, 0.9), (1.0, 0.7)):
        made = spoken(crowd={"force": 1.0}, blow=0.1, parry=0.0, lasting=lasting)
        made.forum.posts.columns["fragility"] = 1.0
        for tick in range(3):
            made.forum.settle_ring(tick, made.blows)
            made.forum.begin_tick()
        assert made.forum.posts.in_use()["standing"][0] == pytest.approx(standing)


THREADS = {
    # tick of birth, reads by tick 10, fragility, whom it serves
    "fresh": (10, 3, 1.0, 0),
    "ripe": (8, 3, 1.0, 0),
    "sound": (8, 9, 0.1, 0),
    "of the critics": (8, 3, 1.0, 1),
    "stale": (1, 9, 1.0, 0),
    "unread": (8, 0, 1.0, 0),
}


def open_at(tick: int, **numbers: Any) -> tuple[list[str], list[str]]:
    """Return the names of the threads that critics and press would enter at a tick."""
    born, reads, fragility, about = (np.array(column) for column in zip(*THREADS.values(), strict=True))
    written = posts(len(THREADS), born=born, reads=reads, fragility=fragility, narrative=about)
    there = np.flatnonzero(born <= tick)
    market = Market(written, there, narratives((1, -1)))
    found = Professionals(**({"delay": 2.0, "attention_span": 6.0} | numbers)).candidates(market, tick, 1.0)
    names = list(THREADS)
    critics, press = ([names[row] for row in group.posts.tolist()] for group in found)
    return critics, press


@pytest.mark.transcript("rebuttals.professionals")
def test_professionals_go_from_thread_to_thread_as_the_hours_pass() -> None:
    assert open_at(3) == (["stale"], ["stale"])
    assert open_at(7) == (["stale"], ["stale"])
    assert open_at(8) == ([], [])
    assert open_at(10) == (["ripe"], ["ripe", "of the critics"])
    assert open_at(12) == (["fresh", "ripe"], ["fresh", "ripe", "of the critics"])
    assert open_at(15) == (["fresh"], ["fresh"])
    assert open_at(17) == ([], [])


@pytest.mark.limits(
    "rebuttals.professionals", "per_1000_members", "answers_per_day", "skill", "also_posts", "courage", "press_share"
)
def test_professionals_at_their_limits_are_nobody_or_answer_always_and_all_with_one_voice() -> None:
    assert len(Professionals(per_1000_members=0.0).seat(1000, STREAM, 1.0).voice) == 0
    idle = Professionals(answers_per_day=0.0, skill=0.0, also_posts=0.0, courage=0.0, press_share=0.0)
    eager = Professionals(answers_per_day=24.0, skill=1.0, also_posts=1.0, courage=1.0, press_share=1.0)
    for numbers, value, voice in ((idle, 0.0, CRITIC), (eager, 1.0, PRESS)):
        seated = numbers.seat(1000, STREAM, 1.0)
        for column in (seated.answers_per_tick, seated.skill, seated.also_posts, seated.courage):
            assert column.tolist() == [value] * 12
        assert (seated.voice == voice).all()


@pytest.mark.limits("rebuttals.professionals", "followed_by", "leader_followed_by")
def test_professionals_are_followed_by_nobody_at_0_and_by_everybody_at_1() -> None:
    for everyone, leader in ((0.0, 1.0), (1.0, 0.0)):
        part = Professionals(followed_by=everyone, leader_followed_by=leader, press_share=0.0)
        assert part.followings(part.seat(1000, STREAM, 1.0)).tolist() == [leader] + [everyone] * 11


@pytest.mark.limits("rebuttals.inoculation", "starts_at")
def test_a_warning_that_starts_at_0_comes_in_the_first_tick() -> None:
    rule = Inoculation(starts_at=0.0).rule(1.0)
    assert [tick for tick in range(50) if warns_now(rule, tick)] == [0]


@pytest.mark.limits("rebuttals.notes", "delay", "force", "endorsement_cut")
def test_a_note_without_delay_shows_at_once_and_one_without_force_and_cut_takes_nothing() -> None:
    good, enough, age = np.array([0.9]), np.array([99]), np.array([0.0])
    assert Notes(delay=0.0).shows(good, enough, age).tolist() == [True]
    assert Notes(delay=1.0).shows(good, enough, age).tolist() == [False]
    for force, cut in ((0.0, 0.0), (1.0, 1.0)):
        notes = {"force": force, "endorsement_cut": cut}
        made = Marketplace(worlds.world(members=6, rebuttals={"notes": notes}), 1)
        made.forum.begin_tick()
        rows = made.forum.publish(0, np.array([made.first_account]), np.array([1]))
        made.forum.posts.columns["note_by"][rows] = 3
        made.notebook._show(rows, Notes(**notes))
        assert said(made) == [(3, -1, force)]
        assert made.forum.posts.columns["note_leaves"][rows].tolist() == [1.0 - cut]
