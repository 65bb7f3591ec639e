"""What a visitor of the page may ask: everything else is refused in words, before anything looks at it."""

import json

import pytest

from experiments.app.asked import Open, Refused, read
from experiments.app.dials import compose_column, wrong_with
from experiments.app.limits import LONGEST_MESSAGE
from experiments.app.visit import world_of


def opening(**more: object) -> str:
    return json.dumps({"do": "open", "world": {"scenario": "guo_2017"} | more})


def test_a_world_can_be_asked_for() -> None:
    asked = read(opening(seed=3, a=["censorship=open"], b=["censorship=full"]))
    assert isinstance(asked, Open)
    assert asked.world.b == ("censorship=full",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "7",
        '{"do": "fly"}',
        '{"do": ["open"]}',
        '{"do": "step", "ticks": "3"}',
        '{"do": "step", "ticks": 1e300}',
        '{"do": "step", "ticks": NaN}',
        '{"do": "step", "ticks": true}',
        '{"do": "speed", "ticks": 7}',
        '{"do": "post", "key": "../../etc/passwd"}',
        '{"do": "person", "who": -1}',
        '{"do": "play", "extra": 1}',
        '{"do": "seen", "frame": ' + "9" * 400 + "}",
        "[" * 20_000,
        opening(members=10**12),
        opening(members=2000.5),
        opening(ticks=10**9),
        opening(seed=-1),
        opening(seed=2**60),
        opening(a="censorship=open"),
        opening(a=["censorship=open"] * 1000),
        opening(a=["x" * 5000]),
        opening(scenario="<script>alert(1)</script>"),
        opening(scenario="../../conf/scenario/guo_2017"),
        opening(resume=1),
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read(text)
    assert refused.value.problems


def test_a_message_of_ten_megabytes_is_refused_unread() -> None:
    with pytest.raises(Refused, match="too long"):
        read('"' + "x" * 10_000_000 + '"')
    assert LONGEST_MESSAGE < 100_000


@pytest.mark.parametrize(
    "override",
    [
        "ties=edge_list",
        "ties.path=5",
        "ties.nodes=5",
        "shocks.path=/etc/passwd",
        "narratives.path=1",
        "operation.accounts.path=1",
        "operation/accounts=release",
        "belief.trust.state=${oc.env:HOME}",
        "censorship=${oc.env:HOME}",
        "censorship=open,full",
        "censorship=../../x",
        "seed=3",
        "threads=64",
        "members=10",
        "belief.kind=voter",
        "+x=1",
        "~censorship",
        "censorship=[open",
        "censorship=nowhere",
        "markets.home.censorship=full",
        "belief.trust.state=.5 x=1",
        "belief.trust.state=nan",
        "<img src=x>",
    ],
)
def test_an_override_that_is_not_offered_is_refused(override: str) -> None:
    assert wrong_with(override)
    with pytest.raises(Refused):
        compose_column(world_of("guo_2017"), (override,))


def test_a_number_out_of_range_is_refused_with_its_range() -> None:
    with pytest.raises(Refused, match=r"belief\.trust\.state") as refused:
        compose_column(world_of("guo_2017"), ("belief.trust.state=7",))
    assert "0.99" in str(refused.value)


def test_an_unknown_scenario_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refused, match="cartoon_2015"):
        compose_column(world_of("nowhere"), ())


def test_choices_and_numbers_are_composed() -> None:
    world = compose_column(
        world_of("guo_2017", members=300, ticks=48, common=["strategy=broadcast"]),
        ("censorship=[filter,fear]", "belief.trust.state=.5"),
    )
    assert (world.members, world.ticks, world.belief.trust.state) == (300, 48, 0.5)
    assert world.censorship.filter
    assert world.censorship.fear
    assert not world.censorship.friction
