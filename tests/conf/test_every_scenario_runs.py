"""Every scenario that ships runs, and its summary holds every metric: a number, or the reason why there is none."""

import numpy as np
import pytest

from experiments.compose import composition
from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from sim import simulate
from sim.base.options import option_class, option_names

SCENARIOS = settings_in(configuration_folder()).groups["scenario"]
ELEVEN = {
    *("guo_2017", "hongkong_2019", "cartoon_2015", "debate_2019", "diplomats_2019", "home_market"),
    *("exported_censorship", "transparency", "regulator_ruling", "rumour_mill", "quiet_market"),
}
KEYS = {key for metric in option_names("metrics") for key in option_class("metrics", metric).keys}  # type: ignore[attr-defined]


def test_the_eleven_are_there() -> None:
    assert set(SCENARIOS) >= ELEVEN


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_it_runs_and_every_metric_is_a_number_or_has_a_reason(scenario: str) -> None:
    result = simulate(composition(f"scenario={scenario}", "members=200", "ticks=60").scenario, seed=2)
    assert set(result.summary) == KEYS
    for key, value in result.summary.items():
        if value is None:
            assert result.undefined[key], key
        else:
            assert np.isfinite(value), key


@pytest.mark.parametrize("scenario", sorted(ELEVEN - {"rumour_mill", "quiet_market"}))
def test_it_says_what_it_stands_for(scenario: str) -> None:
    story = composition(f"scenario={scenario}").scenario.story
    assert story.title
    assert story.question
    assert story.hypotheses
    assert len(story.facts) >= 2
    assert all(fact.source for fact in story.facts)
