"""Readers read, share, quote, like and speak with the chances that were declared, and fear only silences criticism."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.conducts.reader import Reader, ReaderRule, appeal_to, reading_chance, wish
from sim.state.scene import Scene
from sim.state.visits import DEFENDS, HUSHED, LIKED, OPENED, QUOTED, READ, REBUTS, SHARED, SWALLOWS
from sim.state.voices import STATE
from tests.unit.hand_made import crowd, hand, members, posts, scene

N = 2000
SURE = 40.0
RULE: ReaderRule = Reader().rule(1.0)
# A reader who never does anything; tests switch on what they are about.
IDLE: dict[str, float] = dict.fromkeys(("share_rate", "quote_rate", "like_rate", "rebut_rate", "defend_rate"), 0.0)


def read_by(n: int = N, numbers: dict[str, float] | None = None, people: Any = None, **post: Any) -> Scene:
    """Return a scene in which n members were handed one post and attended to it."""
    crowd_of_readers = members(n, 1, trust=0.5) if people is None else people
    now = scene(crowd_of_readers, posts(1, **({"author": n + STATE, "appeal": 1.0} | post)))
    for row in range(n):
        hand(now.visits, row, [0], 0)
    reader = Reader(**(numbers or {}))
    reader.attend(now, reader.rule(1.0), 0, n)
    return now


def reacted(
    numbers: dict[str, float], side: int = 1, fear: float = 0.0, belief: float = 0.0, **post: Any
) -> np.ndarray:
    """Return the flags of N members who all read one post."""
    people = members(N, 1, belief=belief, fear=fear)
    people.suspended[:] = post.pop("suspended", False)
    now = scene(people, posts(1, **({"appeal": 1.0} | post)), sides=np.array([side], np.int8))
    for row in range(N):
        hand(now.visits, row, [0], READ)
    reader = Reader(**(IDLE | numbers))
    reader.react(now, reader.rule(1.0), 0, N)
    return now.visits.reactions[:, 0].copy()


def share_with(flags: np.ndarray, flag: int) -> float:
    return float(((flags & flag) != 0).mean())


def test_the_chance_to_read_adds_trust_and_appeal_and_wears_off_with_meetings() -> None:
    # .2 + .6 x .5 + .4 x .25 = .6; after 3 meetings with decay .5 it is halved.
    assert reading_chance(RULE, 0.5, 0.25, 0.0) == pytest.approx(0.6, rel=1e-14)
    assert reading_chance(RULE._replace(novelty_decay=0.5), 0.5, 0.25, 3.0) == pytest.approx(0.3, rel=1e-14)


@pytest.mark.limits("conduct.reader", "novelty_decay")
def test_the_chance_to_read_is_0_at_nothing_and_at_most_1() -> None:
    nothing = RULE._replace(attention_base=0.0)
    assert reading_chance(nothing, 0.0, 0.0, 0.0) == 0
    assert reading_chance(RULE, 1.0, 1.0, 0.0) == 1
    assert reading_chance(RULE._replace(novelty_decay=0.0), 1.0, 1.0, 1e6) == 1


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 100))
def test_the_chance_to_read_is_a_chance_and_rises_with_trust_and_appeal(trust: float, appeal: float, n: float) -> None:
    chance = reading_chance(RULE, trust, appeal, n)
    assert 0 <= chance <= 1
    assert reading_chance(RULE, min(trust + 0.1, 1.0), appeal, n) >= chance
    assert reading_chance(RULE, trust, min(appeal + 0.1, 1.0), n) >= chance
    assert reading_chance(RULE, trust, appeal, n + 1) < chance


def test_appeal_resonates_in_the_segment_and_never_exceeds_1() -> None:
    resonance = np.array([[0.5], [1.0], [9.0]])
    assert [appeal_to(posts(1, appeal=0.6), resonance, segment, 0) for segment in range(3)] == [0.3, 0.6, 1.0]


def test_members_read_with_their_chance() -> None:
    # .1 + .2 x .5 + .3 x 1 = .5.
    numbers = {"attention_base": 0.1, "attention_trust": 0.2, "attention_appeal": 0.3}
    assert share_with(read_by(numbers=numbers).visits.reactions[:, 0], READ) == pytest.approx(0.5, abs=0.04)


def test_at_chance_0_nobody_reads_and_nobody_remembers() -> None:
    nobody = read_by(numbers={"attention_base": 0.0, "attention_trust": 0.0, "attention_appeal": 0.0})
    assert not nobody.visits.reactions.any()
    assert not nobody.members.acquainted.any()


@pytest.mark.limits("conduct.reader", "opens_thread")
@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_threads_are_opened_with_their_chance(chance: float) -> None:
    flags = read_by(numbers={"attention_base": 1.0, "opens_thread": chance}).visits.reactions[:, 0]
    assert share_with(flags, READ) == 1
    assert share_with(flags, OPENED) == pytest.approx(chance, abs=0.04)


def test_the_thread_of_a_knocked_out_post_is_always_seen() -> None:
    flags = read_by(numbers={"attention_base": 1.0, "opens_thread": 0.0}, knocked_out=0).visits.reactions[:, 0]
    assert share_with(flags, OPENED) == 1


@pytest.mark.parametrize(("stance", "quotes", "last"), [(1, -1, 1), (-1, -1, -1), (-1, 0, 1), (1, 0, 1)])
def test_a_claim_is_met_where_it_is_asserted_or_quoted(stance: int, quotes: int, last: int) -> None:
    now = read_by(n=3, numbers={"attention_base": 1.0}, stance=stance, quotes=quotes)
    assert now.members.last_asserted.ravel().tolist() == [last] * 3
    assert now.members.acquainted.all()


def test_what_was_done_on_an_earlier_visit_is_wiped_out() -> None:
    now = scene(members(1, 1, trust=0.5), posts(1, author=1))
    hand(now.visits, 0, [0], READ | LIKED | SHARED)
    idle = Reader(attention_base=0.0, attention_trust=0.0, attention_appeal=0.0)
    idle.attend(now, idle.rule(1.0), 0, 1)
    assert now.visits.reactions[0, 0] == 0


@pytest.mark.parametrize(
    ("belief", "floor", "appeal", "friction", "expected"),
    # .5 x appeal x (floor + (1 - floor) x believed) x (1 - friction)
    [
        (SURE, 0.1, 1.0, 0.0, 0.5),
        (-SURE, 0.0, 1.0, 0.0, 0.0),
        (-SURE, 0.4, 1.0, 0.0, 0.2),
        (SURE, 0.1, 0.0, 0.0, 0.0),
        (SURE, 0.1, 1.0, 1.0, 0.0),
        (0.0, 0.2, 0.5, 0.2, 0.12),
    ],
)
def test_sharing_asks_for_appeal_belief_and_a_free_way(
    belief: float, floor: float, appeal: float, friction: float, expected: float
) -> None:
    numbers = {"share_rate": 0.5, "share_floor": floor}
    flags = reacted(numbers, belief=belief, appeal=appeal, friction=friction)
    assert share_with(flags, SHARED) == pytest.approx(expected, abs=0.035)
    assert (share_with(flags, SHARED) == 0) == (expected == 0)


@pytest.mark.parametrize(
    ("belief", "stance", "expected"), [(SURE, 1, 0.0), (-SURE, 1, 0.5), (SURE, -1, 0.5), (0.0, 1, 0.25)]
)
def test_what_is_disbelieved_is_quoted_critically(belief: float, stance: int, expected: float) -> None:
    flags = reacted({"quote_rate": 0.5}, belief=belief, stance=stance)
    assert share_with(flags, QUOTED) == pytest.approx(expected, abs=0.035)


@pytest.mark.parametrize(("belief", "expected"), [(SURE, 0.4), (0.0, 0.2), (-SURE, 0.0)])
def test_what_is_believed_is_liked(belief: float, expected: float) -> None:
    assert share_with(reacted({"like_rate": 0.4}, belief=belief), LIKED) == pytest.approx(expected, abs=0.035)


@pytest.mark.limits("conduct.reader", "knocked_out_travel")
def test_a_knocked_out_post_travels_less_and_at_0_not_at_all() -> None:
    for rest, expected in ((1.0, 1.0), (0.2, 0.2), (0.0, 0.0)):
        numbers = {"share_rate": 1.0, "quote_rate": 1.0, "share_floor": 1.0, "knocked_out_travel": rest}
        flags = reacted(numbers, belief=-SURE, knocked_out=0)
        assert share_with(flags, SHARED) == pytest.approx(expected, abs=0.035)
        assert share_with(flags, QUOTED) == pytest.approx(expected, abs=0.035)


@pytest.mark.parametrize(
    ("believed", "luck", "expected"),
    [(0.34, 0.02, REBUTS), (0.35, 0.02, 0), (0.34, 0.03, 0), (0.65, 0.01, 0), (0.66, 0.01, DEFENDS), (0.66, 0.02, 0)],
)
def test_the_wish_to_speak_needs_disbelief_or_belief_beyond_the_mark(
    believed: float, luck: float, expected: int
) -> None:
    assert wish(RULE, believed, luck, 1.0, 1.0) == expected


def test_fear_swallows_the_wish_of_the_unlucky_only() -> None:
    assert wish(RULE, 0.1, 0.014, 1.0, 0.5) == REBUTS
    assert wish(RULE, 0.1, 0.016, 1.0, 0.5) == HUSHED | SWALLOWS
    assert wish(RULE, 0.9, 0.009, 0.5, 1.0) == DEFENDS
    assert wish(RULE, 0.9, 0.011, 0.5, 1.0) == HUSHED


ALL_ON = {
    "share_rate": 1.0,
    "share_floor": 1.0,
    "quote_rate": 1.0,
    "like_rate": 1.0,
    "rebut_rate": 1.0,
    "defend_rate": 1.0,
}
ALL_OFF = dict.fromkeys(ALL_ON, 0.0)
TERROR = 600.0


@pytest.mark.parametrize(
    ("side", "belief", "said", "hushed"),
    [
        (1, -SURE, SHARED, True),  # against the state's claim: the quote and the rebuttal are silenced
        (1, SURE, SHARED | LIKED | DEFENDS, False),  # for it: nothing is
        (-1, SURE, LIKED, True),  # for the critics' claim: the share and the defence are silenced
        (-1, -SURE, QUOTED | REBUTS, True),  # against it: only the share, which spreads it, is
        (0, -SURE, SHARED | QUOTED | REBUTS, False),  # nobody's claim: nothing is
    ],
)
def test_fear_only_silences_criticism(side: int, belief: float, said: int, hushed: bool) -> None:
    flags = reacted(ALL_ON, side=side, fear=TERROR, belief=belief)
    assert {flag & ~(READ | HUSHED | SWALLOWS) for flag in flags.tolist()} == {said}
    assert share_with(flags, HUSHED) == hushed


def test_denying_the_states_claim_is_criticism_too() -> None:
    flags = reacted(ALL_ON, side=1, stance=-1, fear=TERROR, belief=-SURE)
    assert set(flags.tolist()) == {READ | LIKED | HUSHED}


@pytest.mark.parametrize(("rate", "swallowed"), [("quote_rate", 0), ("rebut_rate", 1)])
def test_a_quote_that_fear_keeps_in_is_no_swallowed_rebuttal(rate: str, swallowed: int) -> None:
    flags = reacted(ALL_OFF | {rate: 1.0}, side=1, fear=TERROR, belief=-SURE)
    assert share_with(flags, HUSHED) == 1
    assert share_with(flags, SWALLOWS) == swallowed


def test_people_speak_with_probability_e_to_the_minus_fear() -> None:
    flags = reacted({"rebut_rate": 1.0}, fear=1.0, belief=-SURE)
    assert share_with(flags, REBUTS) == pytest.approx(np.exp(-1), abs=0.035)
    assert share_with(flags, REBUTS) + share_with(flags, HUSHED) == 1


def test_those_who_dare_are_the_same_whatever_the_fear_of_others() -> None:
    """Fear takes speakers away and adds none: worlds with and without it stay coupled."""
    bold, afraid = (reacted({"rebut_rate": 0.6}, fear=fear, belief=-SURE) for fear in (0.0, 0.7))
    assert not ((afraid & REBUTS) & ~(bold & REBUTS)).any()


def test_the_suspended_read_but_do_nothing() -> None:
    assert set(reacted(ALL_ON, suspended=True).tolist()) == {READ}


def test_what_was_not_read_is_not_reacted_to() -> None:
    now = scene(members(1), posts(1, appeal=1.0))
    hand(now.visits, 0, [0], 0)
    Reader(**ALL_ON).react(now, Reader(**ALL_ON).rule(1.0), 0, 1)
    assert now.visits.reactions[0, 0] == 0


def test_ranges_attend_and_react_as_all_do() -> None:
    whole, parts = crowd(), crowd()
    reader = Reader()
    rule = reader.rule(1.0)
    for now, cuts in ((whole, ((0, 60),)), (parts, ((33, 60), (0, 33)))):
        now.visits.posts[:] = np.arange(60)[:, None] % 40
        for start, stop in cuts:
            reader.attend(now, rule, start, stop)
            reader.react(now, rule, start, stop)
    assert whole.visits.reactions.tobytes() == parts.visits.reactions.tobytes()
    assert whole.members.last_asserted.tobytes() == parts.members.last_asserted.tobytes()
