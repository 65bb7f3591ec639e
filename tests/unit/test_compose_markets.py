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
