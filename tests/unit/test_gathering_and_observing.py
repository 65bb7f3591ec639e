"""What members did is gathered item by item; what they are is observed as plain sums."""

from itertools import pairwise

import numpy as np
import pytest

from sim.kernels.curves import probabilities
from sim.kernels.gathering import Deeds, count_on_posts, deeds_within, one_after_the_other
from sim.kernels.observing import CHUNK, Acquaintance, acquaintance, observe_any, sums_by_chunk, total, trust_by_chunk
from sim.state.members import Members
from sim.state.scene import Scene
from sim.state.visits import LIKED, OPENED, QUOTED, READ, REBUTS, SHARED
from tests.unit.hand_made import hand, members, posts, scene


def gathered(now: Scene, *bounds: int) -> Deeds:
    """Return what was done, gathered from the ranges of members between the bounds, and counted on the posts."""
    ends = [0, *bounds, len(now.visits.n_items)]
    parts = [deeds_within(now.visits, start, stop) for start, stop in pairwise(ends)]
    deeds = one_after_the_other(parts)
    count_on_posts(now.posts, deeds, 7)
    return deeds


def sums_of(people: Members, beliefs: np.ndarray, since: int) -> np.ndarray:
    """Return the sums over all members, by narrative."""
    parts = sums_by_chunk(acquaintance(people), beliefs, since)
    return total(parts.reshape(len(parts), -1)).reshape(5, -1)


def test_deeds_are_listed_in_the_order_of_members_and_items_and_only_what_was_read() -> None:
    now = scene(members(3), posts(4))
    hand(now.visits, 0, [2, 1])
    hand(now.visits, 2, [1, 3, 0])
    now.visits.reactions[0, :2] = [READ, 0]
    now.visits.reactions[2, :3] = [READ | SHARED, SHARED, READ]
    deeds = gathered(now)
    assert deeds.members.tolist() == [0, 2, 2]
    assert deeds.posts.tolist() == [2, 1, 0]
    assert deeds.flags.tolist() == [READ, READ | SHARED, READ]


def test_counts_are_added_to_the_posts_and_the_reading_is_dated() -> None:
    now = scene(members(2), posts(3, reads=5, last_read=2))
    hand(now.visits, 0, [1], READ | LIKED | SHARED)
    hand(now.visits, 1, [1, 2], READ | QUOTED | OPENED)
    gathered(now)
    found = {name: now.posts[name].tolist() for name in ("reads", "likes", "shares", "quoted", "last_read")}
    assert found == {
        "reads": [5, 7, 6],
        "likes": [0, 1, 0],
        "shares": [0, 1, 0],
        "quoted": [0, 1, 1],
        "last_read": [2, 7, 7],
    }


def test_what_a_member_held_on_an_earlier_visit_counts_for_nothing() -> None:
    now = scene(members(2), posts(3))
    hand(now.visits, 0, [1, 2])
    now.visits.n_items[0] = 0
    assert len(gathered(now).posts) == 0
    assert not now.posts["reads"].any()


def test_deeds_can_be_chosen_by_any_of_several_flags() -> None:
    now = scene(members(1), posts(3))
    hand(now.visits, 0, [0, 1, 2])
    now.visits.reactions[0, :3] = [READ, READ | LIKED, READ | REBUTS | SHARED]
    deeds = gathered(now)
    assert deeds.that(LIKED | REBUTS).posts.tolist() == [1, 2]
    assert deeds.that(QUOTED).posts.tolist() == []


def a_large_audience(n: int = 2 * CHUNK + 17) -> Members:
    """Return more members than one chunk of the sums holds."""
    luck = np.random.default_rng(2)
    return members(
        n,
        3,
        belief=luck.normal(0, 2, (n, 3)),
        trust=luck.random((n, 4)),
        last_asserted=luck.integers(-1, 30, (n, 3)),
        acquainted=luck.random((n, 3)) < 0.4,
    )


def test_sums_over_members_are_plain_sums() -> None:
    people = a_large_audience()
    beliefs = probabilities(people.belief)
    plain = [
        (people.last_asserted >= 12).sum(axis=0),
        (people.last_asserted >= 0).sum(axis=0),
        np.where(people.acquainted, beliefs, 0).sum(axis=0),
        people.acquainted.sum(axis=0),
        beliefs.sum(axis=0),
    ]
    assert np.allclose(sums_of(people, beliefs, 12), plain, rtol=1e-12)


def test_sums_made_block_by_block_are_the_same_to_the_last_bit() -> None:
    people = a_large_audience()
    beliefs, parts = probabilities(people.belief), []
    for first in range(0, len(beliefs), 2 * CHUNK):
        block = slice(first, first + 2 * CHUNK)
        known = Acquaintance(people.last_asserted[block], people.acquainted[block])
        parts.append(sums_by_chunk(known, beliefs[block], 12))
    whole = sums_by_chunk(acquaintance(people), beliefs, 12)
    assert len(whole) == 3
    assert np.concatenate(parts).tobytes() == whole.tobytes()


def test_a_total_is_made_one_chunk_after_the_other() -> None:
    parts = np.array([[1e16], [1.0], [-1e16], [1.0]])
    assert total(parts).tolist() == [1.0]


def test_deeds_gathered_range_by_range_are_those_of_all_members() -> None:
    now = scene(members(5), posts(4))
    for member in (0, 1, 3):
        hand(now.visits, member, [member, 2], READ | LIKED)
    whole, parts = gathered(now), gathered(now, 1, 1, 4)
    assert all(np.array_equal(one, other) for one, other in zip(whole, parts, strict=True))
    assert [column.dtype for column in parts] == [column.dtype for column in whole]


@pytest.mark.parametrize("chosen", [[True, False, True], [False, True, False], [True] * 3])
@pytest.mark.parametrize("since", [0, 12, 40])
def test_a_member_who_read_any_of_the_chosen_is_counted_once(chosen: list[bool], since: int) -> None:
    people = a_large_audience()
    latest = people.last_asserted[:, chosen].max(axis=1)
    expected = (int((latest >= since).sum()), int((latest >= 0).sum()))
    assert observe_any(people.last_asserted, np.array(chosen), since) == expected


def test_of_no_narrative_nobody_read_anything() -> None:
    assert observe_any(a_large_audience().last_asserted, np.zeros(3, np.bool_), 0) == (0, 0)


def test_mean_trust_is_the_mean_of_each_column() -> None:
    people = a_large_audience()
    means = total(trust_by_chunk(people.trust)) / len(people.trust)
    assert np.allclose(means, people.trust.astype(np.float64).mean(axis=0), rtol=1e-12)


def test_what_happened_at_tick_0_happened() -> None:
    people = members(2, 1, last_asserted=np.array([[0], [-1]]))
    assert observe_any(people.last_asserted, np.array([True]), 0) == (1, 1)
    assert sums_of(people, np.zeros((2, 1)), 0)[:2].tolist() == [[1], [1]]
