"""Bad input is refused before anything starts: all of it at once, a line a problem, with what was meant."""

from __future__ import annotations

import pytest

from experiments.compose import BadInput, Problem, compose


def problems_of(*overrides: str, scenario: str = "guo_2017") -> list[Problem]:
    with pytest.raises(BadInput) as refused:
        compose(scenario, *overrides)
    assert str(refused.value) == "\n".join(problem.line() for problem in refused.value.problems)
    assert all("\n" not in problem.line() for problem in refused.value.problems)
    return refused.value.problems


def only(*overrides: str, scenario: str = "guo_2017") -> Problem:
    (found,) = problems_of(*overrides, scenario=scenario)
    return found


@pytest.mark.parametrize(
    ("override", "meant"),
    [
        ("strategy.brust=1", "strategy.burst"),
        ("strategy.kind=brodcast", "broadcast"),
        ("strategy=brodcast", "broadcast"),
        ("censorship=ful", "full"),
        ("censorship=[filtr,fear]", "filter"),
        ("narratives.claims.critic_is_brok.fragility=.5", "narratives.claims.critic_is_broke.fragility"),
        ("narratives.claims.critic_is_broke.fragillity=.5", "narratives.claims.critic_is_broke.fragility"),
        ("narratives.claims.critic_is_broke.serves=stat", "state"),
        ("punish=.3", "censorship.fear.punish"),
        ("membrs=10", "members"),
        ("belief.trust.pear=.5", "belief.trust.peer"),
        ("operation.acounts.path=x", "operation.accounts.path"),
        ("operation/acounts=release", "operation/accounts"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(override: str, meant: str) -> None:
    problem = only(override)
    assert problem.suggestion == meant
    assert f"did you mean {meant}?" in problem.line()


def test_an_unknown_scenario_is_answered_with_those_there_are() -> None:
    problem = only("members=abc", scenario="guo_2018")
    assert problem.suggestion == "guo_2017"
    assert "quiet_market" in problem.rule


@pytest.mark.parametrize(
    ("override", "rule"),
    [
        ("members=abc", "must be a whole number from 1 to 20,000,000 (members)"),
        ("members=2.5", "must be a whole number from 1 to 20,000,000 (members)"),
        ("members=1:10", "must be a whole number"),
        ("members=true", "must be a whole number"),
        ("members=null", "must be a whole number"),
        ("members=", "must be a whole number"),
        ("members=[1]", "must be a whole number"),
        ("members={a: 1}", "must be a whole number"),
        ("members=007", "must be a whole number"),
        ("members=é", "must be a whole number"),
        ("members=nan", "must be a whole number"),
        (f"members={'9' * 400}", "must be a whole number"),
        (f"members={'9' * 5000}", "must be a whole number"),
        ("seed=-1", "from 0"),
        ("tick_minutes=inf", "must be a number from 1 to 1,440 (minutes)"),
        ("tick_minutes=1e400", "must be a number from 1 to 1,440 (minutes)"),
        ("tick_minutes=-.5", "must be a number from 1 to 1,440 (minutes)"),
        ("belief.trust.peer=2", "must be a number from 0.01 to 0.99 (probability)"),
        ("strategy.burst='3'", "must be a number from 0 to 100 (times the pace)"),
        ("belief.trust=2", "must be a block of settings: peer"),
        ("story={title: [1]}", "must be text"),
        ("ties={kind: segments, homophily: x}", "must be a number from 0 to 1 (probability)"),
        ("narratives.claims.critic_is_broke.serves=both", "must be one of state, critic, none"),
        ("operation.starts_on=2017-02-30", "must be a date like 2017-08-01"),
        ("operation.starts_on=2017", "must be a date like 2017-08-01"),
        ("operation.starts_on=2017-8-1", "must be"),
        ("narratives.segments.sees_a_hero=.9", "add up to 1"),
        ("narratives.segments.nobody=.9", "add up to 1"),
        ("narratives.claims.critic_is_broke.resonance.nobody=2", "segments are sees_a_hero"),
        ("narratives.claims.critic_is_broke.counters=nobody", "no such other narrative"),
        ("narratives.claims={new: {appeal: 3}}", "must be a number from 0 to 1 (share)"),
        ("members=${tiks}", "cannot be resolved"),
        ("members=${members}", "cannot be resolved"),
        ("metrics.reach=null", "must be a block of settings: window"),
    ],
)
def test_a_wrong_value_is_answered_with_the_allowed_range(override: str, rule: str) -> None:
    problem = only(override)
    assert rule in problem.rule
    assert "command line" in problem.source
    assert len(problem.line()) < 400


@pytest.mark.parametrize(
    ("override", "rule"),
    [
        ("operation.accounts.path=users.csv", "would not be read; choose operation/accounts=release"),
        ("+foo=1", "+ would add a key that nothing reads"),
        ("++members=2", "+ would add a key that nothing reads"),
        ("~members", "~ would remove a setting"),
        ("~censorship=open", "~ would remove a setting"),
        ("members", "write KEY=VALUE"),
        ("", "write KEY=VALUE"),
        ("   ", "write KEY=VALUE"),
        ("=", "write KEY=VALUE"),
        ("=1", "write KEY=VALUE"),
        ("é=1", "cannot be read"),
        ("a..b=1", "cannot be read"),
        ("members=(1)", "cannot be read"),
        ("members='1", "cannot be read"),
        ("censorship@x=full", "@ would put settings where nothing reads them"),
        ("members=1,2", "use `shelflife compare`"),
        ("members=range(1,9)", "use `shelflife compare`"),
        ("members=interval(1,9)", "use `shelflife compare`"),
        ("censorship=glob(*)", "use `shelflife compare`"),
        ("hydra.run.dir=x", "no such key"),
        ("hydra/launcher=joblib", "no such group"),
        ("inputs=1", "no such key"),
        ("members.x=1", "no such key"),
        ("members.x.y.z=1", "no such key"),
        ("strategy=[reactive]", "only one can be chosen"),
        ("strategy=null", "no such choice"),
        ("censorship=5", "no such choice"),
        ("censorship=../scenario/guo_2017", "no such choice"),
        ("scenario=quiet_market", "is given twice"),
        ("censorship/fear=on", "no such group"),
    ],
)
def test_what_is_no_override_is_refused_with_what_to_write(override: str, rule: str) -> None:
    assert rule in only(override).rule


def test_a_key_that_is_given_twice_is_refused() -> None:
    assert "is given twice" in only("members=10", "members=20").rule
    assert "is given twice" in only("censorship=open", "censorship.kind=full").rule


def test_a_setting_of_a_part_that_is_off_says_how_to_switch_it_on() -> None:
    problem = only("censorship.fear.punish=.3")
    assert "censorship.fear is off" in problem.rule
    assert "censorship=fear" in problem.rule
    assert compose("guo_2017", "censorship=fear", "censorship.fear.punish=.3").censorship.fear.punish == 0.3
    assert compose("guo_2017", "censorship=[filter,fear]", "censorship.fear.punish=.3").censorship.fear.punish == 0.3


def test_a_setting_of_another_option_names_that_option() -> None:
    assert only("strategy=broadcast", "strategy.burst=2").rule.endswith("it belongs to strategy=reactive")
    assert only("ties.directed=false").rule.endswith("it belongs to ties=edge_list")


def test_everything_that_is_wrong_is_named_at_once() -> None:
    wrong = (
        "feed=neest", "foo=1", "members=-3", "ticks=x", "ties=edge_list", "ties.path=/does/not/exist", "+bar=2",
        "censorship.fear.punish=.3", "belief.trust.peer=2", "operation.starts_on=never", "strategy.brust=1",
    )  # fmt: skip
    found = {problem.key for problem in problems_of(*wrong)}
    assert found == {
        "feed", "foo", "members", "ticks", "ties.path", "+bar", "censorship.fear.punish", "belief.trust.peer",
        "operation.starts_on", "strategy.brust",
    }  # fmt: skip


def test_what_hangs_on_a_choice_that_is_unknown_is_not_called_wrong_as_well() -> None:
    assert [problem.key for problem in problems_of("feed=neest", "feed.chatter=3", "feed.anything=3")] == ["feed"]


def test_a_hundred_problems_are_a_hundred_lines() -> None:
    assert len(problems_of(*(f"key_{number}=1" for number in range(100)))) == 100


def test_a_key_that_a_block_lacks_is_told_what_the_block_has() -> None:
    with pytest.raises(BadInput, match=r"shocks\.first=ruling .*no such key; in shocks there is path, dated"):
        compose("guo_2017", "shocks.first=ruling")
    with pytest.raises(BadInput, match=r"did you mean enforcement\.suspension\.threshold\?"):
        compose("guo_2017", "censorship.threshold=.7")


@pytest.mark.parametrize(
    ("override", "answer"),
    [
        ("shocks.0.kind=ruling", r"did you mean shocks\.dated\.0\.kind\?"),
        ("shocks.dated.4.share=.5", r"no such item; shocks\.dated has items 0 to 3"),
        ("shocks.dated.first.share=.5", r"no such item; shocks\.dated has items 0 to 3"),
        ("shocks.dated.0.share=2", r"must be a number from 0 to 1"),
        ("shocks.dated.0.kind=rulin", r"must be one of .*; did you mean ruling\?"),
        ("shocks.dated.0.shaer=.5", r"no such key; did you mean shocks\.dated\.0\.share\?"),
        ("shocks.dated.0=3", r"must be a block of settings: kind, date"),
    ],
)
def test_an_override_within_a_list_is_told_where_it_goes(override: str, answer: str) -> None:
    with pytest.raises(BadInput, match=answer):
        compose("hongkong_2019", override)


def test_an_override_within_an_empty_list_is_told_to_write_the_list() -> None:
    with pytest.raises(BadInput, match=r"shocks\.dated is empty here, or write the whole list: shocks\.dated=\[…\]"):
        compose("cartoon_2015", "shocks.dated.0.kind=ruling")
