"""Files of settings are parsed once, as OmegaConf parses them, and taken as Hydra takes them."""

import os
from pathlib import Path

import pytest
from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from experiments.composing import files
from experiments.composing.files import content_of, whole_of
from experiments.composing.groups import SCENARIO, settings_in
from experiments.composing.taken import defaults_of
from experiments.configuration_folder import configuration_folder

CONF = configuration_folder()
ALL = [name for name, _, _ in settings_in(CONF).state]
SCENARIOS = settings_in(CONF).groups[SCENARIO]
TRICKY = """\
a: 1e3
b: .5
c: 1_000
d: 2017-08-01
e: on
f: "007"
g: 0x1F
h: 12:30
i: [1, 2.5, ~, text]
j: {k: -.inf, l: ''}
m: |
  two
  lines
"""


def as_omegaconf(text: str) -> object:
    return OmegaConf.to_container(OmegaConf.create(text))


@pytest.mark.parametrize("name", ALL)
def test_every_file_of_settings_says_what_omegaconf_reads_in_it(name: str) -> None:
    text = (CONF / f"{name}.yaml").read_text(encoding="utf-8")
    assert repr(whole_of(CONF, name)) == repr(as_omegaconf(text))


@pytest.mark.parametrize("with_libyaml", [True, False])
def test_numbers_dates_and_words_are_read_as_omegaconf_reads_them(
    with_libyaml: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.yaml, "__with_libyaml__", with_libyaml)
    files._fast_loader.cache_clear()
    (tmp_path / "tricky.yaml").write_text(TRICKY)
    assert repr(whole_of(tmp_path, "tricky")) == repr(as_omegaconf(TRICKY))
    files._fast_loader.cache_clear()


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "a: [1\n", "a: ${b\n", "- 1\n", "a: !!python/name:os.system\n"])
def test_what_omegaconf_refuses_is_refused_in_its_words(text: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text(text)
    with pytest.raises((OmegaConfBaseException, YAMLError, TypeError)) as refused:
        whole_of(tmp_path, "wrong")
    if not isinstance(refused.value, TypeError):
        with pytest.raises(type(refused.value)) as theirs:
            OmegaConf.load(tmp_path / "wrong.yaml")
        assert getattr(refused.value, "problem", "") == getattr(theirs.value, "problem", "")


def test_a_file_that_was_changed_is_read_again_and_its_list_of_defaults_is_no_setting(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("defaults: [_self_]\na: 1\n")
    assert content_of(settings_in(tmp_path), "config") == {"a": 1}
    (tmp_path / "config.yaml").write_text("defaults: [_self_]\na: 2\n")
    os.utime(tmp_path / "config.yaml", ns=(1, 1))
    assert content_of(settings_in(tmp_path), "config") == {"a": 2}


@pytest.mark.parametrize("more", [(), ("censorship=full",), ("enforcement=[label,removal]", "belief=voter")])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_files_taken_are_those_that_hydra_takes(scenario: str, more: tuple[str, ...]) -> None:
    overrides = [f"scenario={scenario}", *more]
    with initialize_config_dir(str(CONF), version_base="1.3"):
        theirs = compose("config", overrides, return_hydra_config=True).hydra.runtime.choices
    ours = defaults_of(settings_in(CONF), overrides).overrides.known_choices
    assert dict(ours) == {group: chosen for group, chosen in theirs.items() if not group.startswith("hydra")}
