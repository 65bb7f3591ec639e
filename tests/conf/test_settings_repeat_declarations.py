"""A number is declared once, in the option that uses it; the settings files are held to the declarations."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hydra import compose as hydra_compose
from hydra import initialize_config_dir
from omegaconf import OmegaConf

from experiments.compose import BadInput, composition
from experiments.composing.groups import settings_in
from sim.base.options import FAMILIES, option_names
from sim.base.parameters import declarations
from sim.scenario import Claim, Shocks
from tests.conf.declared_settings import CONF, declared_files, shared_lines, top_lines

GROUPS = settings_in(CONF).groups
CHOICES = [(group, choice) for group, choices in GROUPS.items() for choice in choices]
WRITE = "run `python -m tests.conf.declared_settings`"
NEEDS_A_FILE = {("ties", "edge_list"): "ties.path", ("operation/accounts", "release"): "operation.accounts.path"}
LEVELS = ("light", "moderate", "strict", "maximal")
NEEDS_CHOICES = {
    ("strategy", "flood"): ("narratives=critic_in_exile_and_cheer",),
    # Complete mixing and implicit ties store none that a firewall could close.
    ("ties", "complete"): ("scenario=rumour_mill",),
    ("ties", "implicit"): ("scenario=cartoon_2015",),
}
COMBINING = [family.key for family in FAMILIES.values() if family.combines and family.key != "metrics"]


@pytest.mark.parametrize(("name", "text"), declared_files().items())
def test_an_option_file_holds_all_keys_with_their_declared_defaults(name: str, text: str) -> None:
    assert (CONF / name).read_text(encoding="utf-8") == text, f"conf/{name} is not what is declared: {WRITE}"


@pytest.mark.parametrize("family", [family for family in FAMILIES if family != "metrics"])
def test_every_option_can_be_chosen(family: str) -> None:
    assert set(option_names(family)) <= set(GROUPS[family])


@pytest.mark.parametrize("family", [family.key for family in FAMILIES.values() if not family.combines])
def test_an_exclusive_family_has_a_file_for_its_options_and_no_other(family: str) -> None:
    assert set(GROUPS[family]) == set(option_names(family))


def test_the_primary_file_holds_what_parts_share_and_the_top_level_keys_as_declared() -> None:
    text = (CONF / "config.yaml").read_text(encoding="utf-8")
    for lines in (top_lines(), *shared_lines().values()):
        assert "\n".join(lines) in text, f"conf/config.yaml lacks what is declared:\n{'\n'.join(lines)}"


@pytest.mark.parametrize(("group", "choice"), CHOICES)
def test_every_choice_composes_or_asks_for_the_file_it_needs(group: str, choice: str) -> None:
    needed = NEEDS_A_FILE.get((group, choice))
    if needed is None:
        composition(f"{group}={choice}", *NEEDS_CHOICES.get((group, choice), ()))
        return
    with pytest.raises(BadInput) as refused:
        composition(f"{group}={choice}")
    assert [problem.key for problem in refused.value.problems] == [
        needed.removesuffix(".path") if "accounts" in needed else needed
    ]
    assert needed in str(refused.value)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The settings with a scenario that sets no number of its own."""
    folder = Path(shutil.copytree(CONF, tmp_path_factory.mktemp("settings") / "conf"))
    text = "# @package _global_\ndefaults: [override /narratives: critic_in_exile]\n"
    (folder / "scenario" / "bare.yaml").write_text(text)
    return folder


@pytest.mark.parametrize("family", COMBINING)
def test_a_level_switches_on_parts_with_their_declared_numbers(family: str, bare: Path) -> None:
    for level in GROUPS[family]:
        asked = ("scenario=bare", f"{family}={level}", "calibration=none")
        block = getattr(composition(*asked, settings=settings_in(bare)).scenario, family)
        for part in option_names(family):
            found = getattr(block, part)
            assert found is None or found == type(found)(), f"{family}={level}: {part} has other numbers than declared"


@pytest.mark.parametrize(
    ("level", "on"),
    [
        ("censorship=open", set()),
        ("censorship=full", {"filter", "friction", "fear"}),
        ("censorship=[filter,fear]", {"filter", "fear"}),
        ("censorship=[]", set()),
        ("enforcement=none", set()),
        ("enforcement=suspension", {"suspension"}),
        ("enforcement=light", {"label", "nudge"}),
        ("enforcement=moderate", {"label", "nudge", "downrank", "breaker"}),
        ("enforcement=strict", {"label", "nudge", "downrank", "breaker", "removal"}),
        ("enforcement=maximal", {"label", "nudge", "downrank", "breaker", "removal", "suspension"}),
        ("rebuttals=none", set()),
        ("rebuttals=notes", {"notes"}),
        ("rebuttals=inoculation", {"inoculation"}),
        ("rebuttals=[crowd,notes,inoculation]", {"crowd", "notes", "inoculation"}),
        ("rebuttals=crowd_and_professionals", {"crowd", "professionals"}),
    ],
)
def test_a_level_switches_on_what_its_name_says(level: str, on: set[str]) -> None:
    family = level.partition("=")[0]
    block = getattr(composition(level).scenario, family)
    assert {part for part in option_names(family) if getattr(block, part) is not None} == on


