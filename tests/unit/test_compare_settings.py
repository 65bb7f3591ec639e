"""Which settings a command line compares: every mixture has one meaning, and it is the one that help tells."""

from __future__ import annotations

import pytest

from experiments.compare import worlds_to_compare
from experiments.compose import BadInput
from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from experiments.settings_to_compare import Compared, settings_to_compare

GROUPS = settings_in(configuration_folder()).groups


def compared(*arguments: str) -> Compared:
    found, problems = settings_to_compare(arguments, GROUPS)
    assert not problems
    return found


@pytest.mark.parametrize(
    ("arguments", "common", "settings"),
    [
        ("censorship=open|censorship=full|scenario=guo_2017", "scenario=guo_2017", "censorship=open|censorship=full"),
        ("scenario=guo_2017|censorship=open|censorship=full", "scenario=guo_2017", "censorship=open|censorship=full"),
        ("enforcement=none,suspension|members=9", "members=9", "enforcement=none|enforcement=suspension"),
        ("members=range(500,2000,500)", "", "members=500|members=1000|members=1500"),
        ("members=9,8,7", "", "members=9|members=8|members=7"),
        ("feed=glob(*)", "", "feed=bridging|feed=engagement|feed=newest"),
        ("feed=newest|feed=engagement|ticks=1|members=2", "ticks=1|members=2", "feed=newest|feed=engagement"),
        ("censorship=[filter,fear]|censorship=open", "", "censorship=[filter,fear]|censorship=open"),
        ("censorship=open|censorship.kind=full", "", "censorship=open|censorship.kind=full"),
        ("scenario=guo_2017|scenario=quiet_market", "", "scenario=guo_2017|scenario=quiet_market"),
        # a quoted group is one setting, whatever stands beside it
        ("ticks=9 members=8|ticks=7 members=6", "", "ticks=9 members=8|ticks=7 members=6"),
        ("feed=newest|feed=engagement ticks=7", "", "feed=newest|feed=engagement ticks=7"),
        ("feed=newest,engagement|ticks=9 members=8", "", "feed=newest|feed=engagement|ticks=9 members=8"),
        ("ticks=9 members=8|feed=newest|ticks=7", "feed=newest", "ticks=9 members=8|ticks=7"),
        # several values in a group are all combinations; outside, settings are not multiplied
        ("ticks=1,2 members=3,4", "", "ticks=1 members=3|ticks=1 members=4|ticks=2 members=3|ticks=2 members=4"),
        ("ticks=1,2|members=3,4", "", "ticks=1|ticks=2|members=3|members=4"),
        # a path may hold spaces and equals signs are told from it by their key
        ("ties.path=/a b/c.txt ticks=1|ticks=2", "", "ties.path=/a b/c.txt ticks=1|ticks=2"),
    ],
)
def test_every_mixture_has_one_meaning(arguments: str, common: str, settings: str) -> None:
    found = compared(*arguments.split("|"))
    assert "|".join(found.common) == common
    assert "|".join(setting.name for setting in found.settings) == settings


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "at least two settings"),
        (("censorship=full",), "at least two settings"),
        (("censorship=full members=3",), "at least two settings"),
        (("ticks=1", "ticks=1"), "given twice"),
        (("ticks=1,1",), "given twice"),
        (("ticks=interval(1,9)",), "whole interval"),
        (("feed=glob(x*)",), "matches nothing"),
        (("seed=1,2",), "seed by seed"),
        (("feed=newest replicates=3", "feed=engagement"), "seed by seed"),
    ],
)
def test_what_is_no_comparison_is_refused(arguments: tuple[str, ...], words: str) -> None:
    _, problems = settings_to_compare(arguments, GROUPS)
    assert any(words in problem.line() for problem in problems)


def test_what_is_wrong_in_all_settings_is_said_once_and_else_with_the_setting() -> None:
    with pytest.raises(BadInput) as refused:
        worlds_to_compare(compared("censorship=open", "censorship=full", "censorship.fear.punish=.3", "members=x"))
    found = {problem.key: problem.source for problem in refused.value.problems}
    assert found == {
        "members": "command line",
        "censorship.fear.punish": "command line, in the setting censorship=open",
    }


def test_settings_on_other_clocks_are_refused() -> None:
    with pytest.raises(BadInput, match=r"tick_minutes=30 \(tick_minutes=30\): must be the baseline's, 60"):
        worlds_to_compare(compared("tick_minutes=60", "tick_minutes=30"))


def test_the_baseline_is_the_first_and_every_world_is_its_setting() -> None:
    worlds = worlds_to_compare(compared("censorship=full", "censorship=open enforcement=suspension", "censorship=fear"))
    assert [world.scenario.censorship.filter is not None for world in worlds] == [True, False, False]
    assert [world.scenario.enforcement.suspension is not None for world in worlds] == [False, True, False]
