"""What is true of every world: nothing is lost, nothing is counted twice, names are only names."""

from typing import Any

import numpy as np
import pytest

from sim import Marketplace, RunResult, Scenario, simulate
from sim.state.posts import FATES
from tests import worlds
from tests.soundness import faults


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
    # What is not read again as it was written shows in the first day: nothing else is read later.
    for rules in worlds.RULE_SETS.values():
        scenario = worlds.world(**rules, ticks=24)
        again = Scenario(**scenario.settings())
        assert again == scenario
        assert _numbers(simulate(scenario, 5)) == _numbers(simulate(again, 5))
