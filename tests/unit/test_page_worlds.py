"""The pair of worlds behind the page: what is shown is what the model did, to the last digit."""

import shlex
from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.app.asked import Refused, WorldAsked
from experiments.app.command_line import command_line
from experiments.app.dials import choices, compose_column, declared_numbers, numbers, wrong_with
from experiments.app.lessons import Lesson, lessons
from experiments.app.limits import MOST_DRAWN
from experiments.app.people import NO_BELIEF
from experiments.app.person import person
from experiments.app.ring import row_of, thread
from experiments.app.visit import world_of
from experiments.app.world_pair import WorldPair
from experiments.compose import compose, composition
from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from experiments.metric_keys import metric_keys
from experiments.settings_to_compare import settings_to_compare
from sim import Marketplace, simulate
from sim.base.options import FAMILIES
from sim.base.parameters import declarations
from sim.state.posts import ALIVE
from sim.state.voices import ASSERTS, DENIES

SMALL = {"members": 200, "ticks": 96, "seed": 4, "common": ["strategy=broadcast"]}


def lived(world: WorldAsked) -> WorldPair:
    pair = WorldPair(world)
    while not pair.over:
        pair.step()
    return pair


@cache
def fought() -> WorldPair:
    """A pair in which posts are answered, hidden and removed."""
    common = ["strategy=broadcast", "rebuttals.blow=2", "enforcement=maximal", "enforcement.delay=1"]
    return lived(world_of("guo_2017", **SMALL | {"common": common}, a=["censorship=open"], b=["censorship=full"]))


def test_curves_and_numbers_are_those_of_a_run_of_the_same_seed() -> None:
    pair = fought()
    run = simulate(pair.columns[1].world)
    own = pair.columns[1]
    assert own.curves["reach"] == run.steps["reach"].tolist()
    assert own.curves["excess"] == run.steps["credibility_excess"].tolist()
    expected = [None if np.isnan(value) else value for value in run.steps["credibility"]]
    assert own.curves["credibility"] == expected
    assert own.summary == run.summary


def test_the_ring_shows_the_standing_and_the_rounds_that_the_model_settled() -> None:
    seen = 0
    for column in fought().columns:
        posts = column.market.forum.posts.in_use()
        for row in np.flatnonzero(posts["rebuttals_aimed"] > 0):
            shown = thread(column.market, int(row))
            if not shown["rows"]:
                continue  # fear kept every answer from being written
            _assert_standings(column.market, int(row), shown["rows"])
            assert max((each["round"] or 0) for each in shown["rows"]) == posts["rounds"][row]
            hidden = sum(each["hidden_before"] + each["hidden_later"] for each in shown["rows"])
            comments = column.market.forum.comments.in_use()
            assert hidden == ((comments["post"] == row) & (comments["hidden"] >= 0)).sum()
            seen += 1
    assert seen > 20
    fates = {thread(c.market, r)["fate"] for c in fought().columns for r in range(c.market.forum.posts.n_rows)}
    assert {"removed", "knocked_out", "standing"} <= fates


def _assert_standings(market: Marketplace, row: int, rows: list[dict[str, Any]]) -> None:
    """Fight the post's fight again, hour by hour, from its comments alone."""
    post, said = market.forum.posts.columns[row], market.forum.comments.in_use()
    said = said[said["post"] == row]
    standing, end = 1.0, market.tick if post["fate"] == ALIVE else int(post["fate_tick"])
    seen = {each["tick"]: each["standing"] for each in rows}
    # In the tick of its fate a post was still fought over if the platform took it down, not if the censor did.
    for tick in range(int(post["born"]), end):
        visible = said[(said["born"] <= tick) & said["landed"] & ~_away(said, tick)]
        force = [visible["force"][visible["stance"] == stance].sum() for stance in (DENIES, ASSERTS)]
        standing += -market.blows.blow * post["fragility"] * np.sqrt(force[0]) + market.blows.parry * np.sqrt(force[1])
        if tick in seen and said["landed"][said["born"] == tick].any():
            assert seen[tick] == pytest.approx(standing, abs=1e-9)


def _away(said: np.ndarray, tick: int) -> np.ndarray:
    return (said["hidden"] >= 0) & (said["hidden"] <= tick)


def test_a_post_has_the_same_key_in_both_columns() -> None:
    a, b = (column.market for column in fought().columns)
    key = int(a.forum.posts.columns["key"][0])
    row = row_of(b, key)
    assert row is not None
    assert b.forum.posts.columns["author"][row] == a.forum.posts.columns["author"][0]
    assert row_of(b, 12345) is None


def test_a_person_shows_belief_trust_and_what_they_read_last() -> None:
    column = fought().columns[0]
    reader = int(np.argmax(column.reads.ticks))
    shown = person(column.market, reader, column.reads)
    assert shown is not None
    members = column.market.members.columns
    assert shown["trust"]["state"] == pytest.approx(float(members.trust[reader, 1]))
    assert len(shown["beliefs"]) == len(column.world.narrative_names())
    post = column.market.forum.posts.columns[column.reads.posts[reader]]
    assert shown["read"]["key"] == str(post["key"])
    assert post["born"] <= shown["read"]["tick"] <= post["last_read"]
    market = column.market
    firsts = market.identities[[market.first_account, market.first_poster]]
    roles = [person(market, int(who), column.reads) for who in firsts]
    assert [shown["role"] for shown in roles if shown] == ["overt", "press"]
    assert person(column.market, 10**12, column.reads) is None


