"""Every conduct keeps its family's promise: who stays away does nothing, and nothing is done with what was not read."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.base.options import option_class, option_names
from sim.conducts._contract import Conduct
from sim.feeds.newest import Newest
from sim.state.scene import Scene
from sim.state.visits import MOST_ITEMS, NOTHING, READ
from tests.unit.hand_made import STREAM, crowd

N = 60
each_conduct = pytest.mark.parametrize("name", option_names("conduct"))


def conduct_of(name: str) -> Conduct:
    made = option_class("conduct", name).model_validate({"kind": name})
    assert isinstance(made, Conduct)
    return made


def acted(name: str, cuts: tuple[int, ...] = (0, N), now: Scene | None = None) -> Scene:
    """Return a busy scene in which everyone visited, drew from a plain feed, attended and reacted, range by range."""
    now = crowd() if now is None else now
    conduct, feed = conduct_of(name), Newest(length=6, chatter=0.0)
    conduct.seat(now.members, STREAM, 1.0)
    now.members.visit_chance[:] = 0.9
    ranges = list(pairwise(cuts))
    rule, shown = conduct.rule(1.0), feed.rule(1.0)
    for start, stop in ranges:
        conduct.visit(now, start, stop)
        feed.draw(now, shown, start, stop)
        conduct.attend(now, rule, start, stop)
    for start, stop in ranges:
        conduct.react(now, rule, start, stop)
    return now


def deeds(now: Scene) -> list[bytes]:
    held: list[Any] = [now.visits.n_items, now.visits.writes, now.members.last_asserted, now.members.met]
    flags = np.where(_drawn(now), now.visits.reactions, 0)
    return [column.tobytes() for column in (*held, flags)]


def _drawn(now: Scene) -> np.ndarray:
    """Return [n, places] what was really handed out to those who came."""
    handed: np.ndarray = np.cumsum(now.visits.posts == NOTHING, axis=1) == 0
    return handed & (now.visits.n_items[:, None] > 0)


@each_conduct
def test_nobody_looks_at_more_than_a_visit_holds(name: str) -> None:
    now = acted(name)
    assert (now.visits.n_items <= MOST_ITEMS).all()
    assert (now.visits.n_items > 0).any()


@each_conduct
def test_members_come_with_a_chance_and_look_at_something_when_they_do(name: str) -> None:
    people = crowd().members
    conduct_of(name).seat(people, STREAM, 1.0)
    assert ((people.visit_chance >= 0) & (people.visit_chance <= 1)).all()
    assert ((people.items_wanted >= 1) & (people.items_wanted <= MOST_ITEMS)).all()


@each_conduct
def test_only_what_was_read_is_reacted_to(name: str) -> None:
    now = acted(name)
    flags = now.visits.reactions[_drawn(now)]
    assert (flags[flags != 0] & READ).all()
    assert (flags & READ).any()


@each_conduct
def test_ranges_of_members_do_what_all_do(name: str) -> None:
    assert deeds(acted(name)) == deeds(acted(name, (0, 7, 41, N)))


@each_conduct
def test_the_suspended_pass_nothing_on_and_write_nothing(name: str) -> None:
    now = crowd()
    now.members.suspended[:] = True
    acted(name, now=now)
    assert ((now.visits.reactions[_drawn(now)] & ~np.uint16(READ)) >> 1 <= 1).all(), "at most a thread is opened"
    assert not now.visits.writes.any()


@each_conduct
def test_a_conduct_changes_no_mind_and_no_post(name: str) -> None:
    fresh = crowd()
    now = acted(name)
    assert now.members.belief.tobytes() == fresh.members.belief.tobytes()
    assert now.members.trust.tobytes() == fresh.members.trust.tobytes()
    assert now.posts.tobytes() == fresh.posts.tobytes()


@each_conduct
def test_messages_have_a_quality_and_an_appeal_between_0_and_1(name: str) -> None:
    found = conduct_of(name).messages(STREAM, 3, np.arange(40))
    assert found.shape == (2, 40)
    assert ((found >= 0) & (found <= 1)).all()
    assert conduct_of(name).messages(STREAM, 3, np.arange(0)).shape == (2, 0)
