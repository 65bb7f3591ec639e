"""Each part of a censor at work in a market that is written out, hour by hour, and at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.base.options import option_class
from sim.censorship._contract import Criticism
from sim.state.voices import STATE
from tests import worlds
from tests.unit.hand_made import STREAM

RIVAL, CAMPAIGN, SOUND = range(3)
AUTHOR = 3
"""A member who writes whatever is written in these markets, unless a professional does."""
ENDLESS = {"capacity": 1e6}


def market(**censorship: Any) -> Marketplace:
    made = Marketplace(worlds.world(members=80, censorship=ENDLESS | censorship), 1)
    made.forum.begin_tick()
    return made


def write(made: Marketplace, rows: list[tuple[int, int]], author: int = AUTHOR) -> np.ndarray:
    """Put up a post for each narrative and stance; return their rows."""
    about, stances = (np.array(column) for column in zip(*rows, strict=True))
    written = made.forum.publish(0, np.full(len(rows), author), about, np.arange(len(rows)))
    made.forum.posts.columns["stance"][written] = stances
    return written


def hours(made: Marketplace, n: int) -> None:
    for tick in range(n):
        made.tick = tick
        if tick:
            made.forum.begin_tick()
        made.censor.step()


WRITTEN = [(RIVAL, 1), (RIVAL, -1), (CAMPAIGN, 1), (CAMPAIGN, -1), (SOUND, 1), (SOUND, -1)]
"""Criticism is what asserts the rival's narrative, and what denies one of the state's."""
CRITICISM = [True, False, False, True, False, True]


@pytest.mark.transcript("censorship.filter")
def test_a_sure_filter_takes_criticism_before_anyone_sees_it_and_nothing_else() -> None:
    made = market(filter={"catch": 1.0})
    rows = write(made, WRITTEN)
    hours(made, 4)
    assert (made.forum.posts.columns["removed"][rows] == 0).tolist() == CRITICISM
    assert (made.forum.posts.columns["removed"][rows] >= 0).tolist() == CRITICISM
    assert not made.members.columns.fear.any()


@pytest.mark.transcript("censorship.friction")
def test_friction_slows_criticism_at_once_and_finds_it_in_its_time() -> None:
    made = market(friction={"half_life": 2.0, "slowdown": 0.5})
    rows = write(made, [(RIVAL, 1), (RIVAL, 1), (RIVAL, 1), (CAMPAIGN, 1)])
    columns = made.forum.posts.columns
    columns["found_after"][rows] = [0.4, 1.0, 2.1, 0.4]
    hours(made, 8)
    # Half-lives of two hours: after .8, 2 and 4.2 hours; what serves the state is not looked for.
    assert columns["removed"][rows].tolist() == [1, 2, 5, -1]
    assert columns["friction"][rows].tolist() == [0.5, 0.5, 0.5, 0.0]
    assert not made.members.columns.fear.any(), "nobody sees a censor at work"


def frightened(n_hours: int = 3, **fear: Any) -> tuple[Marketplace, np.ndarray]:
    """Return a market, and the row of a post of its first professional, after whoever is found is punished."""
    numbers = {"half_life": 0.01, "punish": 1.0, "deterrence": 2.0, "contagion": 0.9, "fear_half_life": 1e9}
    made = market(fear=numbers | {"jail": 0.0, "reported": 0.0} | fear)
    row = write(made, [(RIVAL, 1)], author=made.first_poster)
    hours(made, n_hours)
    return made, row


@pytest.mark.transcript("censorship.fear")
def test_fear_finds_the_author_an_hour_later_and_fades_by_half_in_its_half_life() -> None:
    told = []
    for n_hours in (1, 2, 3, 4):
        made, row = frightened(n_hours, fear_half_life=1.0, jail=1.0)
        posters = made.posters.columns
        others = posters.fear[1:].tolist()
        assert others == [others[0]] * len(others)
        removed = int(made.forum.posts.columns["removed"][row][0])
        told.append((removed, float(posters.fear[0]), others[0], bool(posters.silenced[0])))
    n = len(made.posters.columns.fear)
    # Posters know of each other: one of n was punished. What the censor raises in an hour halves by its end.
    struck, heard = (2.0 + 0.9 / n) / 2, 0.9 / n / 2
    assert told == [
        (-1, 0.0, 0.0, False),
        (1, pytest.approx(struck), pytest.approx(heard), True),
        (1, pytest.approx(struck / 2), pytest.approx(heard / 2), True),
        (1, pytest.approx(struck / 4), pytest.approx(heard / 4), True),
    ]


@pytest.mark.limits("censorship.fear", "deterrence", "contagion")
def test_without_deterrence_the_punished_and_without_contagion_the_others_are_not_afraid() -> None:
    for numbers, struck, heard in (
        ({"deterrence": 0.0}, True, True),
        ({"contagion": 0.0}, True, False),
        ({"deterrence": 0.0, "contagion": 0.0}, False, False),
    ):
        made, _ = frightened(2, **numbers)
        fear = made.posters.columns.fear
        assert (bool(fear[0] > 0), bool(fear[1:].any())) == (struck, heard)
        assert (fear[0] == fear[1]) == ("deterrence" in numbers)


@pytest.mark.limits("censorship.fear", "jail")
def test_at_jail_0_no_punished_professional_is_silenced_and_at_1_each() -> None:
    for jail in (0.0, 1.0):
        made, _ = frightened(2, jail=jail)
        assert made.posters.columns.silenced.tolist() == [bool(jail)] + [False] * (len(made.posters.columns.fear) - 1)


@pytest.mark.limits("censorship.fear", "reported")
def test_at_reported_0_punishments_are_never_news_and_at_1_always() -> None:
    keys = np.arange(500)
    items = Criticism(keys, np.ones(500), np.ones(500), 1.0)
    for reported, about in ((0.0, ()), (1.0, (STATE,))):
        part: Any = option_class("censorship", "fear")(seen=0.0, reported=reported)
        assert part.tells(items, STREAM).tolist() == [bool(reported)] * 500
        assert part.reports_about() == about


@pytest.mark.limits("censorship.fear", "seen")
def test_at_seen_0_no_follower_knows_of_a_punishment_and_at_1_each_who_follows() -> None:
    keys = np.arange(500)
    items = Criticism(keys, np.ones(500), np.ones(500), 1.0)
    for seen, about in ((0.0, ()), (1.0, (STATE,))):
        part: Any = option_class("censorship", "fear")(seen=seen, reported=0.0)
        assert part.shows(items, STREAM).tolist() == [bool(seen)] * 500
        assert part.reports_about() == about
        made, _ = frightened(2, seen=seen)
        assert made.censor.shown.tolist() == made.censor.alarms.sources.tolist() == [made.first_poster] * bool(seen)
        assert made.ledger.count("punished") == 1
        assert made.ledger.count("seen") == bool(seen)


@pytest.mark.limits("censorship.exported", "seen")
def test_at_seen_0_no_follower_knows_of_a_threat_and_at_1_each_who_follows() -> None:
    for seen in (0.0, 1.0):
        made = market(exported={"quota": 0.0, "threats": 1e6, "seen": seen})
        write(made, [(RIVAL, 1)], author=made.first_poster)
        made.forum.posts.columns["reads"] = 5
        hours(made, 2)
        assert made.ledger.count("threatened") > 0
        assert made.censor.shown.tolist() == made.censor.alarms.sources.tolist() == [made.first_poster] * bool(seen)
        assert bool(made.ledger.count("seen")) == bool(seen)
        assert made.world.news_about == ((STATE,) if seen else ())


@pytest.mark.limits("censorship.exported", "deterrence", "contagion")
def test_a_threat_without_deterrence_and_contagion_frightens_nobody() -> None:
    for deterrence, contagion in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)):
        numbers = {"quota": 0.0, "threats": 1e6, "deterrence": deterrence, "contagion": contagion}
        made = market(exported=numbers)
        write(made, [(RIVAL, 1)], author=made.first_poster)
        made.forum.posts.columns["reads"] = 5
        hours(made, 2)
        fear = made.posters.columns.fear
        assert made.ledger.count("threatened") > 0
        assert bool(fear[0] > 0) == (deterrence + contagion > 0)
        assert bool(fear[1:].any()) == (contagion > 0)