def test_each_level_of_enforcement_looks_no_later_and_no_more_leniently_than_the_one_below() -> None:
    levels = [composition(f"enforcement={level}").scenario.enforcement for level in LEVELS]
    assert [level.posture for level in levels] == ["on_report", "on_report", "by_search", "by_search"]
    assert [level.delay for level in levels] == sorted((level.delay for level in levels), reverse=True)
    assert [level.threshold for level in levels] == sorted((level.threshold for level in levels), reverse=True)
    same = set(type(levels[0]).model_fields) - set(option_names("enforcement")) - {"posture", "delay", "threshold"}
    assert all(getattr(level, name) == getattr(levels[0], name) for level in levels for name in same)


def test_a_number_on_the_command_line_is_laid_over_a_level() -> None:
    block = composition("enforcement=maximal", "enforcement.delay=3", "enforcement.removal.half_life=7").scenario
    assert (block.enforcement.delay, block.enforcement.removal.half_life) == (3.0, 7.0)


@pytest.mark.parametrize("scenario", GROUPS["scenario"])
def test_a_scenario_tells_its_story_with_sources(scenario: str) -> None:
    story = composition(f"scenario={scenario}").scenario.story
    assert story.title
    assert story.question.endswith("?")
    assert story.facts
    assert all(fact.fact and fact.source for fact in story.facts)
    assert all(name[0] == "H" and name[1:].isdigit() for name in story.hypotheses)


@pytest.mark.parametrize("scenario", GROUPS["scenario"])
@pytest.mark.parametrize("choices", [(), ("censorship=full",), ("censorship=[filter,fear]", "strategy=broadcast")])
def test_hydra_itself_composes_the_same_settings(scenario: str, choices: tuple[str, ...]) -> None:
    with initialize_config_dir(str(CONF), version_base="1.3"):
        # A calibration is no part of Hydra's tree: its file tells how it was made, and its values are laid by us.
        choices = (*choices, "calibration=none")
        whole = hydra_compose("config", overrides=[f"scenario={scenario}", *choices])
    by_hydra: dict[str, Any] = OmegaConf.to_container(whole, resolve=True)  # type: ignore[assignment]
    by_hydra.pop("calibration", None)
    # What a listed shock leaves unsaid, the model fills in.
    by_hydra["shocks"] = Shocks.model_validate(by_hydra["shocks"]).model_dump(mode="json")
    ours = composition(f"scenario={scenario}", *choices)
    for key, _, _ in ours.waiting:
        # Hydra lays numbers of options that are not chosen over those that are.
        family, name = key.split(".")
        by_hydra[family].pop(name)
    settings = ours.scenario.settings()
    # What a market chooses by the name of a file, Hydra leaves as a name.
    assert list(settings.pop("markets")) == list(by_hydra.pop("markets"))
    assert _without_off(settings) == _without_off({**by_hydra, "scenario": scenario})


@pytest.mark.parametrize("name", [choice for group, choice in CHOICES if group == "narratives"])
def test_narratives_spell_out_every_number_of_a_claim(name: str) -> None:
    written = OmegaConf.to_container(OmegaConf.load(CONF / "narratives" / f"{name}.yaml"))
    assert isinstance(written, dict)
    for claim in written["claims"].values():
        assert {found.name for found in declarations(Claim)} <= set(claim)


def test_guo_2017_is_the_operation_that_was_disclosed() -> None:
    world = composition("scenario=guo_2017").scenario
    assert (world.members, world.ticks, world.tick_minutes) == (2000, 960, 60.0)
    assert (world.operation.covert, world.operation.overt) == (936, 10)
    assert (world.operation.starts_on, world.operation.stops_at) == ("2017-08-01", 720.0)
    assert world.strategy.kind == "reactive"
    assert world.narratives.segments == {"sees_a_hero": 0.4, "sees_a_rich_man": 0.3, "sees_an_insider": 0.3}
    counters = {name for name, claim in world.narratives.claims.items() if claim.counters == "critic_accuses_leaders"}
    assert counters == {"critic_is_a_criminal", "critic_is_broke", "critic_is_a_fabricator"}


def test_the_quiet_market_differs_from_guo_2017_in_the_campaign_alone() -> None:
    quiet = composition("scenario=quiet_market").scenario.settings()
    loud = composition("scenario=guo_2017").scenario.settings()
    assert quiet["strategy"] == {"kind": "silent"}
    assert {key for key in quiet if quiet[key] != loud[key]} == {"scenario", "story", "strategy"}


def _without_off(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the settings without what is off or unset: a part that is off is None for the model, absent in a file."""
    kept = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            kept[key] = _without_off(value)
        elif value is not None:
            kept[key] = list(value) if isinstance(value, tuple) else value
    return kept
