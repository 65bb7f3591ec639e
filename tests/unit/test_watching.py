"""What a study of a platform's data would have counted, on a few posts made by hand."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.evidence.targets.half_life import half_lives
from experiments.evidence.targets.note import Shared, _changes
from experiments.evidence.targets.punishment import DissentLog, dissent_in
from experiments.evidence.watching import CountLog, ImpressionLog, Impressions, campaign_posts, engagements_with
from sim.state.record import COVERT, MEMBER, OVERT
from sim.state.table import Table
from sim.state.visits import LIKED, MOST_ITEMS, QUOTED, READ, REBUTS, SHARED, no_visits
from sim.state.voices import ASSERTS, DENIES
from tests.unit.hand_made import comments, narratives, no_posts, record, record_posts


def test_a_posts_half_life_is_the_median_age_of_its_impressions_if_there_are_enough() -> None:
    shown = Impressions(np.array([7, 3, 7, 3, 7, 9]), np.array([3.0, 0.5, 1.0, 1.5, 2.0, 8.0]))
    assert half_lives(shown, 2).tolist() == [1.0, 2.0]
    assert half_lives(shown, 3).tolist() == [2.0]


def test_impressions_are_what_visitors_looked_at_read_or_not() -> None:
    visits = no_visits(3)
    visits.n_items[:] = [2, 0, 1]
    visits.posts[0, :2] = [1, 0]
    # Left over from an earlier visit: member 1 stays away now.
    visits.posts[1, 0] = 1
    market: Any = SimpleNamespace(
        visits=visits,
        tick=10,
        forum=SimpleNamespace(posts=SimpleNamespace(columns={"born": np.array([5, 8])})),
        world=SimpleNamespace(tick_hours=0.5),
    )
    log = ImpressionLog()
    log(market)
    assert log.impressions().posts.tolist() == [1, 0]
    # The tick that has just ended was the ninth: ages of one and of four ticks, half an hour each.
    assert log.impressions().ages.tolist() == [0.5, 2.0]


def test_counts_are_0_before_a_post_was_born() -> None:
    log, posts = CountLog("shares"), Table(no_posts(4))
    market: Any = SimpleNamespace(forum=SimpleNamespace(posts=posts))
    for n_new, shares in ((1, [4]), (1, [5, 2])):
        posts.append(n_new)
        posts.in_use()["shares"][:] = shares
        log(market)
    assert log.by_tick().tolist() == [[4, 0], [5, 2]]


def test_engagements_are_those_of_people_with_the_operations_own_posts() -> None:
    written = record_posts(
        3, author=np.array([1, 2, 1]), stance=np.array([ASSERTS, ASSERTS, DENIES]), likes=1, shares=2, quoted=3
    )
    made = record(
        roles=np.array([MEMBER, COVERT, OVERT], np.int8),
        narratives=narratives((1,)),
        posts=written,
        comments=comments(4, post=np.array([0, 0, 1, 0]), author=np.array([0, 1, 0, 0])),
    )
    assert campaign_posts(made, covert=True).tolist() == [0]
    assert campaign_posts(made, covert=False).tolist() == [1]
    # Six counted on the post, and two comments; the third under it is a covert account's own.
    assert engagements_with(made, np.array([0])).tolist() == [8]


def test_a_notes_effect_is_taken_after_it_and_over_life_against_the_same_posts_without_it() -> None:
    # Post 11 is noted at tick 1, post 12 never; in the other market they stand in another order.
    noted = Shared(np.array([11, 12]), np.array([1, -1]), np.array([[2, 9], [4, 9], [5, 9]]), np.array([0, 1]))
    never = Shared(np.array([12, 11]), np.array([-1, -1]), np.array([[9, 2], [9, 4], [9, 6]]), np.array([0, 1]))
    after, life = _changes(noted, never)
    assert after == pytest.approx(-0.5)
    assert life == pytest.approx(-1 / 6)
    assert _changes(noted._replace(noted=np.array([-1, -1])), never) == (None, None)


def test_dissent_is_criticism_of_what_serves_the_state_and_spreading_what_serves_its_critics() -> None:
    visits = no_visits(5)
    visits.n_items[:] = [1, 1, 1, 1, 0]
    visits.posts[:, 0] = [0, 0, 1, 1, 0]
    visits.reactions[:, 0] = [READ | REBUTS, READ | SHARED | LIKED, READ | SHARED, READ | QUOTED, READ | REBUTS]
    columns = {"stance": np.array([ASSERTS, DENIES]), "narrative": np.array([0, 0])}
    market: Any = SimpleNamespace(
        visits=visits,
        forum=SimpleNamespace(posts=SimpleNamespace(columns=columns)),
        narratives=narratives((1,)),
    )
    assert dissent_in(market).tolist() == [1, 0, 1, 0, 0]
    assert visits.posts.shape[1] == MOST_ITEMS


def test_dissent_is_compared_from_the_hour_on_that_each_member_was_touched() -> None:
    here, there = DissentLog(2), DissentLog(2)
    here.by_tick = [np.array([5, 5]), np.array([1, 2]), np.array([0, 3])]
    there.by_tick = [np.array([9, 9]), np.array([2, 7]), np.array([2, 5])]
    since = np.array([1, 2])
    # 1 + 0 + 3 here, 2 + 2 + 5 there.
    assert here.changed(there, since) == pytest.approx(4 / 9 - 1)
