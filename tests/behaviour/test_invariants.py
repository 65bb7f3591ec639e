"""What is true of every world: nothing is lost, nothing is counted twice, names are only names."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim import Marketplace, RunResult, Scenario, simulate
from sim.base.options import FAMILIES, option_class, option_names
from sim.base.parameters import Declaration, declarations
from sim.scenario import Claim
from sim.scenario.families import combining_block
from sim.state.posts import ALIVE, FATES, KNOCKED_OUT, REMOVED
from tests import worlds

COUNTS = ("rounds", "reads", "likes", "shares", "quoted", "rebuttals_aimed", "rebuttals_silenced", "rebuttal_force")


def faults(market: Marketplace) -> list[str]:
    """Return every breach of what must be true of any market at any time."""
    found = [name for name, column in worlds.state_of(market).items() if _is_unsound(name, column)]
    members, posts = market.members.columns, market.forum.posts.in_use()
    found += [name for name in ("trust", "trust_prior") if not _within(getattr(members, name), 0.0, 1.0)]
    found += [name for name in ("visit_chance", "fear") if (getattr(members, name) < 0).any()]
    found += [name for name in (*COUNTS, "defence_force") if (posts[name] < 0).any()]
    found += [name for name in ("appeal", "fragility", "friction", "visibility") if not _within(posts[name], 0.0, 1.0)]
    found += [name for name in ("likes", "shares", "quoted") if (posts[name] > posts["reads"]).any()]
    if (posts["rebuttals_silenced"] > posts["rebuttals_aimed"] + 1e-9).any():
        found.append("more rebuttals silenced than aimed")
    if len(np.unique(posts["key"])) != len(posts):
        found.append("two posts of one identity")
    return found + _faults_of_fates(posts)


def _is_unsound(name: str, column: np.ndarray) -> bool:
    """Tell whether a column holds what is no number; credibility has none before anyone was reached."""
    return column.dtype.kind == "f" and not name.startswith("step.credibility") and not np.isfinite(column).all()


def _within(column: np.ndarray, low: float, high: float) -> bool:
    return bool(((column >= low) & (column <= high)).all())


def _faults_of_fates(posts: np.ndarray) -> list[str]:
    found = []
    if not np.isin(posts["fate"], range(len(FATES))).all():
        found.append("a fate without a name")
    if ((posts["fate"] == KNOCKED_OUT) & ((posts["knocked_out"] < 0) | (posts["rounds"] < 1))).any():
        found.append("knocked out without a round")
    if ((posts["fate"] == REMOVED) & (posts["removed"] < 0)).any():
        found.append("removed without a date")
    if ((posts["standing"] < 0) & (posts["knocked_out"] < 0)).any():
        found.append("below zero and not knocked out")
    dated = posts["fate"] != ALIVE
    if (posts["fate_tick"][dated] < posts["born"][dated]).any():
        found.append("an end before the beginning")
    return found


@pytest.mark.parametrize("rules", worlds.RULE_SETS)
def test_the_state_is_sound_at_every_tick(rules: str) -> None:
    scenario = worlds.world(**worlds.RULE_SETS[rules])
    market = Marketplace(scenario, 5)
    for _ in range(scenario.ticks):
        market.step()
        assert faults(market) == []


@pytest.mark.parametrize("rules", worlds.RULE_SETS)
def test_every_post_has_one_fate_and_the_shares_add_up(rules: str) -> None:
    result = simulate(worlds.world(**worlds.RULE_SETS[rules]), 5)
    shares = [result.summary[f"share_{fate}"] for fate in FATES]
    assert sum(shares) == pytest.approx(1.0)
    news = result.posts["narrative"].astype(str).str.startswith("news_about_")
    assert result.summary["posts"] == ((result.posts["serves"] == "state") & ~news).sum()
    assert result.posts["fate"].notna().all()


KEEPING = [name for name, rules in worlds.RULE_SETS.items() if rules.get("conduct", {}).get("kind") != "resharer"]
"""Rules under which no post is ever forgotten; resharers' messages are, once no feed holds them."""


@pytest.mark.parametrize("rules", KEEPING)
def test_tables_tell_the_same_story_as_the_steps(rules: str) -> None:
    result = simulate(worlds.world(**worlds.RULE_SETS[rules]), 5)
    steps, posts, comments = result.steps, result.posts, result.comments
    n = result.scenario.members
    assert steps["posts"].sum() == len(posts)
    assert steps["comments"].sum() == len(comments)
    assert steps["reads"].sum() * n == pytest.approx(posts["reads"].sum())
    campaign = posts[(posts["stance"] == "asserts") & posts["narrative"].isin(["campaign", "sound"])]
    assert steps["exposures"].sum() * n == pytest.approx(campaign["reads"].sum())
    assert (result.accounts["posts"].sum()) == posts["role"].isin(["overt", "covert"]).sum()
    born = posts.groupby("born").size().reindex(range(len(steps)), fill_value=0)
    assert (born.to_numpy() == steps["posts"].to_numpy()).all()
    assert (steps["reach_ever"].diff().dropna() >= 0).all()
    assert (steps["reach"] <= steps["reach_ever"]).all()


