"""In whatever order a tick's mail arrives, the feed that it leaves is the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.delivery import fill_outbox, now_for, take_in
from sim.kernels.wiring import compress
from tests.unit.hand_made import feed_of, fill, members, posts, scene

LENGTH = 4
WRITTEN = posts(16)

old_items = st.lists(st.tuples(st.integers(0, 7), st.integers(1, 8)), max_size=LENGTH, unique_by=lambda item: item[0])
new_posts = st.lists(st.integers(8, 15), max_size=9)


def feed_after(items: list[tuple[int, int]], came: list[int]) -> list[tuple[int, float, int]]:
    now = scene(members(1), WRITTEN, tick=9, length=LENGTH)
    fill(now.feeds, 0, [(post, 1.0, since) for post, since in items])
    mail = now_for(now, 0.0, 0, 1)
    for post in came:
        take_in(now.feeds, WRITTEN, 0, post, 1.0, mail)
    return feed_of(now.feeds, 0)


@given(old_items, new_posts, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_new_posts_in_any_order_leave_the_same_feed(
    items: list[tuple[int, int]], came: list[int], luck: object
) -> None:
    shuffled = list(came)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert feed_after(items, came) == feed_after(items, shuffled)


@given(old_items, new_posts, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_old_items_in_any_slots_leave_the_same_feed(
    items: list[tuple[int, int]], came: list[int], luck: object
) -> None:
    shuffled = list(items)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert feed_after(items, came) == feed_after(shuffled, came)


@given(old_items, new_posts)
@settings(deadline=None)
def test_a_feed_keeps_the_youngest_and_loses_nothing_that_has_room(
    items: list[tuple[int, int]], came: list[int]
) -> None:
    after = feed_after(items, came)
    offered = sorted([since for _, since in items] + [9] * len(set(came)), reverse=True)
    assert sorted((since for _, _, since in after), reverse=True) == offered[:LENGTH]


@given(old_items, new_posts)
@settings(deadline=None)
def test_a_post_that_stays_has_all_its_shares(items: list[tuple[int, int]], came: list[int]) -> None:
    assert all(shares == came.count(post) for post, shares, since in feed_after(items, came) if since == 9)


@given(old_items, st.lists(st.integers(0, 15), max_size=12), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_old_and_new_posts_in_any_order_leave_the_same_feed(
    items: list[tuple[int, int]], came: list[int], luck: object
) -> None:
    shuffled = list(came)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert feed_after(items, came) == feed_after(items, shuffled)


def test_an_old_item_that_is_shared_again_while_new_ones_oust_it_leaves_the_same_feed() -> None:
    """Post 0 lies in a full feed and is the oldest; it is shared again in the tick in which post 9 comes."""
    items = [(0, 1), (1, 5), (2, 5), (3, 5)]
    for new in range(8, 16):
        assert feed_after(items, [0, new]) == feed_after(items, [new, 0])


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 15)), max_size=20), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_an_outbox_filled_in_any_order_of_sources_is_the_same(mail: list[tuple[int, int]], luck: object) -> None:
    by_source = sorted(mail, key=lambda item: item[0])
    shuffled = sorted(by_source, key=lambda _: luck.random())  # type: ignore[attr-defined]
    once = [[post for source, post in shuffled if source == one] for one in range(6)]
    outbox = fill_outbox(np.array([s for s, _ in shuffled], int), np.array([p for _, p in shuffled], int))
    assert outbox.sources.tolist() == [one for one in range(6) if once[one]]
    for place, source in enumerate(outbox.sources):
        assert outbox.posts[outbox.first[place] : outbox.first[place + 1]].tolist() == once[source]


pairs = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 6)), max_size=30)


@given(pairs, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_ties_do_not_depend_on_the_order_of_the_edges(edges: list[tuple[int, int]], luck: object) -> None:
    shuffled = list(edges)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (compress(7, *np.array(some, int).reshape(-1, 2).T) for some in (edges, shuffled))
    assert one.start.tolist() == other.start.tolist()
    assert one.followers.tolist() == other.followers.tolist()
    for source in range(7):
        followers = one.followers[one.start[source] : one.start[source + 1]].tolist()
        assert followers == sorted(follower for follower, followee in edges if followee == source)
