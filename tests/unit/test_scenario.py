"""A scenario is checked when it is built, all problems at once, and nothing in it changes afterwards."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sim import Scenario
from sim.state.inputs import EdgeList, Inputs
from tests.worlds import FULL, changed, settings, world

REPLACED = {
    "strategy": {"kind": "reactive", "threshold": 3.0},
    "feed": {"kind": "newest", "length": 7},
    "ties": {"kind": "complete"},
    "censorship": FULL | {"capacity": 3.0},
    "enforcement": {"suspension": {}},
    "rebuttals": {},
}


def refused(**changes: Any) -> list[tuple[str, str]]:
    """Return (dotted name, message) of every problem of the small world with these changes."""
    with pytest.raises(ValidationError) as refusal:
        Scenario(**changed(settings(), changes["at"]) if "at" in changes else settings(**changes))
    return [(".".join(map(str, error["loc"])), error["msg"]) for error in refusal.value.errors()]


def test_all_problems_are_told_at_once() -> None:
    wrong = {
        "members": 0,
        "tick_minutes": "60",
        "strategy.kind": "brodcast",
        "belief.trust_step": 2.0,
        "conduct.habits.visits_per_day": True,
        "censorship.filter.catch": 1.5,
        "operation.overtt": 3,
        "narratives.claims.campaign.appeal": float("nan"),
    }
    found = {name for name, _ in refused(at=wrong)}
    expected = {name for name in wrong if name != "strategy.kind"} | {"strategy"}
    assert found == expected


def test_an_unknown_option_is_answered_with_all_that_there_is() -> None:
    [(name, message)] = refused(feed={"kind": "newset"})
    assert name == "feed"
    assert "newset" in message
    assert "engagement, newest" in message


@pytest.mark.parametrize("feed", [{}, None, "newest", {"length": 3}], ids=str)
def test_an_exclusive_family_without_a_kind_is_refused(feed: Any) -> None:
    [(name, message)] = refused(feed=feed)
    assert name == "feed"
    assert "choose one of" in message


def test_a_part_that_does_not_exist_is_refused() -> None:
    assert refused(censorship={"fliter": {}})[0][0] == "censorship.fliter"


def test_narratives_that_do_not_fit_each_other_are_told_together() -> None:
    claims = {"one": {"counters": "two", "resonance": {"nowhere": 1.0, "left": -1.0}}, "me": {"counters": "me"}}
    [(_, message)] = refused(narratives={"segments": {"left": 0.7, "right": 0.2}, "claims": claims})
    assert "add up to 1" in message
    assert "claims.one.counters=two" in message
    assert "claims.me.counters=me" in message
    assert "claims.one.resonance.nowhere=1" in message
    assert "claims.one.resonance.left=-1" in message


@pytest.mark.parametrize("segments", [{}, {"all": 0.9}, {"a": 1.0, "b": 0.0}, {"a": 1.5, "b": -0.5}], ids=str)
def test_segments_that_are_no_shares_are_refused(segments: dict[str, float]) -> None:
    assert refused(narratives={"segments": segments, "claims": {"c": {}}})


def test_a_world_without_a_narrative_is_refused() -> None:
    assert refused(narratives={})


def test_only_critics_publish() -> None:
    assert refused(narratives={"claims": {"c": {"serves": "state", "published_per_day": 1.0}}})
    assert refused(narratives={"claims": {"c": {"serves": "none", "published_per_day": 1.0}}})


@pytest.mark.parametrize("plans", [{"pushed_from": 5.0}, {"pushed_by": "overt"}])
def test_only_what_serves_the_state_is_pushed_by_its_operation(plans: dict[str, Any]) -> None:
    assert refused(narratives={"claims": {"c": {"serves": "critic"} | plans}})


def test_released_accounts_need_their_file() -> None:
    assert "operation.accounts.path" in refused(operation={"accounts": {"kind": "release"}})[0][1]


@pytest.mark.parametrize("changes", [{}, REPLACED], ids=["small", "other options"])
def test_settings_make_the_same_scenario_again(changes: dict[str, Any]) -> None:
    one = world(**changes)
    again = Scenario(**one.settings())
    assert again == one
    assert again.settings() == one.settings()


def test_settings_name_what_was_left_to_its_default() -> None:
    plain = world().settings()
    assert plain["belief"]["evidence_weight"] == 1.0
    assert plain["metrics"]["reach"]["window"] == 24.0
    assert plain["censorship"]["filter"] is None
    assert "inputs" not in plain


@pytest.mark.parametrize("name", ["members", "feed", "censorship", "seed"])
def test_a_scenario_is_frozen(name: str) -> None:
    one = world()
    with pytest.raises(ValidationError):
        setattr(one, name, getattr(one, name))


def test_its_blocks_are_frozen_too() -> None:
    with pytest.raises(ValidationError):
        world(censorship=FULL).censorship.filter.catch = 0.1


def test_members_are_the_nodes_of_the_edge_list() -> None:
    edges = EdgeList(151, np.array([0]), np.array([1]))
    [(_, message)] = refused(inputs=Inputs(edges=edges))
    assert "members=150" in message
    assert "members=151" in message
    assert world(members=151, inputs=Inputs(edges=edges)).members == 151


def test_the_quiet_world_differs_in_its_strategy_alone() -> None:
    loud = world(censorship=FULL, inputs=Inputs(fingerprints=(("edges", "ab"),)))
    quiet = loud.without_campaign()
    assert quiet.strategy.kind == "silent"  # type: ignore[attr-defined]
    assert loud.strategy.kind == "broadcast"  # type: ignore[attr-defined]
    assert quiet.inputs is loud.inputs
    assert quiet.settings() | {"strategy": None} == loud.settings() | {"strategy": None}


def test_the_quiet_world_of_a_quiet_world_is_itself() -> None:
    assert world().without_campaign().without_campaign() == world().without_campaign()


@pytest.mark.parametrize(("minutes", "hours"), [(60.0, 1.0), (10.0, 1 / 6), (1440.0, 24.0)])
def test_a_tick_is_told_in_hours(minutes: float, hours: float) -> None:
    assert world(tick_minutes=minutes, feed={"kind": "engagement", "chatter": 0.0}).tick_hours == pytest.approx(
        hours, rel=1e-15
    )
