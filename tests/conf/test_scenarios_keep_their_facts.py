"""What each scenario stands for is in its settings, as the description of the model lists it."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from experiments.compose import compose
from experiments.operation_figures import operation_figures
from experiments.report.claims import claims
from sim import Marketplace, Scenario
from sim.scenario import parts_on


class Stands(NamedTuple):
    """What a scenario is made of: its strategy, its censor's parts, what is disclosed, its markets and its shocks."""

    strategy: str
    censorship: set[str]
    disclosure: str
    markets: set[str]
    shocks: list[str]
    hypotheses: set[str]


FULL = {"filter", "friction", "fear"}
HERE_AND_THERE = {"home", "overseas"}
LISTED = {
    "guo_2017": Stands("reactive", set(), "none", HERE_AND_THERE, ["congress"], {"H1", "H2", "H3", "H4", "H5"}),
    "hongkong_2019": Stands(
        "reactive", set(), "partial", set(), ["takedown_wave", "block", "takedown_wave", "expose"], {"H3", "H7", "H9"}
    ),
    "cartoon_2015": Stands("charm", set(), "none", set(), [], {"H1", "H2"}),
    "debate_2019": Stands("charm", set(), "none", HERE_AND_THERE, [], {"H2", "H5"}),
    "diplomats_2019": Stands("amplify", set(), "none", set(), ["block"], {"H1", "H2", "H9"}),
    "home_market": Stands("flood", FULL, "none", set(), [], {"H4", "H5", "H13", "H15"}),
    "exported_censorship": Stands("reactive", {"exported"}, "none", HERE_AND_THERE, ["congress"], {"H4", "H11"}),
    "transparency": Stands("reactive", set(), "full", set(), [], {"H6", "H7"}),
    "regulator_ruling": Stands("broadcast", set(), "none", set(), ["ruling"], {"H1"}),
    "rumour_mill": Stands("silent", set(), "none", set(), [], set()),
    "quiet_market": Stands("silent", set(), "none", HERE_AND_THERE, ["congress"], set()),
}


def stands(world: Scenario) -> Stands:
    return Stands(
        world.strategy.kind,
        set(parts_on("censorship", world.censorship)),
        world.disclosure.kind,
        set(world.markets),
        [shock.kind for shock in world.shocks.dated],
        set(world.story.hypotheses),
    )


@pytest.mark.parametrize("name", LISTED)
def test_a_scenario_is_what_is_listed_of_it(name: str) -> None:
    assert stands(compose(name)) == LISTED[name]


@pytest.mark.parametrize("name", LISTED)
def test_every_fact_of_a_scenario_has_a_source(name: str) -> None:
    story = compose(name).story
    assert story.title
    assert story.question.endswith("?")
    assert len(story.facts) >= 2
    assert all(fact.fact.rstrip().endswith(".") and len(fact.source) > 8 for fact in story.facts)
    assert set(story.hypotheses) <= set(claims()), "a hypothesis that nothing says or refutes"


@pytest.mark.parametrize("name", ["guo_2017", "transparency", "exported_censorship", "quiet_market"])
@pytest.mark.parametrize("seed", range(3))
def test_the_disclosed_operation_is_seated_as_it_was_published(name: str, seed: int) -> None:
    figures = operation_figures(compose(name, f"seed={seed}"))
    assert figures is not None
    assert figures.covert == figures.disclosed_accounts == 936
    assert figures.disclosed_posts == 3_600_000
    assert figures.created[2017] > 400
    assert figures.in_august_2017 > figures.created[2017] / 2
    assert sum(figures.created.values()) == 936


def changed(name: str, *overrides: str, base: str | None = None) -> set[str]:
    """Return the blocks of settings in which a scenario differs from another."""
    one, other = compose(name, *overrides).settings(), compose(base or name).settings()
    return {key for key in one if one[key] != other[key]} - {"scenario", "story"}


def test_transparency_is_one_operation_under_four_disclosures() -> None:
    assert [changed("transparency", f"disclosure={level}") for level in ("none", "headline", "partial", "full")] == [
        {"disclosure"},
        {"disclosure"},
        {"disclosure"},
        set(),
    ]


def test_the_quiet_market_is_guo_2017_without_its_campaign_and_nothing_else() -> None:
    assert changed("quiet_market", base="guo_2017") == {"strategy"}


def test_the_debate_is_one_event_that_nobody_broadcasts_at_home() -> None:
    world = compose("debate_2019")
    home, overseas = world.markets["home"], world.markets["overseas"]
    assert (home.overt, home.covert, home.posters) == (0, 0, 0)
    assert overseas.overt > 0
    assert set(parts_on("censorship", home.censorship)) == FULL
    assert 0 < home.lets_in < 0.5
    assert world.operation.stops_at <= 72, "one event, and not a campaign"


def test_what_sets_the_operation_of_guo_2017_off_is_the_critics_narrative_leaking_home() -> None:
    world = compose("guo_2017")
    claims = world.narratives.claims
    rival = next(name for name, claim in claims.items() if claim.serves == "critic")
    counters = [claim for claim in claims.values() if claim.counters == rival]
    assert len(counters) >= 3, "one for each reason to follow the critic"
    favourites = {max(claim.resonance, key=lambda segment: claim.resonance[segment]) for claim in counters}
    assert len(favourites) == len(counters), "each is cut to another segment"
    strategy: Any = world.strategy
    assert strategy.leak_threshold > 0
    assert 0 < world.markets["home"].lets_in < 1


def test_the_study_of_exported_censorship_turns_the_quota_of_demands() -> None:
    from experiments.configuration_folder import configuration_folder

    text = (configuration_folder() / "study" / "export_quota.yaml").read_text(encoding="utf-8")
    assert "censorship.exported.quota: 0," in text


def test_the_operation_of_2017_is_set_off_by_what_leaks_home() -> None:
    market = Marketplace(compose("guo_2017", "members=600"), 0)
    while not market.operation.plan.burst_ends and market.tick < 480:
        market.step()
    threshold, at_home = market.world.strategy.leak_threshold, int(market.markets.sizes[market.markets.home])
    lately = sum(market.operation.leaks)[market.operation.rivals].max() * 1000.0 / at_home
    assert lately >= threshold
    walled = Marketplace(compose("guo_2017", "members=600", "markets.home.lets_in=0", "markets.home.circumvents=0"), 0)
    for _ in range(market.tick):
        walled.step()
    assert not walled.operation.plan.burst_ends