def test_any_post_is_reached_through_whoever_posted_it() -> None:
    pair = fought()
    market = pair.columns[0].market
    posts = market.forum.posts.in_use()
    assert len(posts) > 24, "not all of them are worth a look by themselves"
    for row in range(0, len(posts), 7):
        pair.who = int(market.identities[int(posts["author"][row])])
        told = pair.picture(0)["listed"]
        theirs = [each for each in told if each["theirs"]]
        assert told[: len(theirs)] == theirs
        assert {each["author"] for each in theirs} == {int(posts["author"][row])}
        assert len(theirs) == 24 or str(posts["key"][row]) in {each["key"] for each in theirs}
        assert len({each["key"] for each in told}) == len(told)


def test_of_many_people_a_sample_is_drawn() -> None:
    pair = WorldPair(world_of("guo_2017", members=5000, ticks=24))
    drawn = pair.columns[0].people.described(pair.columns[0].market)
    assert drawn["n_drawn"] <= MOST_DRAWN < drawn["n_people"]
    belief, marks = pair.columns[0].people.now(pair.columns[0].market, pair.columns[0].reads.reading)
    assert len(belief) == len(marks) == drawn["n_drawn"]
    assert (belief == NO_BELIEF).sum() == (pair.columns[0].people.roles > 0).sum()
    assert ((pair.columns[0].people.x > 0) & (pair.columns[0].people.x < drawn["width"])).all()


def test_columns_in_which_more_or_fewer_people_speak_show_the_same_person() -> None:
    pair = WorldPair(world_of("guo_2017", **SMALL, b=["rebuttals.professionals.per_1000_members=30"]))
    pair.step()
    a, b = (column.market for column in pair.columns)
    assert a.posters.n_rows < b.posters.n_rows
    desk = len(a.voices) - 1
    pair.who = int(a.identities[desk])
    shown = [column["person"] for column in pair.picture(0)["columns"]]
    assert shown[0]["role"] == shown[1]["role"]
    assert shown[0]["nth"] == shown[1]["nth"]
    pair.who = int(b.identities[b.first_desk - 1])
    alone = [column["person"] for column in pair.picture(0)["columns"]]
    assert alone[0] is None
    assert alone[1]["role"] in {"critic", "press"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (["censorship=open"], ["censorship=full"]),
        ([], ["censorship=full"]),
        ([], ["belief.trust.state=0.5"]),
        (["censorship=open"], ["censorship=exported", "censorship.exported.quota=40"]),
        (["rebuttals=[crowd,notes]"], []),
        ([], []),
    ],
)
def test_the_command_line_reproduces_both_columns(a: list[str], b: list[str]) -> None:
    asked = world_of("guo_2017", **SMALL, a=a, b=b)
    worlds = [compose_column(asked, own) for own in (asked.a, asked.b)]
    program, command, *words = shlex.split(command_line(asked, worlds[0]))
    assert program == "shelflife"
    seed = words.index("--seed")
    overrides, chance = words[:seed], [f"seed={words[seed + 1]}"]
    if command == "run":
        assert worlds[0] == worlds[1] == composition(*overrides, *chance).scenario
        return
    compared, problems = settings_to_compare(overrides, settings_in(configuration_folder()).groups)
    assert not problems
    found = [composition(*compared.common, *setting.overrides, *chance).scenario for setting in compared.settings]
    assert found == worlds


def test_a_column_that_the_model_refuses_is_refused_with_the_key() -> None:
    with pytest.raises(Refused, match="quota"):
        WorldPair(world_of("guo_2017", b=["censorship.exported.quota=-5", "censorship=exported"]))


def test_every_dial_is_a_declared_parameter_with_its_own_range() -> None:
    world = compose("guo_2017", "censorship=full", "enforcement=maximal")
    dials = numbers(world)
    declared = {
        f"{family}.{found.name}": found
        for family in ("belief", "conduct", "feed", "strategy")
        for found in declarations(type(getattr(world, family)))
    }
    shared = [dial for dial in dials if dial["key"] in declared]
    assert len(shared) > 20
    for dial in shared:
        found = declared[dial["key"]]
        assert (dial["unit"], dial["meaning"], dial["source"]) == (found.unit, found.meaning, found.source)
        assert dial["low"] <= dial["value"] <= dial["high"]
    assert not [dial["key"] for dial in dials if wrong_with(f"{dial['key']}={dial['value']}")]
    assert next(dial["key"] for dial in dials if dial["first"]) == "rebuttals.professionals.per_1000_members"
    assert {family["family"] for family in choices()} <= set(FAMILIES)


def test_what_can_be_turned_is_numbers_of_every_family_and_never_the_name_of_a_file() -> None:
    turned = declared_numbers()
    assert {key.split(".")[0] for key in turned} >= {"belief", "censorship", "enforcement", "operation", "strategy"}
    assert "belief.memory_half_life" in turned  # unset by default, a number all the same
    files = [key for key in turned if key.split(".")[-1] in {"path", "nodes", "directed"}]
    assert not files


@pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.id)
def test_a_lesson_compares_worlds_that_exist_by_numbers_that_are_measured(lesson: Lesson) -> None:
    for world in (lesson.world, *(variation.world for variation in lesson.variations)):
        a, b = (compose_column(world, own) for own in (world.a, world.b))
        assert a != b
    known = metric_keys()
    assert {prediction.metric for prediction in lesson.predictions} | set(lesson.also) <= set(known)


def test_there_are_five_lessons() -> None:
    assert [lesson.id for lesson in lessons()] == [
        "censored_or_open",
        "borrowed_trust",
        "buzz_is_not_belief",
        "enforcement_ladder",
        "exporting_the_censor",
    ]
