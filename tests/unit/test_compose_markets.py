"""Rules of single markets on the command line and in a scenario's file."""

import pytest

from experiments import compose
from experiments.compose import composition
from experiments.composing.problems import BadInput, Problem


def problem_of(*overrides: str) -> Problem:
    with pytest.raises(BadInput) as refused:
        composition("scenario=guo_2017", *overrides)
    (problem,) = refused.value.problems
    return problem


def test_a_file_chosen_for_a_market_is_that_file() -> None:
    home = compose("guo_2017").markets["home"]
    assert home.censorship == compose("guo_2017", "censorship=full").censorship
    assert compose("guo_2017").censorship.filter is None
    assert compose("guo_2017").markets["overseas"].censorship is None


def test_a_market_can_be_given_other_rules_by_name() -> None:
    world = compose("guo_2017", "markets.home.censorship=[fear,friction]", "markets.overseas.enforcement=strict")
    assert world.markets["home"].censorship.filter is None
    assert world.markets["home"].censorship.fear is not None
    assert world.markets["overseas"].enforcement == compose("guo_2017", "enforcement=strict").enforcement
    assert world.enforcement == compose("guo_2017").enforcement


def test_a_number_of_a_market_can_be_set_after_its_file() -> None:
    world = compose("guo_2017", "markets.home.censorship=full", "markets.home.censorship.fear.punish=0.25")
    assert world.markets["home"].censorship.fear.punish == 0.25


def test_a_group_chosen_by_hand_acts_on_all_markets() -> None:
    world = compose("guo_2017", "censorship=open")
    assert world.markets["home"].censorship is None
    assert [rules.filter for rules in world.environments()] == [None, None]


def test_a_choice_for_one_market_is_nearer_than_one_for_all() -> None:
    world = compose("guo_2017", "censorship=open", "markets.home.censorship=filter")
    assert [rules.filter is None for rules in world.environments()] == [True, False]


def test_a_number_set_for_all_is_set_wherever_the_part_is_on() -> None:
    world = compose("guo_2017", "censorship=[filter]", "markets.home.censorship=full", "censorship.filter.catch=0.125")
    assert [rules.filter.catch for rules in world.environments()] == [0.125, 0.125]


def test_a_market_can_rank_and_publish_in_its_own_way() -> None:
    published = ("markets.overseas.disclosure=full", "markets.overseas.disclosure.wave=3")
    world = compose("guo_2017", "markets.home.feed=newest", *published)
    assert [feed.kind for feed in world.rankings()] == ["engagement", "newest"]
    assert [policy.kind for policy in world.disclosures()] == ["full", "none"]
    assert world.disclosures()[0].wave == 3
    assert world.news_about, "what one platform publishes is news to all"
    assert type(world).model_validate(world.settings()) == world


@pytest.mark.parametrize(("family", "option"), [("feed", "newest"), ("feed", "bridging"), ("disclosure", "full")])
def test_to_name_the_kind_of_a_markets_option_is_to_choose_its_file(family: str, option: str) -> None:
    chosen, named = (compose("guo_2017", f"markets.home.{family}{key}={option}") for key in ("", ".kind"))
    assert named == chosen
    assert problem_of(f"markets.home.{family}.kind=ful").key == f"markets.home.{family}"


def test_a_dial_set_for_all_feeds_is_set_where_a_markets_own_feed_has_it() -> None:
    world = compose("guo_2017", "markets.home.feed=newest", "feed.chatter=2", "feed.recency_rate=.7")
    assert [feed.chatter for feed in world.rankings()] == [2.0, 2.0]
    assert compose("guo_2017", "markets.home.feed=newest", "feed=bridging").rankings()[0].kind == "bridging"
    assert compose("guo_2017", "feed=newest").markets["home"].feed is None


def test_a_dial_of_a_market_without_a_feed_of_its_own_turns_the_scenarios_for_that_market() -> None:
    world = compose("guo_2017", "markets.home.feed.recency_rate=.7", "feed.recency_exponent=.3")
    abroad, home = world.rankings()
    assert (abroad.kind, abroad.recency_rate, home.kind, home.recency_rate) == ("engagement", 0.4, "engagement", 0.7)
    assert (abroad.recency_exponent, home.recency_exponent) == (0.3, 0.3)
    published = compose("guo_2017", "disclosure=headline", "markets.home.disclosure.wave=3").disclosures()
    assert [policy.wave for policy in published] == [10, 3]


@pytest.mark.parametrize("family", ["feed", "disclosure"])
@pytest.mark.parametrize("value", ["3", "true", "1.5"])
def test_what_is_no_option_at_all_is_refused_though_a_dial_follows(family: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"markets.home.{family}"):
        compose("guo_2017", f"markets.home.{family}={value}", f"markets.home.{family}.strength=3")


@pytest.mark.parametrize("dial", ["length=9", "chatter=1"])
def test_a_market_whose_feed_is_longer_or_busier_than_the_others_is_refused(dial: str) -> None:
    problem = problem_of("markets.home.feed=newest", f"markets.home.feed.{dial}")
    assert f"markets.home.feed.{dial}: all feeds are as long and as busy" in problem.rule


def test_two_ways_to_compute_agreement_are_refused() -> None:
    alike = compose("guo_2017", "feed=bridging", "markets.home.feed=bridging", "feed.memory=10")
    assert {feed.scoring for feed in alike.rankings()} == {alike.feed.scoring}
    problem = problem_of("feed=bridging", "markets.home.feed=bridging", "markets.home.feed.memory=10")
    assert "agreement is computed once" in problem.rule


def test_the_same_markets_come_back_from_what_they_say_of_themselves() -> None:
    world = compose("guo_2017", "markets.overseas.enforcement=light")
    assert type(world).model_validate(world.settings()) == world


@pytest.mark.parametrize(
    ("override", "rule", "meant"),
    [
        ("markets.home.censorship=ful", "no such choice", "full"),
        ("markets.home.censorship=[fear,fliter]", "no such choice", "filter"),
        ("markets.hom.audience=3", "no such key", "markets.home.audience"),
        ("markets.home.audeince=3", "no such key", "markets.home.audience"),
        ("markets.home.audience=-3", "from 0 to 1,000,000", None),
        ("markets.home.lets_in=much", "a number from 0 to 1", None),
        ("markets.overseas.censorship.filter.catch=.5", "filter is off", None),
        ("markets.home.feed=newst", "no such choice", "newest"),
        ("markets.home.feed.strength=3", "under feed=engagement; it belongs to markets.home.feed=bridging", None),
        ("markets.home.feed.recency_rate=abc", "a number from 0 to 10", None),
        ("markets.home.disclosure.study.heed=.5", "it belongs to markets.home.disclosure=full", None),
        ("markets.home.disclosure=ful", "no such choice", "full"),
        ("markets.home.censorship.filter.catch=5", "from 0 to 1", None),
        ("markets.home.censorship.filter.cach=.5", "no such key", "markets.home.censorship.filter.catch"),
    ],
)
def test_what_is_wrong_in_a_market_is_said_with_its_name(override: str, rule: str, meant: str | None) -> None:
    problem = problem_of(override)
    assert problem.key == override.partition("=")[0]
    assert rule in problem.rule
    assert problem.suggestion == meant
    assert problem.source == "command line"


def test_a_market_of_a_scenario_without_markets_is_refused_with_the_reason() -> None:
    with pytest.raises(BadInput, match="one market for all"):
        composition("scenario=rumour_mill", "markets.home.audience=2")
