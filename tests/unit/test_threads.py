"""What readers see of a thread and like there, in threads of a few comments."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.beliefs.bayesian_source import BayesianSource, rebuttal_share, seen_rebuttals
from sim.cast.forum import Forum
from sim.cast.threads import Threads
from sim.conducts._thread_habits import ThreadHabits
from sim.kernels.gathering import Deeds
from sim.kernels.threads import stacked
from sim.state.removers import BY_CENSOR
from sim.state.visits import OPENED, READ
from sim.state.voices import ASSERTS, DENIES
from tests.unit.hand_made import STREAM, comments, members
from tests.unit.test_forum_and_censor import BLOWS, forum_with, say

FIRM = 40.0


def threads_of(forum: Forum, shown: int | None, like_rate: float = 1.0, **people: Any) -> Threads:
    """Return the threads of a forum, as readers of the given habits go through them."""
    habits = ThreadHabits(shown=shown, like_rate=like_rate)
    world = SimpleNamespace(conduct=SimpleNamespace(in_threads=lambda: habits), belief=BayesianSource())
    columns = members(20, 1, **people)
    model = SimpleNamespace(world=world, forum=forum, stream=STREAM, tick=9, members=SimpleNamespace(columns=columns))
    return Threads(model)  # type: ignore[arg-type]


def thread_of(*said: tuple[int, float]) -> Forum:
    """Return a forum with two posts; under the first, comments of a stance and a force, one a tick."""
    forum = forum_with(2)
    for tick, (stance, force) in enumerate(said):
        say(forum, tick, 5 + tick, stance, force)
        forum.settle_ring(tick, BLOWS)
        forum.begin_tick()
    return forum


def opened(n: int, flags: int = READ | OPENED, post: int = 0) -> Deeds:
    return Deeds(np.arange(n, dtype=np.int32), np.full(n, post, np.int32), np.full(n, flags, np.uint16))


FOUGHT = ((DENIES, 1.0), (ASSERTS, 2.0), (DENIES, 4.0), (ASSERTS, 8.0))


def seen(forum: Forum) -> tuple[float, float]:
    """Return the force of rebuttals and of defences that a reader of the first thread sees."""
    post = forum.posts.columns[0]
    shown = (post["shown_rebuttals"], post["shown_defences"]) if post["cut"] else ()
    rebuttals, defences = shown or (post["rebuttal_force"], post["defence_force"])
    return float(rebuttals.sum()), float(defences)


def test_notes_are_on_top_then_what_has_more_likes_then_what_is_later() -> None:
    said = comments(
        6,
        post=np.array([1, 0, 1, 1, 1, 0]),
        likes=np.array([2, 0, 0, 7, 2, 0]),
        born=np.array([5, 3, 1, 2, 4, 3]),
        is_note=np.array([False, False, True, False, False, False]),
    )
    stack = stacked(said, np.arange(6), np.zeros(6, np.bool_))
    assert stack.rows.tolist() == [1, 5, 2, 3, 0, 4]
    assert stack.places.tolist() == [0, 1, 0, 1, 2, 3]


def test_the_order_of_a_thread_does_not_hang_on_the_rows_of_its_comments() -> None:
    said = comments(5, likes=np.array([1, 0, 0, 3, 0]))
    nowhere = np.zeros(5, np.bool_)
    turned = stacked(said, np.array([4, 2, 0, 1, 3]), nowhere)
    assert turned.rows.tolist() == stacked(said, np.arange(5), nowhere).rows.tolist() == [3, 0, 1, 2, 4]


@pytest.mark.parametrize(
    ("shown", "in_sight"), [(None, (5, 10)), (4, (5, 10)), (3, (4, 10)), (2, (4, 8)), (1, (0, 8)), (10**6, (5, 10))]
)
def test_a_reader_sees_as_many_comments_as_are_shown_and_all_where_none_is_named(
    shown: int | None, in_sight: tuple[float, float]
) -> None:
    forum = thread_of(*FOUGHT)
    threads_of(forum, shown).step()
    assert seen(forum) == in_sight


def test_a_liked_comment_comes_up_and_pushes_another_one_down() -> None:
    forum = thread_of(*FOUGHT)
    threads = threads_of(forum, 1)
    forum.comments.columns["likes"][2] = 1
    threads.step()
    assert seen(forum) == (4, 0)
    forum.comments.columns["likes"][3] = 2
    threads.step()
    assert seen(forum) == (0, 8)


def test_a_comment_that_is_hidden_makes_room_for_the_next() -> None:
    forum = thread_of(*FOUGHT)
    threads = threads_of(forum, 2)
    forum.hide_comments(4, np.array([2, 3]), BY_CENSOR)
    threads.step()
    assert seen(forum) == (1, 2)
    forum.hide_comments(4, np.array([1]), BY_CENSOR)
    threads.step()
    assert seen(forum) == (1, 0), "a thread that is short enough has nothing below"


def test_what_is_not_shown_does_not_strike_a_reader_and_still_strikes_in_the_ring() -> None:
    forum, whole = thread_of(*FOUGHT), thread_of(*FOUGHT)
    threads_of(forum, 2).step()
    # Rebuttals of 4, defences of 8 and the post itself; whole: 5, 10 and 1.
    assert rebuttal_share(forum.posts.records, 0) == pytest.approx(4 / 13)
    assert rebuttal_share(whole.posts.records, 0) == pytest.approx(5 / 16)
    for each in (forum, whole):
        each.settle_ring(4, BLOWS)
    assert forum.posts.columns["standing"][0] == whole.posts.columns["standing"][0]


def test_where_no_rebuttal_is_shown_none_is_seen_whatever_the_rounding() -> None:
    """Of .1, .2 and .3, subtracted from their sum in another order, something is left."""
    forum = thread_of(*((DENIES, force) for force in (0.1, 0.2, 0.3)), (ASSERTS, 1.0))
    threads_of(forum, 1).step()
    assert [seen_rebuttals(forum.posts.records, 0, voice) for voice in range(4)] == [0.0] * 4
    assert rebuttal_share(forum.posts.records, 0) == 0.0


def test_a_post_that_was_knocked_out_is_read_with_its_refutation() -> None:
    forum = thread_of(*FOUGHT)
    forum.posts.columns["knocked_out"][0] = 4
    forum.comments.columns["likes"][3] = 9
    threads_of(forum, 1).step()
    assert seen(forum) == (4, 0)
    threads_of(forum, 3).step()
    assert seen(forum) == (5, 8), "and after it with what is liked"


@pytest.mark.limits("conduct.reader", "thread.like_rate")
def test_at_like_rate_0_no_comment_is_liked_and_at_1_each_reader_likes_what_speaks_for_it() -> None:
    believers, doubters = {"belief": FIRM}, {"belief": -FIRM}
    # All but the author, who is one of the twenty.
    for people, rebuttals in ((believers, 0), (doubters, 19)):
        forum = thread_of((DENIES, 1.0))
        threads_of(forum, None, 0.0, **people).note_reading(opened(20))
        assert forum.comments.columns["likes"][0] == 0
        threads_of(forum, None, 1.0, **people).note_reading(opened(20))
        assert forum.comments.columns["likes"][0] == rebuttals
        forum = thread_of((ASSERTS, 1.0))
        threads_of(forum, None, 1.0, **people).note_reading(opened(20))
        assert forum.comments.columns["likes"][0] == 19 - rebuttals


def test_half_a_belief_likes_half_as_often_and_a_rate_of_a_half_half_of_that() -> None:
    for rate, share in ((1.0, 0.5), (0.5, 0.25)):
        n_liked = 0
        for tick in range(100):
            forum = thread_of((DENIES, 1.0))
            threads = threads_of(forum, None, rate)
            threads.model.tick = tick
            threads.note_reading(opened(20))
            n_liked += int(forum.comments.columns["likes"][0])
        # 1,900 tosses of all but the author: a standard error of .012 at most.
        assert n_liked / 1900 == pytest.approx(share, abs=0.045)


def test_likes_go_to_what_is_shown_evenly_and_to_nothing_else() -> None:
    forum = thread_of(*[(DENIES, 1.0)] * 4)
    threads = threads_of(forum, 2, belief=-FIRM)
    for tick in range(50):
        threads.model.tick = tick
        threads.note_reading(opened(20))
    likes = forum.comments.in_use()["likes"].tolist()
    # Of twenty all but one whose own comment is looked at.
    assert sum(likes) == pytest.approx(1000, abs=60)
    assert likes[:2] == [0, 0]
    assert likes[2] == pytest.approx(475, abs=65)


def test_nobody_likes_a_comment_of_ones_own() -> None:
    forum = thread_of((DENIES, 1.0))
    threads_of(forum, None, belief=-FIRM).note_reading(opened(6))
    assert forum.comments.columns["author"][0] == 5
    assert forum.comments.columns["likes"][0] == 5


def test_who_does_not_open_a_thread_or_is_suspended_or_finds_it_empty_likes_nothing() -> None:
    forum = thread_of((DENIES, 1.0))
    threads_of(forum, None, belief=-FIRM).note_reading(opened(20, READ))
    threads_of(forum, None, belief=-FIRM, suspended=True).note_reading(opened(20))
    threads_of(forum, None, belief=-FIRM).note_reading(opened(20, post=1))
    forum.hide_comments(1, np.array([0]), BY_CENSOR)
    threads_of(forum, None, belief=-FIRM).note_reading(opened(20))
    say(forum, 2, 9, DENIES)
    threads_of(forum, None, belief=-FIRM).note_reading(opened(20))
    assert not forum.comments.in_use()["likes"].any(), "nor does anybody like what has not landed yet"


def test_under_a_denial_a_rebuttal_is_liked_by_those_who_believe_the_claim() -> None:
    forum = thread_of((DENIES, 1.0))
    forum.posts.columns["stance"][0] = DENIES
    threads_of(forum, None, belief=FIRM).note_reading(opened(20))
    assert forum.comments.columns["likes"][0] == 19