def renamed(settings_: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return the settings with every name of a narrative or segment replaced, wherever it stands."""

    def rename(part: Any) -> Any:
        if isinstance(part, dict):
            return {names.get(key, key): rename(value) for key, value in part.items()}
        return names.get(part, part) if isinstance(part, str) else part

    return settings_ | {"narratives": rename(settings_["narratives"])}


@pytest.mark.parametrize("rules", worlds.RULE_SETS)
def test_names_of_narratives_and_segments_are_only_names(rules: str) -> None:
    plain = worlds.settings(**worlds.RULE_SETS[rules])
    names = {"left": "zzz", "middle": "a", "right": "m", "rival": "y", "campaign": "aa", "sound": "b"}
    one, other = (simulate(Scenario(**given), 5) for given in (plain, renamed(plain, names)))
    assert one.summary == other.summary
    assert _numbers(one) == _numbers(other)


def _numbers(result: RunResult) -> list[bytes]:
    record = result.record
    columns = [record.posts, record.comments, record.belief, *record.steps.values()]
    return [np.ascontiguousarray(column).tobytes() for column in columns]


def test_settings_written_out_and_read_again_give_the_same_numbers() -> None:
    for rules in worlds.RULE_SETS.values():
        scenario = worlds.world(**rules)
        again = Scenario(**scenario.settings())
        assert again == scenario
        assert _numbers(simulate(scenario, 5)) == _numbers(simulate(again, 5))


def values(about: Declaration) -> st.SearchStrategy[Any]:
    """Return a strategy for a parameter's values: its bounds, and its plausible range more often."""
    if isinstance(about.default, bool):
        return st.booleans()
    if isinstance(about.default, int):
        return st.integers(int(about.low), int(min(about.high, 40)))
    plausible = st.floats(*about.plausible) if about.plausible else st.nothing()
    return plausible | st.sampled_from([float(about.low), float(about.high)]) | st.floats(about.low, about.high)


def _block(abouts: list[Declaration]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={about.name: values(about) for about in abouts})


def _options(family: str) -> st.SearchStrategy[dict[str, Any]]:
    names = [name for name in option_names(family) if name != "edge_list"]
    kinds = {name: _block(list(declarations(option_class(family, name)))) for name in names}
    return st.sampled_from(names).flatmap(lambda kind: kinds[kind].map(lambda given: {"kind": kind, **given}))


def _parts(family: str) -> st.SearchStrategy[dict[str, Any]]:
    shared = _block(list(declarations(combining_block(family, option_names(family)))))
    parts = {name: _block(list(declarations(option_class(family, name)))) for name in option_names(family)}
    if family == "metrics":
        return st.just({})
    return st.tuples(shared, st.fixed_dictionaries({}, optional=parts)).map(lambda two: two[0] | two[1])


def _scenarios() -> st.SearchStrategy[dict[str, Any]]:
    drawn = {name: _parts(name) if family.combines else _options(name) for name, family in FAMILIES.items()}
    claim = _block([about for about in declarations(Claim) if about.name != "published_per_day"])
    rival = _block(list(declarations(Claim))).map(lambda given: given | {"serves": "critic"})
    claims = st.fixed_dictionaries({"rival": rival, "campaign": claim.map(lambda given: given | {"counters": "rival"})})
    drawn["tick_minutes"] = st.sampled_from([10.0, 60.0, 60.0, 180.0, 1440.0])
    drawn["members"] = st.integers(1, 60)
    base = worlds.settings()
    return st.fixed_dictionaries(drawn | {"claims": claims}).map(
        lambda given: worlds.changed(
            base, {"narratives.claims": given.pop("claims"), "ticks": 30} | _dotted_once(given)
        )
    )


def _dotted_once(drawn: dict[str, Any]) -> dict[str, Any]:
    flat = {}
    for name, value in drawn.items():
        block = value if isinstance(value, dict) else None
        flat[name] = value if block is None else worlds.changed({}, block)
    return flat


def checked(drawn: dict[str, Any]) -> Scenario:
    """Return the scenario; settings that are each within bounds and contradict one another are not asked about."""
    try:
        return Scenario(**drawn)
    except ValidationError as refused:
        assert {error["type"] for error in refused.errors()} == {"value_error"}  # noqa: PT017 - then it is put aside
        reject()


def calm(drawn: dict[str, Any]) -> dict[str, Any]:
    """Return the world with so little chatter that an item stays in sight for a tick; any other is refused."""
    feed, hours = drawn["feed"], drawn["tick_minutes"] / 60.0
    most = feed.get("length", 15) / hours
    return drawn | {"feed": feed | {"chatter": min(feed.get("chatter", 4.0), most / 2.0)}}


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(_scenarios())
def test_any_declared_world_runs_and_is_sound(drawn: dict[str, Any]) -> None:
    scenario = checked(calm(drawn))
    market = worlds.lived(scenario, seed=1)
    assert faults(market) == []
    result = simulate(scenario, 1)
    assert set(result.undefined) == {key for key, value in result.summary.items() if value is None}
    assert all(np.isfinite(value) for value in result.summary.values() if value is not None)
    assert _within(result.record.belief, 0.0, 1.0)
