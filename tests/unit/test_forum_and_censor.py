"""Threads in the forum, and the censor's hands, on worlds of a few posts."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.cast.forum import Forum
from sim.kernels.fates import Shelf
from sim.kernels.ring import Blows
from sim.state.identities import Identities
from sim.state.ledger import Ledger
from sim.state.removers import BY_CENSOR, BY_PLATFORM
from sim.state.voices import ASSERTS, CRITIC, DENIES, PEER
from tests.unit.hand_made import STREAM, narratives
from tests.worlds import world

BLOWS = Blows(0.2, 0.05)
SILENT = {"kind": "silent"}


def forum_with(n_posts: int = 1) -> Forum:
    """Return a forum in which members 0, 1, … asserted the one narrative at tick 0."""
    forum = Forum(narratives((1,)), Identities(20), STREAM, Ledger())
    forum.begin_tick()
    forum.publish(0, np.arange(n_posts), np.zeros(n_posts, np.int64))
    return forum


def say(forum: Forum, tick: int, author: int, stance: int, force: float = 1.0) -> None:
    voices = np.array([CRITIC if stance == DENIES else PEER])
    forum.comment(tick, np.array([author]), np.array([0]), stance, voices, np.array([force]))


def thread(forum: Forum) -> tuple[float, float]:
    post = forum.posts.in_use()[0]
    return float(post["rebuttal_force"][CRITIC]), float(post["defence_force"])


def test_a_comment_has_no_force_before_the_ring_is_settled() -> None:
    forum = forum_with()
    say(forum, 0, 5, DENIES)
    assert thread(forum) == (0, 0)
    assert forum.posts.in_use()["rebuttals_aimed"][0] == 1
    assert forum.settle_ring(0, BLOWS) == 1
    assert thread(forum) == (1, 0)
    # Fragility 1: 1 - .2 x sqrt(1).
    assert forum.posts.in_use()["standing"][0] == pytest.approx(0.8)


def test_a_comment_hidden_before_it_was_seen_strikes_no_blow_and_counts_as_silenced() -> None:
    forum = forum_with()
    say(forum, 0, 5, DENIES)
    forum.hide_comments(0, np.array([0]), BY_CENSOR)
    assert forum.settle_ring(0, BLOWS) == 0
    post = forum.posts.in_use()[0]
    assert (post["standing"], post["rounds"]) == (1, 0)
    assert (post["rebuttals_aimed"], post["rebuttals_silenced"]) == (1, 1)


def test_a_comment_hidden_later_leaves_the_thread_and_strikes_no_more_but_its_blows_were_struck() -> None:
    forum = forum_with()
    say(forum, 0, 5, DENIES, 4.0)
    say(forum, 0, 6, ASSERTS, 1.0)
    stands = []
    for tick in range(5):
        if tick == 2:
            forum.hide_comments(2, np.array([0, 1]), BY_CENSOR)
        forum.settle_ring(tick, BLOWS)
        forum.begin_tick()
        stands.append(float(forum.posts.in_use()["standing"][0]))
    assert thread(forum) == (0, 0)
    # Each hour in sight: -.2 x sqrt 4 + .05 x sqrt 1.
    assert stands == pytest.approx([0.65, 0.3, 0.3, 0.3, 0.3])
    assert forum.posts.in_use()["rebuttals_silenced"][0] == 4


def test_a_comment_keeps_its_round_and_the_standing_after_it() -> None:
    forum = forum_with()
    say(forum, 0, 5, DENIES)
    forum.settle_ring(0, BLOWS)
    forum.begin_tick()
    say(forum, 1, 6, ASSERTS)
    say(forum, 1, 7, DENIES)
    forum.hide_comments(1, np.array([2]), BY_CENSOR)
    forum.settle_ring(1, BLOWS)
    forum.begin_tick()
    say(forum, 2, 8, DENIES)
    say(forum, 2, 9, DENIES)
    forum.settle_ring(2, BLOWS)
    comments = forum.comments.in_use()
    assert comments["round"].tolist() == [1, 0, 0, 2, 2]
    # 1 - .2; then - .2 + .05; then - .2 x sqrt 3 + .05.
    assert comments["landed"].tolist() == [True, True, False, True, True]
    assert comments["standing"] == pytest.approx([0.8, 0.65, 0, *[0.7 - 0.2 * 3**0.5] * 2])


def test_what_is_said_after_the_fate_moves_the_standing_no_more() -> None:
    forum = forum_with()
    say(forum, 0, 5, DENIES, 36.0)
    forum.settle_ring(0, BLOWS)
    forum.settle_fates(0, Shelf(48, 0.5))
    forum.begin_tick()
    say(forum, 1, 6, DENIES, 9.0)
    assert forum.settle_ring(1, BLOWS) == 1
    post = forum.posts.in_use()[0]
    assert (post["standing"], post["knocked_out"], post["rounds"]) == (pytest.approx(-0.2), 0, 1)
    assert forum.comments.in_use()["round"].tolist() == [1, 0]
    assert thread(forum) == (45, 0), "its readers see it all the same"


def test_forces_of_one_tick_add_up_before_the_root_is_taken() -> None:
    forum = forum_with()
    for author in range(5, 9):
        say(forum, 0, author, DENIES)
    assert forum.settle_ring(0, BLOWS) == 4
    assert forum.posts.in_use()["standing"][0] == pytest.approx(1 - 0.2 * 2)
    assert forum.posts.in_use()["rounds"][0] == 1


def test_nothing_lands_in_the_thread_of_a_removed_post() -> None:
    forum = forum_with()
    say(forum, 0, 5, DENIES)
    forum.remove_posts(0, np.array([0]), BY_CENSOR)
    forum.settle_ring(0, BLOWS)
    assert forum.posts.in_use()["rounds"][0] == 0


def test_a_removal_keeps_its_first_date_and_whose_it_was_and_is_told_once() -> None:
    forum = forum_with(2)
    forum.remove_posts(3, np.array([0]), BY_CENSOR)
    forum.remove_posts(7, np.array([0, 1]), BY_PLATFORM)
    assert forum.posts.in_use()["removed"].tolist() == [3, 7]
    assert forum.posts.in_use()["removed_by"].tolist() == [BY_CENSOR, BY_PLATFORM]
    assert forum.ledger.count("post_removed") == 2


def test_a_post_is_as_fragile_as_its_narrative_and_its_denial_as_far_as_that_is_sound() -> None:
    forum = Forum(narratives((1,), fragility=np.array([0.8])), Identities(20), STREAM, Ledger())
    forum.publish(0, np.array([1]), np.array([0]))
    assert forum.posts.in_use()["fragility"].tolist() == [0.8]
    assert forum.serves(np.array([0])).tolist() == [1]


def censored(capacity: float, **parts: Any) -> Marketplace:
    """Return a world of 1,000 members in which critics alone speak, and a censor of so many items a day."""
    claims = {"rival": {"serves": "critic", "published_per_day": 24.0}, "campaign": {}}
    made = world(
        members=1000,
        strategy=SILENT,
        censorship={"capacity": capacity, **parts},
        rebuttals={"professionals": {"per_1000_members": 50.0, "press_share": 0.0}},
        narratives={"claims": claims},
    )
    return Marketplace(made, 3)


@pytest.mark.limits("censorship.shared", "capacity")
def test_a_filter_that_catches_all_lets_nothing_through_and_one_without_hands_everything() -> None:
    strict, idle = censored(1e6, filter={"catch": 1.0}), censored(0.0, filter={"catch": 1.0})
    for market in (strict, idle):
        market.step()
    assert (strict.forum.posts.in_use()["removed"] == 0).all()
    assert (idle.forum.posts.in_use()["removed"] == -1).all()
    assert len(strict.forum.posts.in_use()) == len(idle.forum.posts.in_use()) == 50


def test_a_censor_hides_no_more_than_its_hands_hold() -> None:
    market = censored(120.0, filter={"catch": 1.0})
    for _ in range(12):
        market.step()
    # 120 a day and 1,000 members are 5 a tick.
    assert (market.forum.posts.in_use()["removed"] >= 0).sum() == 60


def test_hands_that_were_idle_are_not_saved_up_beyond_a_day() -> None:
    market = censored(120.0, filter={"catch": 1.0})
    censor = market.censor.each[0]
    for _ in range(60):
        censor.step()
    # 120 a day and 1,000 members are a day's work of 120, however long nothing was to be done.
    assert censor.hands == 120.0


def test_what_was_found_when_no_hand_was_free_stays_found_and_is_dealt_with_first() -> None:
    market = censored(120.0, friction={"half_life": 0.01})
    for _ in range(4):
        market.step()
    # Fifty posts an hour, each found in the hour after; five hands an hour, and those of the first hour saved up.
    assert np.flatnonzero(market.forum.posts.in_use()["removed"] >= 0).tolist() == list(range(20))
    market.censor.each[0].per_tick = 1e6
    market.step()
    posts = market.forum.posts.in_use()
    critical = posts[market.forum.serves(np.arange(len(posts))) < 0]
    assert ((critical["removed"] >= 0) == (critical["born"] < 4)).all()
    assert np.bincount(critical["born"])[[0, 4]].min() >= 50


def test_an_author_who_was_found_when_no_hand_was_free_is_punished_later() -> None:
    market = censored(0.0, fear={"half_life": 0.01, "punish": 1.0, "jail": 0.0})
    for _ in range(2):
        market.step()
    assert market.ledger.count("punished") == 0
    market.censor.each[0].per_tick = 1e6
    market.step()
    early = market.forum.posts.in_use()["author"][market.forum.posts.in_use()["born"] == 0]
    assert set(early.tolist()) <= {event.row for event in market.ledger.events if event.event == "punished"}


@pytest.mark.parametrize(("rate", "swallowed"), [("quote_rate", False), ("rebut_rate", True)])
def test_fear_silences_rebuttals_that_were_aimed_at_a_post_and_no_quotes(rate: str, swallowed: bool) -> None:
    conduct = {"kind": "reader", "habits": {"visits_per_day": 24.0}, "quote_rate": 0.0, "rebut_rate": 0.0}
    market = Marketplace(world(conduct=conduct | {rate: 1.0}, rebuttals={"crowd": {}}), 3)
    for _ in range(24):
        market.members.columns.fear[:] = 600.0
        market.step()
    posts = market.forum.posts.in_use()
    assert market.observer.steps()["hushed"].sum() > 0
    against_state = market.forum.serves(np.arange(len(posts))) > 0
    assert (posts["rebuttals_silenced"] > 0).any() == swallowed
    assert (posts["rebuttals_aimed"] == posts["rebuttals_silenced"])[against_state].all()


def test_posters_fear_halves_in_the_declared_half_life() -> None:
    market = censored(1e6, fear={"fear_half_life": 12.0, "punish": 0.0})
    market.posters.columns.fear[:] = 4.0
    for _ in range(12):
        market.step()
    assert market.posters.columns.fear == pytest.approx(2.0)


def test_members_fear_halves_in_the_declared_half_life() -> None:
    market = censored(1e6, fear={"fear_half_life": 12.0, "punish": 0.0})
    market.members.columns.fear[:] = 4.0
    for _ in range(12):
        market.step()
    assert market.members.columns.fear == pytest.approx(2.0, rel=1e-5)


def test_critics_publish_all_their_narratives_even_where_a_tick_is_a_day() -> None:
    claims = {name: {"serves": "critic", "published_per_day": 3.0} for name in ("one", "other")} | {"campaign": {}}
    quiet = {"kind": "engagement", "chatter": 0.0}
    market = Marketplace(world(tick_minutes=1440.0, strategy=SILENT, feed=quiet, narratives={"claims": claims}), 3)
    market.step()
    posts = market.forum.posts.in_use()
    n_critics = int((market.posters.columns.voice == CRITIC).sum())
    assert np.bincount(posts["narrative"][posts["quotes"] < 0]).tolist() == [3 * n_critics, 3 * n_critics]
    assert len(set(posts["key"].tolist())) == len(posts)
