"""Composing: overrides choose files and set numbers, and the library call is the same as the command."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from experiments.compose import BadInput, composition
from experiments.compose import compose as compose_function
from experiments.composing.groups import settings_in
from experiments.configuration_folder import configuration_folder
from sim import Scenario


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    return Path(shutil.copytree(configuration_folder(), tmp_path / "my conf"))


def test_the_library_call_of_the_documentation_works() -> None:
    from experiments import compose

    world = compose("guo_2017", "censorship=full")
    assert isinstance(world, Scenario)
    assert world.scenario == "guo_2017"
    assert world.censorship.filter is not None


def test_compose_can_be_imported_from_either_place_in_any_order() -> None:
    code = (
        "from experiments.compose import BadInput; from experiments import compose; import experiments;"
        "print(compose('guo_2017').members, experiments.compose('guo_2017').members, experiments.compose.BadInput)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("2000 2000 <class")


@pytest.mark.parametrize("override", ["strategy=broadcast", "strategy.kind=broadcast", "strategy={kind: broadcast}"])
def test_naming_a_kind_is_choosing_its_file(override: str) -> None:
    assert compose_function("guo_2017", override) == compose_function("guo_2017", "strategy=broadcast")


def test_a_number_deep_in_the_narratives_can_be_set() -> None:
    world = compose_function("guo_2017", "narratives.claims.critic_is_broke.fragility=.5")
    assert world.narratives.claims["critic_is_broke"].fragility == 0.5
    assert world.narratives.claims["critic_is_a_criminal"].fragility == 0.9


def test_the_order_of_overrides_does_not_matter() -> None:
    overrides = ["censorship=full", "members=500", "censorship.fear.punish=.4", "strategy=broadcast"]
    assert compose_function("guo_2017", *overrides) == compose_function("guo_2017", *reversed(overrides))


def test_a_part_of_a_level_can_be_switched_off_and_on_by_hand() -> None:
    assert compose_function("guo_2017", "censorship=full", "censorship.fear=null").censorship.fear is None
    assert compose_function("guo_2017", "censorship.fear={punish: .4}").censorship.fear.punish == 0.4
    assert compose_function("guo_2017", "censorship.fear={}").censorship.fear.punish == 0.2


def test_the_same_settings_come_back_from_what_they_say_of_themselves() -> None:
    world = compose_function("guo_2017", "censorship=full", "enforcement=suspension")
    assert Scenario.model_validate(world.settings()) == world


def test_a_value_may_refer_to_another() -> None:
    assert compose_function("guo_2017", "ticks=48", "members=${ticks}").members == 48


def test_every_value_says_where_it_came_from() -> None:
    world = composition("censorship=full", "members=10")
    assert world.origins["members",] == "command line"
    assert world.origins["ticks",] == "conf/scenario/guo_2017.yaml"
    assert world.origins["censorship", "fear", "punish"] == "conf/censorship/fear.yaml"
    assert world.origins["censorship", "capacity"] == "conf/config.yaml"
    assert world.choices["scenario"] == "guo_2017"


def test_composing_again_is_quick_and_one_world_does_not_change_another() -> None:
    first = compose_function("guo_2017", "members=10", "narratives.claims.critic_is_broke.fragility=.1")
    second = compose_function("guo_2017")
    assert second.members == 2000
    assert second.narratives.claims["critic_is_broke"].fragility == 0.9
    assert first.members == 10


def test_threads_may_compose_at_the_same_time() -> None:
    found: dict[str, int] = {}

    def compose_one(level: str) -> None:
        world = compose_function("guo_2017", f"censorship={level}")
        found[level] = sum(getattr(world.censorship, part) is not None for part in ("filter", "friction", "fear"))

    levels = {"open": 0, "full": 3, "filter": 1, "friction": 1, "fear": 1, "[filter,fear]": 2, "[fear,friction]": 2}
    threads = [threading.Thread(target=compose_one, args=(level,)) for level in levels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == levels


def test_composing_leaves_hydra_as_it_was(conf: Path) -> None:
    from hydra import initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra

    with initialize_config_dir(str(conf), version_base="1.3"):
        before = GlobalHydra.instance().hydra
        compose_function("guo_2017", "censorship=friction", "feed=newest")
        assert GlobalHydra.instance().hydra is before


def test_a_new_scenario_is_one_file(conf: Path) -> None:
    (conf / "scenario" / "mine.yaml").write_text(
        "# @package _global_\ndefaults:\n  - override /narratives: critic_in_exile\n  - override /censorship: full\n"
        "members: 77\ncensorship: {fear: {punish: 0.4}}\nstory: {title: Mine}\n"
    )
    world = composition("scenario=mine", settings=settings_in(conf))
    assert (world.scenario.members, world.scenario.censorship.fear.punish) == (77, 0.4)
    assert world.origins["censorship", "fear", "punish"] == "my conf/scenario/mine.yaml"


def test_a_scenario_that_brings_its_own_narratives_needs_no_other_file(conf: Path) -> None:
    text = "# @package _global_\nnarratives: {segments: {all: 1.0}, claims: {a_claim: {appeal: 0.3}}}\n"
    (conf / "scenario" / "mine.yaml").write_text(text)
    world = composition("scenario=mine", settings=settings_in(conf)).scenario
    assert list(world.narratives.claims) == ["a_claim"]
    swapped = composition("scenario=mine", "narratives=critic_in_exile", settings=settings_in(conf))
    assert "a_claim" not in swapped.scenario.narratives.claims
    assert swapped.waiting[0][0] == "narratives"


def test_a_scenarios_number_for_an_option_acts_only_where_that_option_is_chosen(conf: Path) -> None:
    (conf / "scenario" / "mine.yaml").write_text(
        "# @package _global_\ndefaults: [guo_2017, _self_]\n"
        "strategy: {burst: 7.0, covert_posts: 0.9}\ncensorship: {capacity: 9.0, fear: {punish: 0.4}}\n"
    )
    plain = composition("scenario=mine", settings=settings_in(conf))
    assert plain.scenario.strategy.burst == 7.0
    assert plain.scenario.censorship.fear is None, "a number must not switch a part on"
    assert plain.scenario.censorship.capacity == 9.0
    assert [key for key, _, _ in plain.waiting] == ["censorship.fear"]
    other = composition("scenario=mine", "strategy=broadcast", "censorship=full", settings=settings_in(conf))
    assert other.scenario.strategy.covert_posts == 0.9
    assert other.scenario.censorship.fear.punish == 0.4
    waiting = {f"strategy.{name}" for name in ("burst", "threshold", "leak_threshold", "divided")}
    assert {key for key, _, _ in other.waiting} == waiting


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("members: [1, 2\n", "conf/scenario/mine.yaml"),
        ("members: 1\nmembers: 2\n", "conf/scenario/mine.yaml"),
        ("- a list\n", "conf/scenario/mine.yaml"),
        ("# @package _global_\ndefaults: [override /feed: neest]\n", "neest"),
        ("# @package _global_\ndefaults: [nowhere]\n", "nowhere"),
        ("# @package _global_\ndefaults: [guo_2017]\nmembrs: 5\n", "did you mean members?"),
        (
            "# @package _global_\ndefaults: [guo_2017, _self_]\nmembers: abc\n",
            "my conf/scenario/mine.yaml): must be a whole",
        ),
        (
            "# @package _global_\ndefaults: [guo_2017, _self_]\nstrategy: {kind: broadcast}\n",
            "override /strategy: broadcast",
        ),
        ("# @package _global_\ndefaults: [guo_2017, _self_]\nstrategy: {brust: 2}\n", "did you mean strategy.burst?"),
        ("# @package _global_\ndefaults: [guo_2017, _self_]\nstrategy: 5\n", "strategy"),
        ("\x00\x01", "conf/scenario/mine.yaml"),
    ],
)
def test_a_broken_settings_file_is_named(conf: Path, text: str, words: str) -> None:
    (conf / "scenario" / "mine.yaml").write_text(text)
    with pytest.raises(BadInput) as refused:
        composition("scenario=mine", settings=settings_in(conf))
    assert words in str(refused.value)


def test_a_file_that_changed_is_read_again(conf: Path) -> None:
    file = conf / "scenario" / "mine.yaml"
    file.write_text("# @package _global_\ndefaults: [guo_2017, _self_]\nmembers: 10\n")
    assert composition("scenario=mine", settings=settings_in(conf)).scenario.members == 10
    file.write_text("# @package _global_\ndefaults: [guo_2017, _self_]\nmembers: 1000\n")
    assert composition("scenario=mine", settings=settings_in(conf)).scenario.members == 1000


def test_a_folder_without_settings_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no folder of settings"):
        settings_in(tmp_path)


def test_one_item_of_a_list_can_be_changed_by_its_number() -> None:
    plain, changed = (
        composition("scenario=hongkong_2019"),
        composition("scenario=hongkong_2019", "shocks.dated.2.share=.1"),
    )
    shares = [[shock.share for shock in found.scenario.shocks.dated] for found in (plain, changed)]
    assert shares[1] == [*shares[0][:2], 0.1, *shares[0][3:]]
    assert changed.origins["shocks", "dated"] == "conf/scenario/hongkong_2019.yaml, command line"
    assert composition("scenario=hongkong_2019").scenario == plain.scenario, "what is changed is a copy"


def test_a_campaign_before_readers_who_hear_nothing_in_their_feeds_is_remarked_upon() -> None:
    deaf = composition("scenario=guo_2017", "belief=degroot").notes
    assert len(deaf) == 1
    assert "moves nobody" in deaf[0]
    assert composition("scenario=guo_2017").notes == ()
    assert composition("scenario=rumour_mill").notes == ()


def test_dated_events_that_a_run_never_comes_to_are_remarked_upon() -> None:
    whole = composition("scenario=hongkong_2019")
    assert whole.notes == ()
    shocks = sorted(whole.scenario.shocks.dated, key=lambda shock: shock.at(whole.scenario.operation.starts_on))
    first, *_, last = (int(shock.at(whole.scenario.operation.starts_on)) for shock in shocks)
    assert composition("scenario=hongkong_2019", f"ticks={last + 1}").notes == ()
    (short,) = composition("scenario=hongkong_2019", f"ticks={last}").notes
    assert short.startswith(f"shocks: the run ends at hour {last}, before {shocks[-1].kind} on {shocks[-1].date};")
    (shorter,) = composition("scenario=hongkong_2019", f"ticks={first + 1}").notes
    assert [str(shock.date) in shorter for shock in shocks] == [False, *[True] * (len(shocks) - 1)]


def test_of_a_congress_after_the_end_the_haste_before_it_is_felt() -> None:
    haste = composition("scenario=guo_2017").scenario.shocks.dated[0]
    begins = int(haste.at("2017-08-01") - haste.lead)
    assert composition("scenario=guo_2017", f"ticks={begins + 1}").notes == ()
    assert "congress" in composition("scenario=guo_2017", f"ticks={begins}").notes[0]
