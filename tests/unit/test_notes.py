"""Notes: proposed and rated by readers, shown once disagreeing raters agree, and read with the post from then on."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, Scenario
from sim.beliefs.bayesian_source import BayesianSource
from sim.cast.ratings import RatingLog
from sim.conducts.reader import Reader
from sim.kernels.gathering import Deeds
from sim.rebuttals.notes import Notes
from sim.state.visits import OPENED, READ
from sim.state.voices import ASSERTS, DENIES, PEER
from tests import worlds
from tests.unit.hand_made import STREAM, hand, members, narratives, posts, scene

SURE: dict[str, Any] = {"propose_rate": 1.0, "rate_rate": 1.0, "scrutiny": 0.0, "delay": 3.0}
FIRM = 15.0
LEFT, RIGHT = slice(0, 10), slice(10, 20)
RIVAL, CAMPAIGN, SOUND = range(3)


def market(beliefs: dict[tuple[int, slice], float], **numbers: Any) -> tuple[Marketplace, np.ndarray]:
    """Return a market of 20 members with firm beliefs, and a post of each of the three narratives."""
    rules = worlds.settings()["rebuttals"] | {"notes": SURE | numbers}
    made = Marketplace(worlds.world(members=20, rebuttals=rules), 1)
    made.members.columns.belief[:] = -FIRM
    for (narrative, side), sign in beliefs.items():
        made.members.columns.belief[side, narrative] = sign * FIRM
    made.forum.begin_tick()
    return made, made.forum.publish(0, np.full(3, made.first_account), np.arange(3))


def everybody_reads(made: Marketplace, rows: np.ndarray) -> None:
    members_reading = np.repeat(np.arange(20, dtype=np.int32), len(rows))
    read = np.tile(rows.astype(np.int32), 20)
    made.notebook.note_reading(Deeds(members_reading, read, np.full(len(read), READ, np.uint16)))


def shown_after(made: Marketplace, rows: np.ndarray, ticks: int = 4) -> list[int]:
    """Let everyone read all posts in each of some ticks; return the narratives of the posts with a shown note."""
    for tick in range(ticks):
        made.tick = tick
        made.forum.begin_tick()
        everybody_reads(made, rows)
        made.notebook.step()
    return np.flatnonzero(made.forum.posts.columns["noted"][rows] >= 0).tolist()


POLARISED = {(RIVAL, LEFT): 1.0, (CAMPAIGN, RIGHT): 1.0}


def test_a_note_is_shown_where_raters_who_disagree_agree_and_nowhere_else() -> None:
    assert shown_after(*market(POLARISED)) == [SOUND]


def test_another_bridge_shows_another_note() -> None:
    assert shown_after(*market({(SOUND, LEFT): 1.0, (CAMPAIGN, RIGHT): 1.0})) == [RIVAL]


def test_where_everybody_believes_a_post_nobody_proposes_a_note() -> None:
    everyone = {(narrative, side): 1.0 for narrative in range(3) for side in (LEFT, RIGHT)}
    made, rows = market(everyone)
    assert shown_after(made, rows) == []
    assert (made.forum.posts.columns["note_by"][rows] < 0).all()


@pytest.mark.transcript("rebuttals.notes")
def test_a_transcript_of_a_note() -> None:
    made, rows = market(POLARISED, force=2.5, endorsement_cut=0.4)
    row, columns = rows[SOUND], made.forum.posts.columns
    everybody_reads(made, rows)
    proposer = columns["note_by"][row]
    assert 0 <= proposer < 20
    assert columns["note_by"][rows[RIVAL]] >= 10, "only those who disbelieve propose"
    assert made.notebook.log.parts == []
    for tick in (1, 2):
        made.tick = tick
        everybody_reads(made, rows)
        made.notebook.step()
        assert columns["noted"][row] < 0, "not before the delay"
    made.tick = 3
    made.forum.begin_tick()
    made.notebook.step()
    assert columns["noted"][row] == 3
    assert columns["note_leaves"][rows].tolist() == [1.0, 1.0, pytest.approx(0.6)]
    assert columns["note_up"][rows].tolist() == [False, False, True]
    (comment,) = made.forum.new_comments()
    found = made.forum.comments.columns[comment]
    assert [found[field] for field in ("author", "post", "stance", "voice", "force")] == [
        proposer,
        row,
        DENIES,
        PEER,
        2.5,
    ]
    assert columns["rebuttals_aimed"][row] == 2.5
    assert [(event.event, event.row) for event in made.ledger.events] == [("note_shown", row)]
    made.notebook.step()
    assert made.ledger.count("note_shown") == 1, "a note is shown once"


def test_nobody_rates_the_own_note_and_each_rater_counts_once() -> None:
    made, rows = market(POLARISED)
    shown_after(made, rows, 3)
    found = made.notebook.log.weigh(2)
    assert found.n_ratings.tolist() == [19, 19, 19]


@pytest.mark.parametrize(("numbers", "shown"), [({"least_ratings": 19}, [SOUND]), ({"least_ratings": 20}, [])])
def test_a_note_needs_its_ratings(numbers: dict[str, Any], shown: list[int]) -> None:
    assert shown_after(*market(POLARISED, **numbers)) == shown


@pytest.mark.limits("rebuttals.notes", "propose_rate", "rate_rate")
def test_nobody_proposes_at_rate_0_and_nobody_rates_at_rate_0() -> None:
    assert shown_after(*market(POLARISED, propose_rate=0.0)) == []
    made, rows = market(POLARISED, rate_rate=0.0)
    assert shown_after(made, rows) == []
    assert (made.forum.posts.columns["note_by"][rows] >= 0).all()
    assert made.notebook.log.parts == []


def test_the_suspended_neither_propose_nor_rate() -> None:
    made, rows = market(POLARISED)
    made.members.columns.suspended[:] = True
    assert shown_after(made, rows) == []
    assert (made.forum.posts.columns["note_by"][rows] < 0).all()


@pytest.mark.limits("rebuttals.notes", "scrutiny")
def test_at_scrutiny_1_the_evidence_alone_decides_and_at_0_belief_alone() -> None:
    believed, fragility, luck = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0]), np.full(4, 0.5)
    assert Notes(scrutiny=1.0).finds_helpful(believed, fragility, luck).tolist() == [0, 1, 0, 1]
    assert Notes(scrutiny=0.0).finds_helpful(believed, fragility, luck).tolist() == [1, 1, 0, 0]


def test_a_rating_counts_as_long_as_it_is_remembered() -> None:
    log = RatingLog(STREAM, memory=2)
    one = np.array([5])
    log.add(0, one, np.array([7]), np.array([70]), np.array([1.0]))
    log.add(1, one, np.array([8]), np.array([80]), np.array([1.0]))
    assert log.weigh(2).keys.tolist() == [70, 80]
    assert log.weigh(3).keys.tolist() == [80]
    assert log.weigh(9).keys.tolist() == []


def test_of_two_ratings_the_later_counts_and_the_order_of_the_log_does_not() -> None:
    raters, rows, values = np.arange(6), np.zeros(6, np.int64), np.array([1.0, 1, 1, 0, 0, 0])
    one, turned, changed = RatingLog(STREAM, 9), RatingLog(STREAM, 9), RatingLog(STREAM, 9)
    one.add(0, raters, rows, rows + 9, values)
    turned.add(0, raters[::-1], rows, rows + 9, values[::-1])
    changed.add(0, raters, rows, rows + 9, 1.0 - values)
    changed.add(1, raters, rows, rows + 9, values)
    assert one.weigh(1).intercepts.tobytes() == turned.weigh(1).intercepts.tobytes()
    assert one.weigh(1).intercepts.tobytes() == changed.weigh(1).intercepts.tobytes()


@pytest.mark.parametrize("shown", [False, True])
def test_a_post_is_read_with_its_thread_while_its_note_is_shown(shown: bool) -> None:
    people = members(1, 1, trust=1.0)
    now = scene(people, posts(1, author=1 + PEER, appeal=1.0, noted=0, note_up=shown, stance=ASSERTS))
    hand(now.visits, 0, [0], 0)
    conduct = Reader(opens_thread=0.0, attention_base=1.0)
    conduct.attend(now, conduct.rule(1.0), 0, 1)
    assert now.visits.reactions[0, 0] & READ
    assert bool(now.visits.reactions[0, 0] & OPENED) == shown


def test_the_note_takes_from_the_belief_of_those_who_read_the_post() -> None:
    found = []
    for force in (0.0, 1.0, 5.0):
        people = members(1, 1, trust=0.5)
        now = scene(people, posts(1, author=1 + PEER, fragility=1.0, noted=0))
        now.posts["rebuttal_force"][0, PEER] = force
        hand(now.visits, 0, [0], READ | OPENED)
        reader = BayesianSource()
        reader.hear(now, reader.rule(narratives((1,)), 1.0), 0, 1)
        found.append(float(people.belief[0, 0]))
    assert found[0] > found[1] > found[2]


def test_a_censor_hides_a_note_with_all_that_it_does_and_punishes_nobody_for_it() -> None:
    """Whoever wrote it did so under an alias; and what is not shown cuts nothing and opens no thread."""
    quiet = {"rebut_rate": 0.0, "defend_rate": 0.0, "quote_rate": 0.0, "share_rate": 0.0}
    notes = {"delay": 1.0, "least_ratings": 3, "threshold": 0.1, "propose_rate": 0.5, "rate_rate": 1.0}
    fear = {"fear": {"half_life": 0.01, "punish": 1.0}}
    changes = {f"conduct.{name}": rate for name, rate in quiet.items()}
    made = {
        name: worlds.lived(
            Scenario(**worlds.changed(worlds.hot_settings(rebuttals={"crowd": {}, "notes": notes}, **rules), changes))
        )
        for name, rules in (("open", {}), ("censored", {"censorship": fear}))
    }
    shown = {}
    for name, market in made.items():
        posts, comments = market.forum.posts.in_use(), market.forum.comments.in_use()
        ours = comments["is_note"] & (comments["stance"] * market.forum.serves(comments["post"]) < 0)
        shown[name] = comments[ours]
        hidden = shown[name]["hidden"] >= 0
        assert (hidden.any(), hidden.all()) == ((name == "censored"),) * 2
        rows = shown[name]["post"]
        assert (posts["note_up"][rows] == ~hidden).all()
        assert (posts["note_leaves"][rows] == np.where(hidden, 1.0, 1.0 - Notes().endorsement_cut)).all()
        assert (posts["noted"][rows] >= 0).all()
        assert market.ledger.count("punished") == 0
    assert len(shown["censored"]) > 5
