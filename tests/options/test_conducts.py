"""Each conduct with posts that are written out, and what is done with them at the ends of its numbers."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace
from sim.conducts._habits import readiness
from sim.conducts.reader import Reader
from sim.state.doubts import Doubts
from sim.state.inputs import EdgeList, Inputs
from sim.state.scene import Scene
from sim.state.visits import DEFENDS, HUSHED, LIKED, OPENED, QUOTED, READ, REBUTS, SHARED, SWALLOWS
from sim.state.voices import STATE
from tests import worlds
from tests.unit.hand_made import STREAM, hand, members, posts, scene

FIRM = 40.0
"""Log-odds of a mind that is made up: the belief is 1 to the last bit."""
_CERTAIN = ("attention_base", "opens_thread", "share_rate", "quote_rate", "like_rate", "rebut_rate", "defend_rate")
EAGER: dict[str, float] = dict.fromkeys(_CERTAIN, 1.0)
EAGER |= {"share_floor": 0.0, "rebut_below": 0.5, "defend_above": 0.5, "knocked_out_travel": 0.0, "novelty_decay": 0.0}
"""A reader who reads everything and does whatever it wishes."""
SEEN = READ | OPENED


def done(numbers: dict[str, float], post: dict[str, Any], **person: Any) -> int:
    """Return what one reader did with one post on a narrative that serves the state and that the reader believes."""
    people = members(1, 2, **{"trust": 0.0, "belief": np.array([[FIRM, 0.0]])} | person)
    now = scene(people, posts(1, **({"appeal": 1.0, "author": 1 + STATE} | post)), sides=np.array([1, 0], np.int8))
    return reaction(now, numbers)


def reaction(now: Scene, numbers: dict[str, float]) -> int:
    hand(now.visits, 0, [0], 0)
    reader = Reader(**(EAGER | numbers))
    reader.attend(now, reader.rule(1.0), 0, 1)
    reader.react(now, reader.rule(1.0), 0, 1)
    return int(now.visits.reactions[0, 0])


DENIED = {"stance": -1}
ROWS: list[tuple[str, dict[str, Any], dict[str, Any], int]] = [
    ("believed", {}, {}, SEEN | SHARED | LIKED | DEFENDS),
    ("denies what is believed", DENIED, {}, SEEN | QUOTED | REBUTS),
    ("believed, without appeal", {"appeal": 0.0}, {}, SEEN | LIKED | DEFENDS),
    ("believed, knocked out", {"knocked_out": 0}, {}, SEEN | LIKED | DEFENDS),
    ("believed, held up by friction", {"friction": 1.0}, {}, SEEN | LIKED | DEFENDS),
    ("believed, labelled to nothing", {"endorsement": 0.0}, {}, SEEN | DEFENDS),
    ("believed, read by the suspended", {}, {"suspended": True}, SEEN),
    ("believed, read by the fearful", {}, {"fear": 1e3}, SEEN | SHARED | LIKED | DEFENDS),
    ("disbelieved", {}, {"belief": -FIRM}, SEEN | QUOTED | REBUTS),
    ("disbelieved, read by the fearful", {}, {"belief": -FIRM, "fear": 1e3}, SEEN | HUSHED | SWALLOWS),
    ("criticism, believed by the fearful", DENIED, {"belief": -FIRM, "fear": 1e3}, SEEN | HUSHED | LIKED),
]


@pytest.mark.transcript("conduct.reader")
@pytest.mark.parametrize(("post", "person", "deeds"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_an_eager_reader_does_with_a_post(post: dict[str, Any], person: dict[str, Any], deeds: int) -> None:
    assert done({}, post, **person) == deeds


@pytest.mark.limits("conduct.reader", "attention_base", "attention_trust", "attention_appeal")
def test_at_attention_0_nothing_is_read_and_at_1_what_has_all_of_it() -> None:
    blind = dict.fromkeys(("attention_base", "attention_trust", "attention_appeal"), 0.0)
    assert done(blind, {}, trust=1.0) == 0
    for what, dull, trust, read in (
        ("base", {"appeal": 0.0}, 0.0, True),
        ("trust", {"appeal": 0.0}, 1.0, True),
        ("trust", {"appeal": 1.0}, 0.0, False),
        ("appeal", {"appeal": 1.0}, 0.0, True),
        ("appeal", {"appeal": 0.0}, 1.0, False),
    ):
        assert bool(done(blind | {f"attention_{what}": 1.0}, dull, trust=trust) & READ) == read


@pytest.mark.limits("conduct.reader", "share_rate", "quote_rate", "like_rate", "rebut_rate", "defend_rate")
@pytest.mark.parametrize(
    ("rate", "belief", "deed"),
    [
        ("share_rate", FIRM, SHARED),
        ("quote_rate", -FIRM, QUOTED),
        ("like_rate", FIRM, LIKED),
        ("rebut_rate", -FIRM, REBUTS),
        ("defend_rate", FIRM, DEFENDS),
    ],
)
def test_at_rate_0_a_deed_is_never_done_and_at_1_always(rate: str, belief: float, deed: int) -> None:
    assert done({rate: 1.0}, {}, belief=belief) & deed
    without = done({rate: 0.0}, {}, belief=belief)
    assert not without & deed
    assert without == done({rate: 1.0}, {}, belief=belief) & ~deed, "and nothing else changes"


@pytest.mark.limits("conduct.reader", "share_floor")
def test_buzz_is_nothing_at_0_and_all_at_1() -> None:
    assert not done({"share_floor": 0.0}, {}, belief=-FIRM) & SHARED
    assert done({"share_floor": 1.0}, {}, belief=-FIRM) & SHARED


@pytest.mark.limits("conduct.reader", "rebut_below", "defend_above")
def test_at_the_limits_of_the_marks_nobody_or_everybody_wishes_to_speak() -> None:
    for mark, belief, deed in (("rebut_below", -FIRM, REBUTS), ("defend_above", FIRM, DEFENDS)):
        silent, loud = (0.0, 1.0) if mark == "rebut_below" else (1.0, 0.0)
        assert not done({mark: silent}, {}, belief=belief) & (REBUTS | DEFENDS)
        assert done({mark: loud, "defend_rate": 1.0}, {}, belief=0.0 if mark == "defend_above" else belief) & deed


@pytest.mark.limits("conduct.reader", "indignation")
def test_without_indignation_news_about_the_state_makes_nobody_speak_up() -> None:
    """The reader half wishes to rebut; news, believed to the full, that the state lies doubles the wish at 1."""
    spoke = []
    for indignation in (0.0, 1.0):
        n, n_spoke = 400, 0
        people = members(n, 2, belief=np.array([[-FIRM, FIRM]]))
        people.prior[:, 1] = -FIRM
        about_the_state = np.array([-1, 1, -1, -1])
        now = scene(people, posts(1, author=n + STATE), sides=np.array([1, 0], np.int8))
        now = now._replace(doubts=Doubts(about_the_state, 0.5))
        for row in range(n):
            hand(now.visits, row, [0], READ)
        reader = Reader(**(EAGER | {"rebut_rate": 0.5, "indignation": indignation}))
        reader.react(now, reader.rule(1.0), 0, n)
        n_spoke = int(((now.visits.reactions[:, 0] & REBUTS) != 0).sum())
        spoke.append(n_spoke / n)
    assert spoke == [pytest.approx(0.5, abs=0.1), 1.0]


@pytest.mark.limits("conduct.reader", "habits.visits_per_day")
def test_at_no_visits_a_day_nobody_ever_comes() -> None:
    made = worlds.lived(
        worlds.world(members=40, ticks=12, conduct={"kind": "reader", "habits": {"visits_per_day": 0.0}})
    )
    assert not made.visits.n_items.any()
    assert made.observer.steps()["reads"].sum() == 0


@pytest.mark.limits("conduct.reader", "habits.sharing_spread")
def test_without_spread_all_are_equally_ready_to_share_and_with_it_a_few_share_most() -> None:
    alike, unlike = (np.array([readiness(STREAM, row, spread) for row in range(4000)]) for spread in (0.0, 1.0))
    assert set(alike.tolist()) == {1.0}
    # Lognormal with mean 1: deviation sqrt(e - 1) = 1.31, so that the mean has a standard error of .021.
    assert unlike.mean() == pytest.approx(1.0, abs=0.08)
    assert np.median(unlike) == pytest.approx(np.exp(-0.5), abs=0.05)


@pytest.mark.transcript("conduct.resharer")
def test_two_who_follow_each_other_write_once_and_pass_it_to_and_fro() -> None:
    settings = worlds.settings(**worlds.RULE_SETS["resharers"])
    settings |= {"strategy": {"kind": "silent"}, "rebuttals": {}, "members": 2, "operation": {"overt": 0, "covert": 0}}
    settings |= {"ties": {"kind": "edge_list", "path": "drawn", "directed": False}}
    settings |= {"inputs": Inputs(edges=EdgeList(2, np.array([0]), np.array([1])))}
    settings["conduct"] = {"kind": "resharer", "new_post_chance": 0.0}
    made, told = Marketplace(worlds.world(**settings), 1), []
    for _ in range(4):
        made.step()
        writes = made.visits.writes.tolist()
        reshares = [int(n) for n in (made.visits.reactions[:, 0] & SHARED != 0) & (made.visits.n_items > 0)]
        told.append((writes, reshares, [sorted(set(row.tolist()) - {-1}) for row in made.feeds["posts"]]))
    # Each writes one message; from then on each passes on the other's, which so comes back to its author.
    assert told[:2] == [
        ([True, True], [0, 0], [[1], [0]]),
        ([False, False], [1, 1], [[0, 1], [0, 1]]),
    ]
    assert [row[:2] for row in told[2:]] == [([False, False], [1, 1])] * 2
    assert made.forum.posts.n_rows == 2
